"""What the readers of markup share about tables: caps, and running text that stands in cells."""

from itertools import groupby

from extract.model.grid import Grid

MAX_ROW_SPAN = 65_534  # the HTML standard's limits
MAX_COLUMN_SPAN = 1_000
MAX_SLOTS = 200_000  # a whole report has about 400
LONG_CELL = 120  # characters; the longest label of the forms has 43, a layout cell holds whole paragraphs


def prose(grid: Grid) -> list[str]:
    """The running text in a table's cells: some sites set a whole report in one table (schy 止戈镇 2022)."""
    if max(map(len, grid.texts), default=0) <= LONG_CELL:
        return []
    lines: list[str] = []
    for _, row in groupby(grid.cells, key=lambda cell: cell.row):
        filled = [cell.text for cell in row if cell.text]
        for text in filled:
            if len(filled) == 1 or len(text) > LONG_CELL:
                lines += text.split("\n")
    return lines
