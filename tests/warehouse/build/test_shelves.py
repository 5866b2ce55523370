"""`series` lies so that the rows of a concept and those of a body are each found in few places."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.warehouse.warehouse_world import HEAD, World, figures, reading
from warehouse.build import parquet_files
from warehouse.build.parts import Partition, Year
from warehouse.build.years import shelves
from warehouse.errors import ContractError
from warehouse.schema.tables import tables

BODIES = 12
DECLARED = ("concept", "province_code", "region_code", "agency_id", "report_id")


def series_of(world: World) -> list[dict[str, Any]]:
    """The series of the one year of some bodies, as they lie in the file."""
    for number in range(BODIES):
        head = replace(HEAD, agency=f"云栖区第{number}局", kind="department", function=None)
        world.add(reading(head, figures(new=number + 4, granted=1)))
    (path,) = (world.build().release / "series").rglob("*.parquet")
    rows: list[dict[str, Any]] = pq.ParquetFile(path).read().to_pylist()
    return rows


def declared(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in DECLARED) for row in rows]


def test_each_body_lies_in_one_range_and_each_range_by_concept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "DOCUMENTS_A_RANGE", BODIES // 4)
    rows = series_of(world)
    ranges = [row["agency_id"] >> (shelves.ID_BITS - 2) for row in rows]
    assert ranges == sorted(ranges) and len(set(ranges)) > 2
    for number in set(ranges):
        within = declared([row for row, own in zip(rows, ranges, strict=True) if own == number])
        assert within == sorted(within) and len({concept for concept, *_ in within}) > 1


def test_a_small_year_is_one_range(world: World) -> None:
    rows = declared(series_of(world))
    assert rows == sorted(rows) and len({agency for *_, agency, _ in rows}) == BODIES


def test_years_are_cut_into_runs_of_provinces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "MOST", 10)
    counts = (4, 6, 1, 25, 3, 3, 3, 2)
    parts = tuple(Partition(n, 2021, f"{n}", "", count, Path()) for n, count in enumerate(counts))
    found = [[part.count for part in piece] for piece in shelves.pieces(Year(2021, parts))]
    assert found == [[4, 6], [1], [25], [3, 3, 3], [2]]


def test_no_two_pieces_of_a_file_speak_of_one_report(world: World) -> None:
    table = tables()["series"]
    series_of(world)
    release = world.data / "warehouse" / "current"
    (path,) = (release / "series").rglob("*.parquet")
    rows = pq.ParquetFile(path).read()
    with pytest.raises(ContractError, match=r"series: report_id \d+ comes in several pieces"):
        parquet_files.write_pieces(table, [rows, rows.slice(0, 1)], world.data, "twice.parquet")
