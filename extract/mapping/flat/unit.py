"""A row as far as a flat source shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.mapping.flat.words import is_value
from extract.model.grid import Cell


@dataclass
class Unit:
    """A row as far as a flat source shows it: labels, then cells.

    `is_row`: the source kept its end. `is_torn`: empty cells before the first one may be the row's own.
    """

    labels: list[Cell] = field(default_factory=list)
    values: list[Cell] = field(default_factory=list)
    is_row: bool = False
    is_continued: bool = False
    is_torn: bool = False


def row_unit(row: Sequence[Cell]) -> Unit:
    """A kept row: leading blanks are cells merged downwards, the words are labels, the rest are cells."""
    texts = [index for index, cell in enumerate(row) if cell.text.strip()]
    if not texts or is_value(row[texts[0]].text):
        return Unit([], list(row), is_row=True)
    start = end = texts[0]
    while end < len(row) and not is_value(row[end].text):
        end += 1
    return Unit(list(row[start:end]), list(row[end:]), is_row=True, is_continued=start > 0)


def counted(unit: Unit, count: int) -> list[Cell] | None:
    """The cells of a unit if they are exactly `count`; it may be padded with blanks on the right.

    A stream of cells pads its rows for merged labels: on the right, if no blank follows the label.
    """
    values = list(unit.values)
    is_printed = [bool(cell.text.strip()) for cell in values]
    if unit.is_torn and not all(is_printed):
        return None
    is_padded = unit.is_row or is_printed[:1] == [True] or not any(is_printed)
    while is_padded and len(values) > count and not values[-1].text.strip():
        values.pop()
    return values if len(values) == count else None
