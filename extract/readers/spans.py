"""Rows of cells with spans → Grid: the table model that HTML, DOCX and MHTML share."""

from collections.abc import Iterable

from extract.grid import Cell, Grid

MAX_ROW_SPAN = 65_534  # the HTML standard's limits
MAX_COLUMN_SPAN = 1_000
MAX_SLOTS = 200_000  # a whole report has about 400
LONG_CELL = 120  # characters; the longest label of the forms has 43, a layout cell holds whole paragraphs


# A cell as its source states it: text, row span, column span, locator.
SpanCell = tuple[str, int, int, str]


class TooManySlotsError(ValueError):
    """The spans of a table claim more than MAX_SLOTS slots."""


def to_grid(rows: Iterable[list[SpanCell]], locator: str) -> Grid:
    """Place cells as a browser does: each in the first free slot of its row; ragged rows stay ragged.

    Row spans end at the last row. A column span that runs into a cell from above is cut there, so that no
    two cells overlap. Raises TooManySlotsError past MAX_SLOTS.
    """
    listed = list(rows)
    cells: list[Cell] = []
    taken: dict[int, int] = {}  # column → first row in which it is free again
    slots = 0
    for row, stated in enumerate(listed):
        column = 0
        for text, row_span, column_span, where in stated:
            while taken.get(column, 0) > row:
                column += 1
            if row_span == column_span == 1:
                cells.append(Cell(text, row, column, where))
                column += 1
                slots += 1
            else:
                height = min(max(row_span, 1), MAX_ROW_SPAN, len(listed) - row)
                width = _free_width(taken, row, column, min(max(column_span, 1), MAX_COLUMN_SPAN))
                cells.append(Cell(text, row, column, where, height, width))
                taken.update(dict.fromkeys(range(column, column + width), row + height))
                column += width
                slots += height * width
            if slots > MAX_SLOTS:
                raise TooManySlotsError(f"the spans of {locator} claim more than {MAX_SLOTS:,} slots")
    return Grid(tuple(cells), locator)


def _free_width(taken: dict[int, int], row: int, column: int, wanted: int) -> int:
    """How many of the wanted slots are free, from `column` on."""
    for width in range(1, wanted):
        if taken.get(column + width, 0) > row:
            return width
    return wanted


def prose(rows: list[list[SpanCell]]) -> list[str]:
    """The running text in a table's cells: some sites set a whole report in one table (schy 止戈镇 2022)."""
    texts = [[cell[0] for cell in row if cell[0]] for row in rows]
    if max(len(text) for row in texts for text in row or [""]) <= LONG_CELL:
        return []
    alone = (text for row in texts for text in row if len(row) == 1 or len(text) > LONG_CELL)
    return [line for text in alone for line in text.split("\n")]
