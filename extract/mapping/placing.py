"""Which cells of a row are its figures, where no header of its own table stands over them.

A row cut from its header, or joined to a table of other columns, stands for itself: a known label and the
cells of the form behind it. Empty cells may be blanks or padding, so that a row with more cells than the form
has is taken only where one reading alone is left.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from extract.codebook import figure_text
from extract.model.grid import Cell

Slots = tuple[tuple[int, int], ...]


class Placed(NamedTuple):
    """The figures' cells; `by_sums`: the figures themselves told which cells are padding."""

    cells: list[Cell | None]
    by_sums: bool


def place_alone(cells: Sequence[Cell], groups: Sequence[Sequence[int]]) -> Placed | None:
    """Find the figures among the cells behind a label, without a header.

    Cut tables of office programs have an empty cell more at the end of some rows, and blank zeros: taken from
    the left or the right, every figure of such a row moves by one column.

    Args:
        cells: the row's cells after its label, from left to right.
        groups: the positions of parts whose last is their sum; together all positions of the row.

    Returns:
        As many cells as the groups count, or None: too few, other figures beside them, or no proof which
        empty cells are padding. Proof is that no cell is empty, or that every sum holds in one reading alone.
    """
    count = sum(map(len, groups))
    windows = _windows(cells, count)
    if len(cells) == count and all(cell.text.strip() for cell in cells):
        return Placed([*cells], by_sums=False)
    proved = [window for window in windows if adds_up(window, groups)]
    if len({tuple(cell.text.strip() for cell in window) for window in proved}) != 1:
        return None
    return Placed([*proved[0]], by_sums=any(cell.text.strip() for cell in proved[0]))


class ProvedColumns:
    """Where the figures stand in a grid without heads: rows that prove it tell it for those that cannot.

    Rows with blank zeros and no total are many; beside one row whose every cell is filled, or whose sum
    holds, the columns are certain for all rows of the same cells.
    """

    def __init__(self, rows: Sequence[Sequence[Cell]], groups: Sequence[Sequence[int]]) -> None:
        """rows: the cells after the labels, row by row; groups: as for `place_alone`."""
        self.count = sum(map(len, groups))
        self.starts: dict[Slots, set[int]] = {}
        for cells in rows:
            placed = place_alone(cells, groups)
            if placed is not None and placed.cells[0] and any(cell.text.strip() for cell in cells):
                self.starts.setdefault(_slots(cells), set()).add(cells.index(placed.cells[0]))

    def place(self, cells: Sequence[Cell]) -> Placed | None:
        """The figures of a row; None where no row of the same cells proves them, or two rows disagree."""
        starts = self.starts.get(_slots(cells), set())
        if len(starts) != 1:
            return None
        start = next(iter(starts))
        beside = [*cells[:start], *cells[start + self.count :]]
        if any(cell.text.strip() for cell in beside):
            return None
        return Placed([*cells[start : start + self.count]], by_sums=True)


def _slots(cells: Sequence[Cell]) -> Slots:
    return tuple((cell.column, cell.column_span) for cell in cells)


def _windows(cells: Sequence[Cell], count: int) -> list[list[Cell]]:
    """The stretches of so many cells that leave nothing but empty cells on either side."""
    found = []
    for start in range(len(cells) - count + 1):
        window, beside = cells[start : start + count], [*cells[:start], *cells[start + count :]]
        if not any(cell.text.strip() for cell in beside):
            found.append(list(window))
    return found


def adds_up(window: Sequence[Cell], groups: Sequence[Sequence[int]]) -> bool:
    """Whether every sum among the cells holds, empty ones counted as zero."""
    values = [_value(cell) for cell in window]
    if None in values:
        return False
    numbers = [value or Decimal(0) for value in values]
    return all(sum(numbers[at] for at in group[:-1]) == numbers[group[-1]] for group in groups)


def _value(cell: Cell) -> Decimal | None:
    number = figure_text.parse(cell.text)
    return None if number.status == "unreadable" or cell.refused else number.value or Decimal(0)
