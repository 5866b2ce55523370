"""The common questions as macros, and rates that never turn a blank into a zero."""

from dataclasses import replace
from decimal import Decimal

from extract.model.reading import Figure
from tests.warehouse.warehouse_world import HEAD, World, figures, reading


def test_trend_adds_up_own_figures_only(world: World) -> None:
    whole = replace(HEAD, agency="云栖区人民政府", kind="government", function=None, scope="region_aggregate")
    world.add(reading(whole, figures(new=1000)))
    world.add(reading(cells=figures(new=10)))
    world.add(reading(replace(HEAD, year=2022), figures(new=7)))
    world.build()
    assert world.ask("SELECT year, value, report_count FROM trend('req_new')") == [
        (2022, 7, 1),
        (2023, 10, 1),
    ]


def test_league_and_agency(world: World) -> None:
    other = replace(HEAD, agency="云栖区民政局", function="civil_affairs")
    world.add(reading(other, figures(new=3)))
    world.add(reading(cells=figures(new=10)))
    world.build()
    assert world.ask("SELECT place, agency_name, value FROM league('req_new', 2023)") == [
        (1, "云栖区教育局", 10),
        (2, "云栖区民政局", 3),
    ]
    assert world.ask("SELECT DISTINCT agency_name FROM agency('民政')") == [("云栖区民政局",)]


def test_provenance_leads_to_the_bytes(world: World) -> None:
    world.add(reading())
    world.build()
    ((report_id,),) = world.ask("SELECT report_id FROM reports")
    assert world.ask(
        f"SELECT locator, raw, url, warc, warc_offset, byte_count FROM provenance({report_id}, 'req_new')"
    ) == [
        (
            "html:t2/r3/c8",
            "10",
            "https://www.yx.gov.example/nb/云栖区教育局/2023.html",
            "20250301T000000Z-000.warc.gz",
            0,
            4000,
        )
    ]


def test_rates_name_their_denominators_and_stay_null_without_them(world: World) -> None:
    partial = Figure("req_partial", None, "", "blank", "html:t2/r6/c8", "total", unit="件")
    world.add(reading(cells=(*figures(new=10, granted=6, carried_in=2), partial)))
    empty = replace(HEAD, year=2022)
    world.add(reading(empty, figures(new=0, granted=0, carried_in=0, req_result_total=0, req_carried_out=0)))
    world.build()
    assert world.ask(
        "SELECT year, disclosure_pct, round(backlog_pct, 2), refusal_pct FROM rates ORDER BY year"
    ) == [(2022, None, None, None), (2023, 60.0, 16.67, None)]


TOWN = replace(
    HEAD, agency="云栖区白石镇人民政府", kind="town_government", function=None, scope="own_government"
)
COUNTY = replace(HEAD, agency="云栖区人民政府", kind="government", function=None, scope="own_government")


def test_own_series_counts_each_body_once(world: World) -> None:
    for head in (HEAD, TOWN, COUNTY, replace(COUNTY, year=2022, scope="region_aggregate")):
        world.add(reading(head))
    world.build()
    assert world.ask(
        "SELECT agency_name, level, region_name FROM own_series WHERE concept = 'req_new' ORDER BY ALL"
    ) == [("云栖区教育局", "county", "云栖区"), ("云栖区白石镇人民政府", "township", "云栖区")]
    assert world.ask("SELECT count(*), count(*) FILTER (is_own) FROM rates") == [(4, 2)]


def test_share_adds_up_only_reports_that_print_both_parts(world: World) -> None:
    world.add(reading(cells=figures(new=10, granted=6)))
    without_total = tuple(
        cell for cell in figures(new=99, granted=50) if cell.indicator != "req_result_total"
    )
    world.add(reading(replace(HEAD, year=2022), without_total))
    world.build()
    assert world.ask(
        "SELECT count(req_granted), round(share(req_granted, req_result_total), 2) FROM rates"
    ) == [(2, 66.67)]


def test_applicants_add_up_the_parts_that_are_printed(world: World) -> None:
    person = [
        Figure(
            name, Decimal(value), str(value), "reported", f"html:t2/r{row}/c2", "natural_person", unit="件"
        )
        for row, (name, value) in enumerate(
            {"req_new": 9, "req_refused_internal": 2, "req_refused_process": 1}.items(), 30
        )
    ]
    world.add(reading(cells=(*figures(), *person)))
    world.build()
    assert world.ask("SELECT applicant, req_new, req_refused, req_notproc, is_own FROM applicants") == [
        ("natural_person", 9, 3, None, True)
    ]


def test_changes_and_panel_look_over_the_years(world: World) -> None:
    other = replace(HEAD, agency="云栖区民政局", function="civil_affairs")
    for head, new in ((HEAD, 10), (replace(HEAD, year=2022), 4), (other, 3)):
        world.add(reading(head, figures(new=new)))
    world.build()
    assert world.ask("SELECT agency_name, year, value_before, value, factor FROM changes('req_new')") == [
        ("云栖区教育局", 2023, 4, 10, 2.5)
    ]
    both = "FROM agencies SEMI JOIN panel('req_new', 2022, 2023) USING (agency_id)"
    assert world.ask(f"SELECT agency_name {both}") == [("云栖区教育局",)]


def test_punctuality_knows_the_deadlines(world: World) -> None:
    office = replace(HEAD, agency="云栖区人民政府办公室", kind="government_office", function=None)
    for head, published in (
        (HEAD, "2024-02-10"),
        (replace(HEAD, year=2018), "2019-03-31"),
        (office, "2024-03-31"),
        (replace(office, year=2022), "2023-04-02"),
    ):
        world.add(reading(replace(head, published_date=published)))
    world.build()
    assert world.ask("SELECT kind, year, days_late, is_late FROM punctuality ORDER BY kind, year") == [
        ("department", 2018, 0, False),
        ("department", 2023, 10, True),
        ("government_office", 2022, 2, True),
        ("government_office", 2023, 0, False),
    ]


def test_gaps_end_where_a_reform_ended_the_body(world: World) -> None:
    old = replace(HEAD, agency="云栖区工商行政管理局", function="market_regulation", year=2018)
    new = replace(HEAD, agency="云栖区市场监督管理局", function="market_regulation", year=2019)
    for head in (old, new, replace(new, year=2022), HEAD):
        world.add(reading(head))
    world.build()
    assert world.ask("SELECT agency_name, year FROM gaps ORDER BY year") == [
        ("云栖区市场监督管理局", 2020),
        ("云栖区市场监督管理局", 2021),
        ("云栖区市场监督管理局", 2023),
    ]
