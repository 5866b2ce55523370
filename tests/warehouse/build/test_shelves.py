"""`series` lies so that the rows of a concept and those of a body are each found in few places."""

from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extract.model.reading import ReportHead
from tests.warehouse.warehouse_world import HEAD, World, figures, reading, site
from warehouse.build import parquet_files
from warehouse.build.parts import Partition, Year
from warehouse.build.years import shelves
from warehouse.errors import ContractError
from warehouse.schema.tables import tables

BODIES = 12
LATER = "20250601T000000Z-000"
DECLARED = ("concept", "province_code", "region_code", "agency_id", "report_id")


def head(number: int) -> ReportHead:
    return replace(HEAD, agency=f"云栖区第{number}局", kind="department", function=None)


def build(world: World) -> Path:
    """A release of the one year of some bodies."""
    for number in range(BODIES):
        world.add(reading(head(number), figures(new=number + 4, granted=1)))
    return world.build().release


def files(release: Path, table: str) -> list[Path]:
    return sorted((release / table).rglob("*.parquet"))


def rows_of(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.ParquetFile(path).read().to_pylist()
    return rows


def series_of(world: World) -> list[list[dict[str, Any]]]:
    """The series of the one year, as they lie in each file."""
    return [rows_of(path) for path in files(build(world), "series")]


def declared(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in DECLARED) for row in rows]


def test_each_body_lies_in_one_range_and_each_range_by_concept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "DOCUMENTS_A_RANGE", BODIES // 4)
    found = series_of(world)
    ranges = [{row["agency_id"] >> (shelves.ID_BITS - 2) for row in rows} for rows in found]
    assert ranges == [{0}, {1}, {2}, {3}]
    for rows in found:
        within = declared(rows)
        assert within == sorted(within) and len({concept for concept, *_ in within}) > 1


def test_a_small_year_is_one_range(world: World) -> None:
    (found,) = series_of(world)
    rows = declared(found)
    assert rows == sorted(rows) and len({agency for *_, agency, _ in rows}) == BODIES


@pytest.mark.parametrize("body", range(0, BODIES, 3))
def test_a_changed_report_has_the_range_of_its_body_written_and_all_others_linked(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: int
) -> None:
    monkeypatch.setattr(shelves, "DOCUMENTS_A_RANGE", BODIES // 4)
    before = build(world)
    world.add(reading(head(body), figures(new=99, granted=1)), batch=LATER)
    built = world.build()
    pairs = zip(files(before, "series"), files(built.release, "series"), strict=True)
    (written,) = (path for old, path in pairs if not path.samefile(old))
    assert {row["concept"] for row in rows_of(written) if row["value"] == 99} >= {"req_new"}
    # Five facts of the province-year, figures, that range, and findings; copies come out the same.
    assert built.written == 8
    assert replace(deepcopy(world), data=tmp_path / "anew").build().release.name == built.release.name


def test_a_changed_report_has_the_run_of_its_province_written_and_all_others_linked(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "MOST", BODIES + 1)
    world.sites["bj"] = site("bj", region_code="110101")
    capital = replace(head(0), region_code="110101")
    for number in range(2):
        world.add(reading(replace(capital, agency=f"东城区第{number}局")), site_id="bj")
    before = build(world)
    world.add(reading(replace(capital, agency="东城区第0局"), figures(new=99)), site_id="bj", batch=LATER)
    after = world.build().release
    old, new = files(before, "figures"), files(after, "figures")
    assert [path.samefile(other) for path, other in zip(old, new, strict=True)] == [False, True]
    assert {row["province_code"] for row in rows_of(new[0])} == {"110000"}
    assert replace(deepcopy(world), data=tmp_path / "anew").build().release.name == after.name


def test_years_are_cut_into_runs_of_provinces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "MOST", 10)
    counts = (4, 6, 1, 25, 3, 3, 3, 2)
    parts = tuple(Partition(n, 2021, f"{n}", "", count, Path()) for n, count in enumerate(counts))
    found = [[part.count for part in piece] for piece in shelves.pieces(Year(2021, parts))]
    assert found == [[4, 6], [1], [25], [3, 3, 3], [2]]


def test_no_two_pieces_of_a_file_speak_of_one_report(world: World) -> None:
    table = tables()["series"]
    (path,) = files(build(world), "series")
    rows = pq.ParquetFile(path).read()
    with pytest.raises(ContractError, match=r"series: report_id \d+ comes in several pieces"):
        parquet_files.write_pieces(table, [rows, rows.slice(0, 1)], world.data, "twice.parquet")


def test_rows_that_are_copied_in_runs_are_those_that_are_gathered() -> None:
    words = pa.array([None if number % 7 == 0 else str(number % 5) for number in range(3000)])
    whole = pa.table({"number": range(3000), "word": words.dictionary_encode()})
    rows = pa.concat_tables([whole.slice(0, 1100), whole.slice(1100)])
    dice = np.random.default_rng(4)
    for places in (
        np.delete(np.arange(3000), np.arange(900, 1300)),
        np.r_[2000:3000, 0:1500],
        np.arange(0),
        np.arange(1),
        dice.permutation(3000),
    ):
        assert shelves.rows_at(rows, places).combine_chunks().equals(whole.take(pa.array(places)))
    assert shelves.rows_at(rows, np.r_[2000:3000, 0:1500])["number"].num_chunks > 1  # not gathered


def test_runs_make_the_files_that_gathered_rows_make(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew = replace(world, data=tmp_path / "anew")
    with monkeypatch.context() as runs:
        runs.setattr(shelves, "LONG", 1)  # every row a run, if need be
        build(world)
        world.add(reading(head(3), figures(new=99, granted=1)), batch=LATER)
        changed = world.build().release
    assert anew.build().release.name == changed.name
