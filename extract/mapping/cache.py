"""Layouts met before: reports of one edition differ in their figures alone, so their labels are read once.

What the cells of a document mean depends on where they stand, on the words in them, and on which of them hold
a number: its shape. A shape whose labels left no doubt is remembered with the place of every figure, and
the next document of that shape has its figures read at once. The result is the same either way.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extract.checks.rules import Take, taking
from extract.codebook import figure_text
from extract.mapping.alignment import Alignment
from extract.mapping.periods.own_year import names_year
from extract.mapping.place import Place, read_cell
from extract.model.grid import Cell, Grid, Places

MOST = 256
PLAIN = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
Shape = tuple[tuple[Places, tuple[str | None, ...]], ...]

_known: dict[Shape, "Layout"] = {}


@dataclass(frozen=True)
class Layout:
    """What the figures are, in the order of reading.

    `take` takes their texts or locators from those of all cells, `in_order` puts the figures in the order of
    the form.
    `pattern` is the alignment of the first document: its editions, and the rows it does not print.
    `names_year`: whether labels name years, so that they mean this only in reports of that `year`.
    """

    places: tuple[Place, ...]
    take: Take
    in_order: Take
    pattern: Alignment
    year: int | None
    names_year: bool

    def read(self, grids: Sequence[Grid]) -> Alignment:
        """The figures of a document of this shape, and every doubt about their text."""
        texts = self.take([text for grid in grids for text in grid.texts])
        locators = self.take([locator for grid in grids for locator in grid.locators])
        figures, doubts = zip(*map(read_cell, self.places, texts, locators), strict=True)
        problems = (*filter(None, doubts), *self.pattern.problems)
        return replace(self.pattern, figures=tuple(self.in_order(figures)), problems=problems)


def shape_of(grids: Sequence[Grid]) -> Shape:
    """All that the meaning of the cells depends on."""
    return tuple([(grid.places, tuple(map(_word, grid.texts))) for grid in grids])


@lru_cache(maxsize=65536)
def _word(text: str) -> str | None:
    """The text of a label, a blank or an odd value; None for a plain number, whichever it is."""
    return None if PLAIN.fullmatch(text) and figure_text.kind(text) == "value" else text


def known(shape: Shape, year: int | None) -> Layout | None:
    """The layout of a shape that was met before, in a report of this year where labels name years."""
    layout = _known.get(shape)
    return layout if layout and (layout.year == year or not layout.names_year) else None


def remember(
    shape: Shape,
    year: int | None,
    grids: Sequence[Grid],
    places: Sequence[tuple[Place, Cell]],
    pattern: Alignment,
) -> None:
    """Keep a layout whose labels left no doubt; the oldest gives way."""
    at = {id(cell): index for index, cell in enumerate(cell for grid in grids for cell in grid.cells)}
    turn = {place.key: number for number, (place, _) in enumerate(places)}
    in_order = taking([turn[figure.key] for figure in pattern.figures])
    if len(_known) >= MOST:
        _known.pop(next(iter(_known)))
    take = taking([at[id(cell)] for _, cell in places])
    is_dated = any(names_year(words) for _, words in shape)
    _known[shape] = Layout(tuple(place for place, _ in places), take, in_order, pattern, year, is_dated)


def forget() -> None:
    """Read every layout anew, as a fresh process would."""
    _known.clear()
