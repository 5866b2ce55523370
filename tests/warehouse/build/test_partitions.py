"""The facts of a province-year are made of a few documents at a time, which no row shows."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.warehouse.warehouse_world import HEAD, World, figures, reading
from warehouse.build import parquet_files, partitions
from warehouse.build.years import shelves

BODIES = 7
LATER = "20250601T000000Z-000"


def body(number: int, new: int = 0) -> Any:
    head = replace(HEAD, agency=f"云栖区第{number}局", kind="department", function=None)
    return reading(head, figures(new=new or number + 4, granted=1))


def filled(world: World) -> World:
    for number in range(BODIES):
        world.add(body(number))
    return world


def rows_of(release: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of each file, as they lie there."""
    files = sorted(release.rglob("*.parquet"))
    return {str(path.relative_to(release)): pq.ParquetFile(path).read().to_pylist() for path in files}


def groups_of(release: Path, table: str) -> list[int]:
    """How many rows each row group of a table has, file by file."""
    files = [pq.ParquetFile(path).metadata for path in sorted((release / table).rglob("*.parquet"))]
    return [file.row_group(number).num_rows for file in files for number in range(file.num_row_groups)]


def test_no_row_shows_how_many_documents_were_in_hand(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = filled(world).build().release
    monkeypatch.setattr(partitions, "DOCUMENTS", 2)
    monkeypatch.setattr(shelves, "IN_HAND", 2)
    monkeypatch.setitem(parquet_files.ROW_GROUPS, "pieces", 3)
    cut = replace(world, data=world.copy(tmp_path / "copy").data)
    (cut.data / "warehouse").rename(tmp_path / "of before")
    release = cut.build().release
    assert groups_of(whole, "sections") == [7]
    assert groups_of(release, "sections") == [2, 2, 2, 1], "a run of documents is a row group"
    assert groups_of(release, "problems") == [7], "these lie by the ids of all documents"
    assert groups_of(release, "reports") == [3, 3, 1]
    assert rows_of(release) == rows_of(whole)


@pytest.mark.parametrize("number", range(BODIES))
def test_a_changed_document_leaves_the_runs_as_they_are_cut_anew(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(partitions, "DOCUMENTS", 2)
    before = filled(world).build().release
    world.add(body(number, new=99), batch=LATER)
    world.add(body(BODIES + number), batch=LATER)  # from where it lies on, all runs are others
    after = world.build().release
    assert (groups_of(before, "sections"), groups_of(after, "sections")) == ([2, 2, 2, 1], [2, 2, 2, 2, 1])
    anew = replace(world, data=world.copy(tmp_path / "copy").data)
    (anew.data / "warehouse").rename(tmp_path / "of before")
    assert anew.build().release.name == after.name
