"""Where the cells of a word processor's table stand: rows of edges in twips, and cells that go on.

A frame depends on the shape of the rows alone, not on their texts.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extract.model.grid import Grid, Places

Edges = tuple[int, ...]
Side = tuple[int, int]  # the column of a cell, and over how many it goes
NEAR = 60  # twips (3 points): edges nearer than this are one; the narrowest column of the forms has 300
MOST_REMEMBERED = 2_000  # cells of a table whose frame is kept


class Merges(NamedTuple):
    """Which cells of a row continue the one above, and which the one to their left, counted from 0."""

    above: tuple[int, ...] = ()
    left: tuple[int, ...] = ()

    @classmethod
    def of(cls, cells: Iterable[tuple[bool, bool]]) -> "Merges":
        """From what each cell of the row says: (continues the one above, the one to its left)."""
        stated = tuple(cells)
        above = tuple(at for at, (goes_above, _) in enumerate(stated) if goes_above)
        return cls(above, tuple(at for at, (_, goes_left) in enumerate(stated) if goes_left))


NO_MERGES = Merges()
Shape = tuple[tuple[Edges, Merges, int], ...]  # of each row: its edges, its merges, how many cells it has


@dataclass(frozen=True, slots=True)
class Frame:
    """A table without its texts: which of them its cells show, and where each cell stands.

    `joins` are (cell, cell to its left that shows its text too), by their numbers in the table.
    """

    shown: tuple[int, ...]
    joins: tuple[tuple[int, int], ...]
    places: Places
    locators: tuple[str, ...]
    has_columns: bool

    def grid(self, texts: list[str], locator: str) -> Grid:
        for cell, left in self.joins:
            texts[left] = "\n".join(filter(None, (texts[left], texts[cell])))
        shown = tuple([texts[cell] for cell in self.shown])
        return Grid(shown, self.locators, self.places, locator, self.has_columns)


def frame(shape: Shape, locator: str) -> Frame:
    """The frame of a table; those of one template are laid out alike in every document, and remembered."""
    cells = sum(count for _, _, count in shape)
    return _remembered(shape, locator) if cells <= MOST_REMEMBERED else _laid_out(shape, locator)


def _laid_out(shape: Shape, locator: str) -> Frame:
    columns = _columns(shape)
    placed, joins = _placed(shape, columns, locator)
    return Frame(
        shown=tuple(cell.first for cell in placed),
        joins=joins,
        places=Places(
            rows=tuple(cell.row for cell in placed),
            columns=tuple(cell.side[0] for cell in placed),
            row_spans=tuple(cell.height for cell in placed),
            column_spans=tuple(cell.side[1] for cell in placed),
        ),
        locators=tuple(cell.locator for cell in placed),
        has_columns=bool(columns),
    )


def _placed(
    shape: Shape, columns: Sequence[int], locator: str
) -> "tuple[list[_Placed], tuple[tuple[int, int], ...]]":
    """The cells of the frame, and its joins. Without columns each cell of the file stands for itself."""
    placed: list[_Placed] = []
    joins: list[tuple[int, int]] = []
    above: dict[Side, _Placed] = {}  # what may go on below
    first = 0
    for number, (edges, merges, count) in enumerate(shape):
        sides = _sides(edges, columns) if columns else [(at, 1) for at in range(count)]
        cells = [_Placed(number, first + at, side) for at, side in enumerate(sides)]
        if columns:
            joins += _join(cells, first, merges.left)
        going = {first + at for at in merges.above} if columns else set()
        above = _below(cells, above, going, f"{locator}/r{number + 1}/c", placed)
        first += count
    return placed, tuple(joins)


def _below(
    cells: "Sequence[_Placed]",
    above: "dict[Side, _Placed]",
    going: set[int],
    locator: str,
    placed: "list[_Placed]",
) -> "dict[Side, _Placed]":
    """Place the cells of a row, those that are `going` on into what stands above; what may go on below it."""
    below = {}
    for at, cell in enumerate(cells, start=1):
        upper = above.get(cell.side) if cell.first in going else None
        if upper is not None:
            upper.height = cell.row - upper.row + 1
        else:
            cell.locator = f"{locator}{at}"
            placed.append(cell)
        below[cell.side] = upper or cell
    return below


_remembered = lru_cache(maxsize=64)(_laid_out)


@dataclass(slots=True)
class _Placed:
    """A cell of a frame: its row, its number in the table, its side, and over how many rows it goes."""

    row: int
    first: int
    side: Side
    height: int = 1
    locator: str = ""


def _join(cells: list[_Placed], first: int, left: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Join the cells that go on to their left with what stands there; yields which shows whose text."""
    kept: list[_Placed] = []
    for cell in cells:
        if kept and cell.first - first in left:
            column, width = kept[-1].side
            kept[-1].side = column, width + cell.side[1]
            yield cell.first, kept[-1].first
        else:
            kept.append(cell)
    cells[:] = kept


def _columns(shape: Shape) -> list[int]:
    """Where columns begin: the edges of all rows, near ones as one. Empty where one has no width."""
    known = {edges for edges, _, _ in shape}
    if () in known:
        return []
    starts: list[int] = []
    for edge in sorted({edge for edges in known for edge in edges}):
        if not starts or edge - starts[-1] > NEAR:
            starts.append(edge)
    is_sound = all(width > 0 for edges in known for _, width in _sides(edges, starts))
    return starts if is_sound else []


def _sides(edges: Edges, columns: Sequence[int]) -> list[Side]:
    """The columns between each two edges."""
    places = [bisect_right(columns, edge) - 1 for edge in edges]
    return [(left, right - left) for left, right in pairwise(places)]
