"""Readings in, release out: rows, versions, sources, partitions, the same bytes again."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from extract.model.problems import problem
from extract.model.reading import Reading, ReportHead
from tests.warehouse.warehouse_world import HEAD, World, figures, many, reading, site
from warehouse.errors import ContractError
from warehouse.release.verify import verify

LATER = "20250601T000000Z-000"
NO_REPORT = problem("not_a_report", "file", "a menu")


def test_a_report_becomes_rows_in_every_table(world: World) -> None:
    world.add(reading())
    assert world.build().is_new
    assert world.ask("SELECT agency_name, year, version, change, is_current, cell_count FROM reports") == [
        ("云栖区教育局", 2023, 1, "first", True, 6)
    ]
    assert world.ask("SELECT value, raw, year, province FROM cells WHERE indicator = 'req_new'") == [
        (10, "10", 2023, "990000")
    ]
    assert world.ask("SELECT rule_id, outcome FROM checks") == [("T3.FLOW", "passed")]
    assert world.ask("SELECT kind, report_id IS NOT NULL FROM problems") == [("unit_unknown", True)]
    assert world.ask("SELECT heading, section FROM sections") == [("一、总体情况", 1)]
    assert world.ask("SELECT value, is_approximate FROM mentions") == [(10, False)]


def test_any_figure_answers_where_from(world: World) -> None:
    world.add(reading(), url="https://www.yx.gov.example/nb/1.html")
    world.build()
    assert world.ask(
        """SELECT r.url, c.fetched_at, c.digest, f.locator, f.raw
           FROM cells f JOIN reports r USING (report_id) JOIN captures c USING (batch, warc_offset)
           WHERE f.indicator = 'req_granted'"""
    ) == [
        (
            "https://www.yx.gov.example/nb/1.html",
            "2025-03-01T00:00:00Z",
            reading().digest,
            "html:t2/r5/c8",
            "6",
        )
    ]


def test_a_changed_figure_makes_one_version_and_both_stay(world: World) -> None:
    world.add(reading())
    world.add(reading(cells=figures(granted=7), digest="sha256:b"), batch=LATER)
    world.build()
    assert world.ask("SELECT version, change, is_current FROM reports ORDER BY version") == [
        (1, "first", False),
        (2, "figures", True),
    ]
    granted = "SELECT value FROM cells WHERE indicator = 'req_granted'"
    assert world.ask(f"{granted} AND is_current") == [(7,)]
    assert sorted(world.ask(granted)) == [(6,), (7,)]


def test_a_further_page_that_changed_makes_a_version_seen_since_then(world: World) -> None:
    """The first page of the article answers as before: its bytes are those of both versions."""
    url = "https://www.yx.gov.example/nb/t1.html"
    world.add(reading(digest="sha256:a"), url)
    again = {"outcome": "unchanged", "next_url": url.replace(".html", "_1.html")}
    world.add(reading(cells=figures(granted=7), digest="sha256:a"), url, LATER, **again)
    world.attempt(url, "20250701T000000Z-000", digest="sha256:a", link_text="2023年报", **again)
    world.build()
    assert world.ask("SELECT version, change, is_current, last_seen_at FROM reports ORDER BY version") == [
        (1, "first", False, "2025-03-01T00:00:00Z"),
        (2, "figures", True, "2025-07-01T00:00:00Z"),
    ]


def test_page_chrome_makes_no_version(world: World) -> None:
    world.add(reading(digest="sha256:a"))
    world.add(reading(digest="sha256:b"), batch=LATER)
    world.build()
    assert world.ask("SELECT version, source_count FROM reports") == [(1, 1)]
    assert world.ask("SELECT count(*), count(*) FILTER (is_record) FROM documents") == [(2, 1)]


def test_a_report_put_back_is_current_again(world: World) -> None:
    for batch, granted in ((0, 6), (1, 7), (2, 6)):
        world.add(
            reading(cells=figures(granted=granted), digest=f"sha256:{batch}"),
            batch=f"2025010{batch + 1}T000000Z-000",
        )
    world.build()
    assert world.ask("SELECT version, is_current FROM reports ORDER BY version") == [(1, True), (2, False)]


def test_one_report_on_two_sites_is_one_with_both_sources(world: World) -> None:
    world.sites["agg"] = site("agg", aggregator=True)
    copy = replace(HEAD, title="2023年云栖区教育局年报（转载）", published_date="2024-02-02")
    world.add(reading(copy), site_id="agg")
    world.add(reading())
    world.build()
    assert world.ask("SELECT site_id, source_count FROM reports") == [("yx", 2)]
    assert world.ask("SELECT count(*) FROM cells") == [(6,)]


def test_a_source_with_other_figures_is_told(world: World) -> None:
    world.sites["agg"] = site("agg", aggregator=True)
    world.add(reading(cells=figures(granted=3)), site_id="agg")
    world.add(reading())
    world.build()
    assert world.ask("SELECT site_id, change, is_current FROM reports ORDER BY version") == [
        ("yx", "first", True),
        ("agg", "differs_between_sources", False),
    ]


def test_a_report_listed_again_elsewhere_on_its_site_is_a_new_version(world: World) -> None:
    world.add(reading(), url="https://www.yx.gov.example/nb/9.html", listed_date="2024-01-20")
    corrected = reading(cells=figures(granted=7))
    world.add(corrected, url="https://www.yx.gov.example/nb/1.html", listed_date="2024-06-18")
    world.build()
    assert world.ask("SELECT url, change, is_current FROM reports ORDER BY version") == [
        ("https://www.yx.gov.example/nb/9.html", "first", False),
        ("https://www.yx.gov.example/nb/1.html", "figures", True),
    ]


def test_a_twin_page_with_the_same_figures_is_no_version(world: World) -> None:
    world.add(reading(), url="https://www.yx.gov.example/nb/9.html")
    twin = replace(HEAD, title="云栖区教育局年报（手机版）")
    world.add(reading(twin), url="https://www.yx.gov.example/nb/9_wap.html")
    world.build()
    assert world.ask("SELECT url, source_count FROM reports") == [("https://www.yx.gov.example/nb/9.html", 2)]


def test_a_page_and_its_attachment_are_one_report(world: World) -> None:
    world.add(reading(cells=()), url="https://www.yx.gov.example/nb/p.html")
    world.add(reading(), url="https://www.yx.gov.example/nb/p.pdf", role="attachment")
    world.build()
    assert world.ask("SELECT url, cell_count, source_count FROM reports") == [
        ("https://www.yx.gov.example/nb/p.pdf", 6, 2)
    ]


def test_a_page_that_only_offers_its_file_displaces_nothing_and_is_no_absence(world: World) -> None:
    """As read from a page that the collector took for no report: no body, no year, no cells."""
    page = "https://www.yx.gov.example/nb/p.html"
    nothing = Reading(
        "sha256:page", "html", ReportHead(), problems=(problem("not_a_report", "file", "a menu"),)
    )
    text = "云栖区教育局2023年政府信息公开工作年度报告"
    world.add(nothing, url=page, outcome="not_a_report", error="files to download", link_text=text)
    world.add(reading(), url="https://www.yx.gov.example/nb/p.pdf", role="attachment")
    soft_404 = "https://www.yx.gov.example/nb/q.html"
    words = text.replace("2023", "2022")
    world.add(nothing, url=soft_404, outcome="not_a_report", error="the home page", link_text=words)
    world.build()
    assert world.ask("SELECT url, source_count FROM reports") == [("https://www.yx.gov.example/nb/p.pdf", 1)]
    assert world.ask("SELECT count(*), count(report_id) FROM documents") == [(3, 1)]
    covered = "SELECT status, reason FROM coverage WHERE site_id = 'yx' AND year = "
    assert world.ask(covered + "2023") == [("reported", None)]
    assert world.ask(covered + "2022") == [("not_a_report", "the home page")]


def test_a_report_that_the_collector_took_for_none_is_one(world: World) -> None:
    """A web page called .doc, seen again when the same bytes are taken for no report again."""
    url = "https://www.yx.gov.example/nb/p.doc"
    read = reading()
    world.add(read, url=url, role="attachment", outcome="not_a_report", error="a web page")
    world.attempt(
        url, LATER, role="attachment", outcome="not_a_report", error="a web page", digest=read.digest
    )
    world.build()
    assert world.ask("SELECT url, last_seen_at FROM reports") == [(url, "2025-06-01T00:00:00Z")]
    assert world.ask("SELECT status FROM coverage WHERE year = 2023") == [("reported",)]


def test_bodies_that_do_not_name_themselves_are_not_merged(world: World) -> None:
    nameless = replace(HEAD, agency=None, region_code=None, kind=None, function=None)
    world.add(reading(nameless), url="https://www.yx.gov.example/nb/1.html")
    world.add(reading(nameless), url="https://www.yx.gov.example/nb/2.html")
    world.build()
    assert world.ask(
        "SELECT agency_id, agency_name, count(DISTINCT report_id) FROM reports GROUP BY ALL"
    ) == [(None, None, 2)]


@pytest.mark.parametrize(("agency", "code"), [("万州区教育局", "500101"), ("成都市教育局", None)])
def test_a_name_is_placed_below_the_division_of_its_site_alone(
    world: World, agency: str, code: str | None
) -> None:
    """A site of 500000 was taken for one of every division whose code begins with 5."""
    world.sites["cq"] = site("cq", name="重庆市", region_code="500000", level="province")
    head = replace(HEAD, agency=agency, region_code=None, region_name=None)
    world.add(reading(head), site_id="cq", url="https://www.cq.gov.example/nb/1.html")
    world.build()
    assert world.ask(f"SELECT region_code FROM agencies WHERE agency_name = '{agency}'") == [(code,)]


def test_a_document_that_is_no_report_is_listed_with_its_problem(world: World) -> None:
    head = replace(HEAD, agency=None, year=None, form=None)
    world.add(reading(head, cells=(), sections=(), mentions=(), checks=()))
    world.build()
    assert world.ask("SELECT count(*) FROM reports") == [(0,)]
    assert world.ask("SELECT report_id, year, kind FROM problems") == [(None, None, "unit_unknown")]
    assert world.ask("SELECT count(*) FROM cells") == [(0,)]


def test_coverage_has_a_row_and_a_reason_for_every_site_and_year(world: World) -> None:
    world.sites["gone"] = site("gone", status="blocked", note="robots.txt forbids the column")
    world.sites["new"] = site("new")
    world.add(reading())
    world.attempt("https://www.yx.gov.example/nb/", role="list")
    world.attempt(
        "https://x.gov.example/2021",
        outcome="failed",
        reason="http_error",
        error="HTTP 404",
        link_text="云栖区2021年年报",
    )
    world.sites["shut"] = site("shut")
    wall = {"role": "list", "outcome": "blocked", "reason": "circuit_same_body", "error": "shut"}
    world.attempt("https://www.shut.gov.example/nb/", site_id="shut", **wall)
    world.build()
    found = dict(world.ask("SELECT site_id || year, status FROM coverage"))  # type: ignore[arg-type]
    assert set(found) == {
        f"{name}{year}" for name in ("yx", "gone", "new", "shut") for year in range(2019, 2024)
    }
    assert (found["yx2023"], found["yx2021"], found["yx2020"]) == ("reported", "failed", "not_listed")
    assert (found["gone2020"], found["new2020"]) == ("blocked", "not_crawled")
    assert world.ask("SELECT reason FROM coverage WHERE site_id = 'yx' AND year = 2021") == [("HTTP 404",)]
    codes = dict(world.ask("SELECT site_id || year, reason_code FROM coverage"))  # type: ignore[arg-type]
    assert (codes["yx2021"], codes["yx2023"], codes["yx2020"]) == ("http_error", None, None)
    assert (codes["shut2021"], codes["gone2020"], codes["new2020"]) == ("circuit_same_body", None, None)


def test_coverage_tells_a_list_that_is_not_whole_from_one_that_shows_none(world: World) -> None:
    """And a row that leads nowhere from both; without a first year rows begin with the first listed."""
    named = "云栖区{}年政府信息公开工作年度报告"
    for site_id in ("whole", "short", "open", "silent"):
        world.sites[site_id] = replace(site(site_id), first_year=None)
    world.add(reading())
    for site_id in ("whole", "short", "open"):
        world.attempt(f"https://www.{site_id}.gov.example/nb/", role="list", site_id=site_id)
        world.attempt(f"https://{site_id}/1", site_id=site_id, outcome="failed", link_text=named.format(2021))
    broken = {"role": "promise", "outcome": "failed", "reason": "list_ends_early", "error": "6 of 12"}
    world.attempt("https://www.short.gov.example/nb/2.html", site_id="short", **broken)
    link = {
        "outcome": "refused",
        "reason": "link_by_script",
        "error": "view(7)",
        "link_text": named.format(2022),
    }
    world.attempt("https://www.open.gov.example/nb/#x", site_id="open", **link)
    notice = {"outcome": "refused", "reason": "title_notice", "error": "通知", "link_text": "2022年通知"}
    world.attempt("https://www.open.gov.example/nb/9", site_id="open", **notice)
    world.build()
    found = dict(world.ask("SELECT site_id || year, status FROM coverage WHERE site_id <> 'yx'"))  # type: ignore[arg-type]
    assert (found["whole2022"], found["short2022"], found["open2022"]) == (
        "not_listed", "list_incomplete", "not_followed",
    )  # fmt: skip
    assert {year for year in range(2000, 2030) if f"whole{year}" in found} == set(range(2021, 2024))
    assert (found["silent2008"], found["silent2023"]) == ("not_crawled", "not_crawled")
    asked = "SELECT reason, reason_code, url FROM coverage WHERE site_id = 'short' AND year = 2022"
    assert world.ask(asked) == [("6 of 12", "list_ends_early", "https://www.short.gov.example/nb/2.html")]


def test_a_second_build_of_the_same_publishes_nothing(world: World) -> None:
    first = many(world).build()
    again = world.build()
    assert (again.release, again.is_new, again.written) == (first.release, False, 0)


def two_provinces(world: World) -> World:
    world.sites["bj"] = site("bj", region_code="110101")
    for year in (2020, 2021):
        world.add(
            reading(replace(HEAD, year=year, region_code="110101", agency="东城区教育局")), site_id="bj"
        )
    return many(world)


def test_only_the_province_year_that_changed_is_written(
    world: World, make_world: Callable[[str], World]
) -> None:
    before = two_provinces(world).build()
    changed = replace(HEAD, agency="云栖区民政局", year=2021, kind=None, function=None)
    correction = reading(changed, figures(new=99))
    world.add(correction, batch=LATER)
    after = world.build()
    assert after.release != before.release
    # The five facts of the province in 2021, the two yearly tables, and the findings of 2021 and 2022. The
    # texts of both are compared again, since one is compared with its body's last, and come out the same.
    assert after.written == 9
    for year in (2020, 2021, 2022):
        copies = Path(f"copies/year={year}/data.parquet")
        assert (before.release / copies).samefile(after.release / copies)
    kept = Path("cells/year=2021/province=110000/data.parquet")
    assert (before.release / kept).samefile(after.release / kept)
    assert (before.release / "figures/year=2020/data.parquet").samefile(
        after.release / "figures/year=2020/data.parquet"
    )
    anew = two_provinces(make_world("anew"))
    anew.add(correction, batch=LATER)
    assert anew.build().release.name == after.release.name


def test_a_year_merged_of_old_and_new_rows_has_the_bytes_of_one_made_at_once(
    world: World, make_world: Callable[[str], World]
) -> None:
    """Of a column whose words come in another order than they are sorted in."""
    head = replace(HEAD, year=2021, region_code="110101", agency="东城区人民政府", kind="government")
    government = reading(replace(head, function=None, scope="own_government"))

    def late(made: World) -> World:
        made.sites["bj"] = site("bj", region_code="110101")
        made.add(government, site_id="bj", batch=LATER)
        return made

    many(world, years=(2021,)).build()
    anew = late(many(make_world("anew"), years=(2021,)))
    assert late(world).build().release.name == anew.build().release.name


def test_a_broken_contract_stops_the_release_and_names_the_row(world: World) -> None:
    before = many(world).build().release
    head = replace(HEAD, year=2018)
    bad = replace(figures()[0], status="guessed")  # type: ignore[arg-type]
    world.add(reading(head, [bad]))
    with pytest.raises(ContractError, match=r"cells\.status is not one of .*indicator='req_new'.*'guessed'"):
        world.build()
    assert world.store.current() == before
    assert [path.name for path in world.store.releases.iterdir()] == [before.name]


def test_a_repeated_key_stops_the_release(world: World) -> None:
    cell = figures()[0]
    world.add(reading(cells=[cell, replace(cell, value=Decimal(3), raw="3")]))
    with pytest.raises(ContractError, match=r"cells: the key .* is not unique: .*req_new"):
        world.build()


def test_a_build_below_a_relative_folder_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `make build-warehouse` builds below `data`; from nothing, then beside rows that stand."""
    monkeypatch.chdir(tmp_path)
    world = many(World(Path("demo")), years=(2021, 2022))
    world.build()
    world.add(reading(replace(HEAD, agency="云栖区财政局", year=2022), figures(new=9)))
    second = world.build()
    assert second.kept > 0 and verify(second.release) == []
    assert replace(world, data=tmp_path / "anew").build().release.name == second.release.name
