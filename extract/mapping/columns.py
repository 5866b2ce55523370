"""Column headers of a grid, and which cells of a row stand under them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from extract.codebook import figure_text
from extract.codebook.vocabulary import meaning
from extract.model.grid import Cell


class Column(NamedTuple):
    """A column header and the slots it stands over; `keys`: the indicators (or the applicant) it may mean.

    `is_ordered`: the header alone was ambiguous, its place among the headers decided (本年新 | 本年新).
    `other_keys`: what a header for another year or period would mean in the report's own (上年处理决定数量).
    """

    keys: frozenset[str]
    text: str
    start: int = 0
    end: int = 0
    is_ordered: bool = False
    other_keys: frozenset[str] = frozenset()

    @classmethod
    def over(cls, cell: Cell, keys: frozenset[str], other_keys: frozenset[str] = frozenset()) -> "Column":
        end = cell.column + cell.column_span
        return cls(keys, cell.text, cell.column, end, other_keys=other_keys)

    def is_over(self, cell: Cell) -> bool:
        return cell.column < self.end and self.start < cell.column + cell.column_span


@dataclass(frozen=True, slots=True)
class Header:
    """The column headers of a table from left to right, and the width of the grid that printed them."""

    columns: tuple[Column, ...]
    grid_width: int

    @classmethod
    def of(cls, columns: Iterable[Column], grid_width: int) -> "Header":
        return cls(tuple(sorted(columns, key=lambda column: column.start)), grid_width)

    def serves(self, grid_width: int) -> bool:
        """Whether the header may say what the cells of a grid are: its own, or one that continues it.

        A table cut by a page break goes on in a grid of the same width without a header of its own.
        """
        return self.grid_width == grid_width


def split_row(cells: Sequence[Cell], start: int | None) -> tuple[list[Cell], list[Cell]]:
    """The label cells of a row and the cells after them; `start`: the first column under a header.

    Without a header, blanks before the first words are merged group cells, and the words end at a figure.
    """
    labels: list[Cell] = []
    for index, cell in enumerate(cells):
        is_label = _is_label(cell, labels) if start is None else _is_label_before(cell, start)
        if not is_label:
            return labels, list(cells[index:])
        labels.append(cell)
    return labels, []


def labels_and_rest(cells: Sequence[Cell], start: int | None) -> tuple[list[Cell], list[Cell]]:
    """The label cells of a row and every cell behind its last label, empty ones too.

    start: the first column under a header of the row's own grid, which ends the labels.
    """
    end = 0
    for index, cell in enumerate(cells):
        kind = figure_text.kind(cell.text)
        if (start is not None and cell.column >= start) or (end and _ends_labels(cells[end - 1], cell)):
            break
        if start is None and end and kind == "blank" and not _is_label_ahead(cells[index:]):
            break
        if kind == "word":
            end = index + 1
    return list(cells[:end]), list(cells[end:])


def _is_label_ahead(cells: Sequence[Cell]) -> bool:
    """Whether the next printed cell is a row label: a group stands before it, some cells away."""
    printed = next((cell for cell in cells if cell.text.strip()), None)
    return printed is not None and meaning(printed.text).t3_row is not None


def _is_label(cell: Cell, labels: Sequence[Cell]) -> bool:
    if not cell.text.strip():
        return not any(label.text.strip() for label in labels)
    if not labels:
        return not figure_text.is_value(cell.text)
    return not _ends_labels(labels[-1], cell)


def _ends_labels(label: Cell, cell: Cell) -> bool:
    """Whether a figure stands behind a label; behind that of a row also an illegible one: 6̶5̶6, 三一."""
    kind = figure_text.kind(cell.text)
    if kind == "word" and figure_text.looks_like_figure(cell.text):
        return meaning(cell.text).t3_row is None and meaning(label.text).t3_row is not None
    return kind == "value"


def _is_label_before(cell: Cell, start: int) -> bool:
    """Whether a cell stands left of the first header, or reaches under it and holds no figure."""
    if cell.column + cell.column_span <= start:
        return True
    return cell.column < start and (not figure_text.is_value(cell.text) or not cell.text.strip())


def cells_under(
    columns: Sequence[Column], values: Sequence[Cell], others: Sequence[Column] = ()
) -> list[Cell | None] | None:
    """One cell a column, None where one stands under several headers; no list where cells are missing.

    A figure under no column is none of the table's, unless a local header, one of `others`, is over it.
    Spans are often sloppy: as many cells as headers, without a gap in either, stand for each other.
    """
    found = cells_over(columns, values, others)
    if found is not None and None not in found:
        return found
    return _cells_in_turn(columns, values) or found


def cells_over(
    columns: Sequence[Column], values: Sequence[Cell], others: Sequence[Column] = ()
) -> list[Cell | None] | None:
    """One cell a column by the slots they cover; empty ones under no header are padding."""
    if [cell.column for cell in values] == [column.start for column in columns]:  # most rows
        return list(values)
    over: list[list[Cell]] = [[cell for cell in values if column.is_over(cell)] for column in columns]
    claims = [cell for cells in over for cell in cells]
    strays = [cell for cell in values if cell.text.strip() and cell not in claims]
    if not all(over) or any(not any(other.is_over(cell) for other in others) for cell in strays):
        return None
    return [_own_cell(cells, claims) for cells in over]


def _own_cell(cells: Sequence[Cell], claims: Sequence[Cell]) -> Cell | None:
    """The one cell under a header: a figure may leave the rest of its column to empty cells beside it."""
    printed = [cell for cell in cells if cell.text.strip()] or cells[:1]
    is_shared = any(claims.count(cell) > 1 for cell in cells)
    return printed[0] if len(printed) == 1 and not is_shared else None


def _cells_in_turn(columns: Sequence[Column], values: Sequence[Cell]) -> list[Cell | None] | None:
    """As many cells as headers, without a gap in either; padding behind a blank may be a figure's blank."""
    kept = without_padding(values, len(columns))
    is_padded = len(kept) < len(values) and any(cell.text.strip() for cell in kept)
    if len(kept) != len(columns) or (is_padded and not kept[0].text.strip()):
        return None
    slots = [(cell.column, cell.column + cell.column_span) for cell in kept]
    is_gapless = _is_gapless([(column.start, column.end) for column in columns]) and _is_gapless(slots)
    return list(kept) if is_gapless else None


def without_padding(values: Sequence[Cell], count: int) -> list[Cell]:
    """The cells without the blanks on the right that make them more than `count`."""
    kept = list(values)
    while len(kept) > count and not kept[-1].text.strip():
        kept.pop()
    return kept


def _is_gapless(slots: Sequence[tuple[int, int]]) -> bool:
    """Do stretches (start, end) follow each other without a free slot?"""
    return all(left[1] == right[0] for left, right in pairwise(slots))
