"""The common questions as macros, and rates that never turn a blank into a zero."""

from dataclasses import replace

from warehouse_world import HEAD, World, figures, reading

from extract.reading import Figure


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
