"""Layouts met before: reports of one edition differ in their figures alone, so their labels are read once.

What the cells of a document mean depends on where they stand, on the words in them, and on which of them hold
a number: its shape. A shape whose labels left no doubt is remembered with the place of every figure, and
the next document of that shape has its figures read at once. The result is the same either way.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extract import numbers
from extract.align.tables import Alignment, Place, read_cell
from extract.grid import Cell, Grid

MOST = 256
PLAIN = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
END_OF_GRID = Cell("", -1, -1, "")
Shape = tuple[tuple[str | None, int, int, int, int], ...]

_known: dict[Shape, "Layout"] = {}


@dataclass(frozen=True)
class Layout:
    """Where the figures stand among the cells, in the order of reading; `order` turns that into the form's.

    `pattern` is the alignment of the first document: its editions, and the rows it does not print.
    """

    places: tuple[tuple[int, Place], ...]
    order: tuple[int, ...]
    pattern: Alignment

    def read(self, grids: Sequence[Grid]) -> Alignment:
        """The figures of a document of this shape, and every doubt about their text."""
        cells = [cell for grid in grids for cell in grid.cells]
        found = [read_cell(place, (cell := cells[index]).text, cell.locator) for index, place in self.places]
        doubts = [doubt for _, doubt in found if doubt is not None]
        figures = tuple([found[index][0] for index in self.order])
        return replace(self.pattern, figures=figures, problems=(*doubts, *self.pattern.problems))


def shape_of(grids: Sequence[Grid]) -> Shape:
    """All that the meaning of the cells depends on."""
    return tuple(
        [
            (_word(text), row, column, row_span, column_span)
            for grid in grids
            for text, row, column, _, row_span, column_span in (*grid.cells, END_OF_GRID)
        ]
    )


@lru_cache(maxsize=65536)
def _word(text: str) -> str | None:
    """The text of a label, a blank or an odd value; None for a plain number, whichever it is."""
    return None if PLAIN.fullmatch(text) and numbers.kind(text) == "value" else text


def known(shape: Shape) -> Layout | None:
    """The layout of a shape that was met before."""
    return _known.get(shape)


def remember(
    shape: Shape, grids: Sequence[Grid], places: Sequence[tuple[Place, Cell]], pattern: Alignment
) -> None:
    """Keep a layout whose labels left no doubt; the oldest gives way."""
    at = {id(cell): index for index, cell in enumerate(cell for grid in grids for cell in grid.cells)}
    turn = {place.key: number for number, (place, _) in enumerate(places)}
    order = tuple(turn[figure.key] for figure in pattern.figures)
    if len(_known) >= MOST:
        _known.pop(next(iter(_known)))
    _known[shape] = Layout(tuple((at[id(cell)], place) for place, cell in places), order, pattern)


def forget() -> None:
    """Read every layout anew, as a fresh process would."""
    _known.clear()
