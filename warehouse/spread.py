"""Documents from the readings files to their province-years: each file is read once and dealt out."""

from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from warehouse import lists

PAGE = ("site_id", "url")


def spread(hands: Executor, scratch: Path, readings: tuple[Path, ...], wanted: pa.Table) -> None:
    """Write scratch/spread/PART/FILE.arrow for the `wanted` documents (part, file, row), part by part."""
    file_of, part, row = (wanted[name].to_numpy() for name in ("file", "part", "row"))
    for each in np.unique(part):
        (scratch / "spread" / str(each)).mkdir(parents=True)
    order = np.argsort(file_of, kind="stable")
    files, starts = np.unique(file_of[order], return_index=True)
    taken = np.split(order, starts[1:])
    list(
        hands.map(
            _spread_file,
            [readings[file] for file in files],
            files,
            [part[at] for at in taken],
            [row[at] for at in taken],
            [scratch / "spread"] * len(files),
        )
    )


def _spread_file(source: Path, file: int, part: np.ndarray, row: np.ndarray, target: Path) -> None:
    chosen = lists.read(source, (*PAGE, *lists.TYPES)).combine_chunks().take(pa.array(row))
    starts = np.flatnonzero(np.diff(part, prepend=-1))
    for start, end in zip(starts, [*starts[1:], len(part)], strict=True):
        lists.save(target / str(part[start]) / f"{file}.arrow", chosen.slice(start, end - start))


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


def gather(scratch: Path, readings: tuple[Path, ...], part: int, documents: pa.Table) -> Piece:
    """What `spread` dealt out to a part, in the order of `documents`."""
    file_of = documents["file"].to_numpy()
    files = np.unique(file_of)
    dealt = [lists.load(scratch / "spread" / str(part) / f"{file}.arrow") for file in files]
    whole = pa.concat_tables(dealt or [lists.read(readings[0], (*PAGE, *lists.TYPES)).slice(0, 0)])
    position = np.argsort(np.argsort(file_of, kind="stable"), kind="stable")
    found = {name: _flat(whole[name], position) for name in lists.TYPES}
    return Piece(whole.select(PAGE).take(pa.array(position)), found)


def _flat(column: pa.ChunkedArray, position: np.ndarray) -> Flat:
    lengths = lists.sizes(column)
    starts = np.cumsum(lengths) - lengths
    return Flat(lists.flat(column), starts[position], lengths[position])
