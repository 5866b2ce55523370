"""Documents from the readings files to their province-years: a file is read once, a row group at a time."""

from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from warehouse.schema import nested_lists

PAGE = ("site_id", "url")  # beside the lists: where a document stands
COLUMNS = (*PAGE, *nested_lists.TYPES)


@dataclass(frozen=True)
class ShuffledGroup:
    """A row group in the order of the parts: the file at `path` holds a record batch for each of `parts`."""

    path: Path
    parts: np.ndarray

    def of(self, part: int) -> pa.Table:
        """The documents of one part, in the order of the readings file."""
        (number,) = np.flatnonzero(self.parts == part)
        with pa.OSFile(str(self.path)) as source:
            return pa.Table.from_batches([pa.ipc.open_file(source).get_batch(number)])


def shuffle(
    executor: Executor, scratch_dir: Path, readings: tuple[Path, ...], wanted: pa.Table
) -> dict[int, list[ShuffledGroup]]:
    """Write the `wanted` documents (part, file, row) in the order of the parts.

    Returns number of the readings file → its shuffled row groups, a file each, not one a pair of group and
    part: a nation has far more of those. They are not compressed: that took longer than the rest.
    """
    file_of, part, row = (wanted[name].to_numpy() for name in ("file", "part", "row"))
    order = np.argsort(file_of, kind="stable")
    files, starts = np.unique(file_of[order], return_index=True)
    taken = np.split(order, starts[1:])
    folder = scratch_dir / "shuffled"
    folder.mkdir()
    shuffled = executor.map(
        _shuffle_file,
        [readings[file] for file in files],
        [folder / str(file) for file in files],
        [part[at] for at in taken],
        [row[at] for at in taken],
    )
    return dict(zip(files.tolist(), shuffled, strict=True))


def _shuffle_file(source: Path, target: Path, part: np.ndarray, row: np.ndarray) -> list[ShuffledGroup]:
    order = np.lexsort((row, part))
    part, row = part[order], row[order]
    found = []
    for start, group in nested_lists.row_groups(source, COLUMNS, row):
        here = (start <= row) & (row < start + len(group))
        path = target.with_name(f"{target.name}-{start}.arrow")
        found.append(_shuffle_group(group, path, part[here], row[here] - start))
    return found


def _shuffle_group(group: pa.Table, target: Path, part: np.ndarray, row: np.ndarray) -> ShuffledGroup:
    pages = group.select(PAGE).take(pa.array(row)).combine_chunks()
    columns = {name: pages[name].combine_chunks() for name in PAGE}
    columns |= {name: nested_lists.take(group[name], row) for name in nested_lists.TYPES}
    batch = pa.RecordBatch.from_pydict(columns)
    starts = np.flatnonzero(np.diff(part, prepend=-1))
    with pa.ipc.new_file(target, batch.schema) as out:
        for start, end in zip(starts, [*starts[1:], len(part)], strict=True):
            out.write_batch(batch.slice(start, end - start))
    return ShuffledGroup(target, part[starts])


@dataclass(frozen=True)
class FlatList:
    """One list of all documents of a part: its elements, and where those of each document stand."""

    elements: pa.Table
    starts: np.ndarray
    lengths: np.ndarray

    def of(self, documents: np.ndarray) -> tuple[pa.Table, np.ndarray, np.ndarray]:
        """The elements of some documents, in that order: elements, document and number from 1 of each."""
        starts, lengths = self.starts[documents], self.lengths[documents]
        at = nested_lists.spans(starts, lengths)
        owner = np.repeat(np.arange(len(documents)), lengths)
        is_whole = len(at) == len(self.elements) and bool((np.diff(at) == 1).all())
        elements = self.elements if is_whole else self.elements.take(pa.array(at))
        return elements, owner, (at - starts[owner] + 1).astype(np.int16)


@dataclass(frozen=True)
class PartitionLists:
    """The documents of one part in their order: the pages they stand on, and their lists."""

    pages: pa.Table
    lists: dict[str, FlatList]


def partition_lists(
    shuffled: dict[int, list[ShuffledGroup]], readings: tuple[Path, ...], part: int, documents: pa.Table
) -> PartitionLists:
    """The lists of a part from the shuffled row groups, in the order of `documents` (file, row, …)."""
    file_of, row = documents["file"].to_numpy(), documents["row"].to_numpy()
    groups = [group for file in np.unique(file_of).tolist() for group in shuffled[file]]
    tables = [group.of(part) for group in groups if part in group.parts]
    no_rows = next(nested_lists.row_groups(readings[0], COLUMNS))[1].slice(0, 0) if not tables else None
    whole = pa.concat_tables(tables or [no_rows])
    position = np.argsort(np.lexsort((row, file_of)))
    flat = {name: _flat(whole[name], position) for name in nested_lists.TYPES}
    return PartitionLists(whole.select(PAGE).take(pa.array(position)), flat)


def _flat(column: pa.ChunkedArray, position: np.ndarray) -> FlatList:
    lengths = nested_lists.sizes(column)
    starts = np.cumsum(lengths) - lengths
    return FlatList(nested_lists.flat(column), starts[position], lengths[position])
