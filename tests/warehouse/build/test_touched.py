"""What a change reaches is resolved again, and nothing else."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.warehouse_world import HEAD, World, figures, many, reading, site
from warehouse.build.staging import core, touched

LATER = "20250331T000000Z-000"  # no year later is due
FINANCE = replace(HEAD, agency="云栖区财政局", year=2022, kind=None, function=None)


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The bodies whose documents each build resolved."""
    found: list[set[str]] = []
    last_years = core.last_years

    def noted(connection: duckdb.DuckDBPyConnection) -> object:
        rows = connection.execute("SELECT DISTINCT agency FROM core_documents").fetchall()
        found.append({agency for (agency,) in rows})
        return last_years(connection)

    monkeypatch.setattr(core, "last_years", noted)
    return found


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Three bodies on a site, and one that has another to itself."""
    made = many(World(tmp_path / "data"))
    made.sites["bj"] = site("bj", region_code="110101")
    for year in range(2019, 2024):
        head = replace(HEAD, agency="东城区教育局", region_code="110101", region_name="东城区", year=year)
        made.add(reading(head, figures(new=year)), site_id="bj")
    made.build()
    return made


def test_only_what_a_change_reaches_is_resolved(world: World, resolved: list[set[str]]) -> None:
    head = replace(HEAD, agency="东城区教育局", region_code="110101", region_name="东城区", year=2022)
    world.add(reading(head, figures(new=7)), batch=LATER, site_id="bj")
    world.build()
    assert resolved == [{"东城区教育局"}]
    assert world.ask(
        "SELECT change FROM reports WHERE region_code = '110101' AND year = 2022 ORDER BY version"
    ) == [
        ("first",),
        ("figures",),
    ]
    assert world.ask("SELECT count(*) FROM reports WHERE is_current") == [(20,)]


def test_a_capture_alone_reaches_the_documents_of_its_address(world: World, resolved: list[set[str]]) -> None:
    url = "https://www.bj.gov.example/nb/东城区教育局/2022.html"
    world.attempt(url, LATER, "bj", outcome="unchanged")
    world.build()
    assert resolved == [{"东城区教育局"}]
    assert world.ask(f"SELECT last_seen_at FROM reports WHERE url = '{url}'") == [("2025-03-31T00:00:00Z",)]


def test_of_much_all_is_resolved(world: World, resolved: list[set[str]]) -> None:
    world.add(reading(FINANCE, figures(new=7)), batch=LATER)
    world.build()
    assert resolved == [{"云栖区教育局", "云栖区民政局", "云栖区财政局", "东城区教育局"}]


def test_a_new_year_reaches_the_sites_that_have_nothing_of_it(world: World, resolved: list[set[str]]) -> None:
    head = replace(HEAD, agency="东城区教育局", region_code="110101", region_name="东城区", year=2024)
    world.add(reading(head, figures(new=7)), batch=LATER, site_id="bj")
    world.build()
    assert len(resolved[0]) == 4
    assert world.ask("SELECT site_id, status FROM coverage WHERE year = 2024 ORDER BY site_id") == [
        ("bj", "reported"),
        ("yx", "not_crawled"),
    ]


def test_what_another_site_tells_of_a_body_reaches_its_own(
    world: World, resolved: list[set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(touched, "MOST", 1)
    world.add(reading(FINANCE, figures(new=7)), batch=LATER, site_id="bj")
    world.build()
    assert resolved == [{"云栖区财政局", "东城区教育局"}]
    assert world.ask(
        "SELECT count(*) FROM documents WHERE report_id IN (FROM (SELECT report_id FROM reports "
        "WHERE agency_name = '云栖区财政局' AND year = 2022))"
    ) == [(2,)]
