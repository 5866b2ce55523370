"""Findings after a change: checked again where it reaches, and as in a build from nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from tests.warehouse.warehouse_world import HEAD, World, figures, reading, site
from warehouse.build.context import BuildContext
from warehouse.build.parts import Provinces
from warehouse.build.years import findings
from warehouse.build.years.check_relations import YearCheck, reads_year_before
from warehouse.schema.check_queries import PROVINCE, Check, all_checks

LATER = "20250401T000000Z-000"
CARRIED = "SELECT province_code, agency_name FROM findings WHERE check_id = 'X.CARRY' ORDER BY ALL"
Checked = list[tuple[int | None, Provinces]]


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Checked:
    """The years and provinces over which checks of a province were run."""
    asked: Checked = []
    found: Callable[..., pa.Table] = findings.found

    def spy(
        context: BuildContext,
        database: duckdb.DuckDBPyConnection,
        check: YearCheck,
        queries: list[Check],
        there: Provinces,
    ) -> pa.Table:
        if all(query.looks_at == PROVINCE for query in queries):
            asked.append((check.year.year, there))
        return found(context, database, check, queries, there)

    monkeypatch.setattr(findings, "found", spy)
    return asked


def add(world: World, name: str, year: int, site_id: str, region: str | None, **other: object) -> None:
    """A report whose body is known by its site and name alone."""
    cells = figures(carried_in=other.pop("carried_in", 1), req_carried_out=other.pop("out", 2))  # type: ignore[arg-type]
    head = replace(HEAD, agency=name, year=year, region_code=region, kind=None, function=None)
    world.add(reading(head, cells), site_id=site_id, **other)  # type: ignore[arg-type]


def two_provinces(world: World) -> World:
    world.sites["bj"] = site("bj", region_code="110101")
    for year in (2021, 2022, 2023):
        add(world, "云栖区民政局", year, "yx", "990101", carried_in=7)
        add(world, "东城区民政局", year, "bj", "110101", carried_in=8)
    return world


def is_as_from_nothing(world: World, folder: Path) -> bool:
    return replace(world, data=folder).build().release.name == world.release.name


def test_only_the_province_that_changed_is_checked_again(
    world: World, checked: Checked, tmp_path: Path
) -> None:
    two_provinces(world).build()
    assert sorted(checked) == [(year, None) for year in (2021, 2022, 2023)]
    checked.clear()
    add(world, "东城区民政局", 2022, "bj", "110101", carried_in=8, out=8, batch=LATER)
    world.build()
    there = frozenset({"110000"})
    assert sorted(checked) == [(2022, there), (2023, there)]
    assert world.ask(CARRIED) == [("110000", "东城区民政局"), *[("990000", "云栖区民政局")] * 2]
    assert is_as_from_nothing(world, tmp_path / "anew")


def test_a_body_of_two_provinces_has_both_checked_again(
    world: World, checked: Checked, tmp_path: Path
) -> None:
    two_provinces(world)
    add(world, "某局", 2021, "bj", "990101", out=2)  # placed by its name
    add(world, "某局", 2022, "bj", None, carried_in=5)  # placed by its site
    world.build()
    assert ("110000", "某局") in world.ask(CARRIED)
    checked.clear()
    add(world, "某局", 2021, "bj", "990101", out=5, batch=LATER)
    world.build()
    assert (2022, frozenset({"110000", "990000"})) in checked
    assert ("110000", "某局") not in world.ask(CARRIED)
    assert is_as_from_nothing(world, tmp_path / "anew")


def test_what_was_checked_otherwise_is_checked_again(
    world: World, checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_provinces(world).build()
    checked.clear()
    monkeypatch.setattr(findings, "declarations", lambda: "other checks")
    monkeypatch.setattr("warehouse.build.pipeline.build_recipe", lambda: "other")
    world.build()
    assert sorted(checked) == [(year, None) for year in (2021, 2022, 2023)]


def test_what_the_year_before_decides_is_told_of_each_check() -> None:
    """Of a check that is not told so, the findings stand where that year alone changed."""
    read = {name for name, check in all_checks().items() if reads_year_before(check)}
    assert {"A.TEXT_COPY", "A.JUMP", "A.DROP", "X.DUP", "X.CARRY", "T2.2019.XYEAR_ITEMS"} <= read
    assert read.isdisjoint({"X.ALLZERO", "X.FORM", "X.N_T3", "W.FIGURES", "T3.FLOW"})
