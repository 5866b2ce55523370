"""Documents from the readings files to their province-years: each file is read once and dealt out."""

from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from warehouse.schema import nested_lists as lists

PAGE = ("site_id", "url")


@dataclass(frozen=True)
class Dealt:
    """A readings file in the order of the parts: `path` holds a record batch for each of `parts`."""

    path: Path
    parts: np.ndarray

    def of(self, part: int) -> pa.Table:
        """The documents of one part, in the order of the readings file."""
        (number,) = np.flatnonzero(self.parts == part)
        with pa.OSFile(str(self.path)) as source:
            return pa.Table.from_batches([pa.ipc.open_file(source).get_batch(number)])


def spread(hands: Executor, scratch: Path, readings: tuple[Path, ...], wanted: pa.Table) -> dict[int, Dealt]:
    """Deal out the `wanted` documents (part, file, row; part by part): readings file → its documents.

    One file for each readings file, not one a pair of file and part: a nation has thousands of those. It is
    not compressed: that took longer than the rest of the dealing.
    """
    file_of, part, row = (wanted[name].to_numpy() for name in ("file", "part", "row"))
    order = np.argsort(file_of, kind="stable")
    files, starts = np.unique(file_of[order], return_index=True)
    taken = np.split(order, starts[1:])
    (scratch / "spread").mkdir()
    dealt = hands.map(
        _deal,
        [readings[file] for file in files],
        [scratch / "spread" / f"{file}.arrow" for file in files],
        [part[at] for at in taken],
        [row[at] for at in taken],
    )
    return dict(zip(files.tolist(), dealt, strict=True))


def _deal(source: Path, target: Path, part: np.ndarray, row: np.ndarray) -> Dealt:
    whole = lists.read(source, (*PAGE, *lists.TYPES))
    pages = whole.select(PAGE).take(pa.array(row)).combine_chunks()
    columns = {name: pages[name].combine_chunks() for name in PAGE}
    columns |= {name: lists.take(whole[name], row) for name in lists.TYPES}
    batch = pa.RecordBatch.from_pydict(columns)
    starts = np.flatnonzero(np.diff(part, prepend=-1))
    with pa.ipc.new_file(target, batch.schema) as out:
        for start, end in zip(starts, [*starts[1:], len(part)], strict=True):
            out.write_batch(batch.slice(start, end - start))
    return Dealt(target, part[starts])


@dataclass(frozen=True)
class Flat:
    """One list of all documents of a part: its elements, and where those of each document stand."""

    elements: pa.Table
    starts: np.ndarray
    lengths: np.ndarray

    def of(self, documents: np.ndarray) -> tuple[pa.Table, np.ndarray, np.ndarray]:
        """The elements of some documents, in that order: elements, document and number from 1 of each."""
        starts, lengths = self.starts[documents], self.lengths[documents]
        at = lists.spans(starts, lengths)
        owner = np.repeat(np.arange(len(documents)), lengths)
        is_whole = len(at) == len(self.elements) and bool((np.diff(at) == 1).all())
        elements = self.elements if is_whole else self.elements.take(pa.array(at))
        return elements, owner, (at - starts[owner] + 1).astype(np.int16)


@dataclass(frozen=True)
class Piece:
    """The documents of one part in their order: the pages they stand on, and their lists."""

    pages: pa.Table
    lists: dict[str, Flat]


def gather(dealt: dict[int, Dealt], readings: tuple[Path, ...], part: int, documents: pa.Table) -> Piece:
    """What `spread` dealt out to a part, in the order of `documents`."""
    file_of = documents["file"].to_numpy()
    found = [dealt[file].of(part) for file in np.unique(file_of).tolist()]
    whole = pa.concat_tables(found or [lists.read(readings[0], (*PAGE, *lists.TYPES)).slice(0, 0)])
    position = np.argsort(np.argsort(file_of, kind="stable"), kind="stable")
    flat = {name: _flat(whole[name], position) for name in lists.TYPES}
    return Piece(whole.select(PAGE).take(pa.array(position)), flat)


def _flat(column: pa.ChunkedArray, position: np.ndarray) -> Flat:
    lengths = lists.sizes(column)
    starts = np.cumsum(lengths) - lengths
    return Flat(lists.flat(column), starts[position], lengths[position])
