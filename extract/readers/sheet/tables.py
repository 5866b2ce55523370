"""The tables of a sheet: its rows cut into grids and running text, as XLS, XLSX and ODS share it."""

import re
from collections.abc import Container, Iterator

from extract.model.document import Document, Paragraph, UnreadableError
from extract.model.grid import Cell, Grid
from extract.readers.html.spans import LONG_CELL, MAX_SLOTS

SECTION_HEADING = re.compile(r"[一二三四五六七八]\s*、.*(?:情况|问题|事项)\s*$")
Merges = dict[tuple[int, int], tuple[int, int]]  # top left slot → last row and column


class SheetTables:
    """Paragraphs and grids of all sheets, in order."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self.grids: list[Grid] = []
        self.orders: list[int] = []
        self.order = 0

    def document(self, name: str, notes: tuple[tuple[str, str, str], ...]) -> Document:
        return Document(name, tuple(self.paragraphs), tuple(self.grids), tuple(self.orders), notes=notes)

    def add(
        self,
        rows: list[list[str]],
        merges: Merges,
        hidden: frozenset[int],
        place: str,
        framed: Container[int] = (),
    ) -> None:
        """Add the tables of a sheet: the texts of its rows from the first on.

        hidden: the rows that nobody sees. framed: those whose cells have borders though nothing stands in
        them, which end a table where they follow it: the figures of table four may all be blank.
        """
        lowest = max((bottom for (top, _), (bottom, _) in merges.items() if top < len(rows)), default=-1)
        rows += [[] for _ in range(min(lowest + 1, MAX_SLOTS) - len(rows))]
        for first, last in _blocks(rows, merges, hidden):
            is_blank = last in framed and last not in hidden and not any(map(any, rows[last : last + 1]))
            self._read_block([*rows[first:last], *([[]] if is_blank else [])], first, merges, place)

    def _read_block(self, rows: list[list[str]], first: int, merges: Merges, place: str) -> None:
        """Rows of one cell and long cells are text too; a block of them alone is nothing else."""
        is_table = any(sum(map(bool, row)) > 1 for row in rows)
        for at, row in enumerate(rows, start=first):
            filled = [(column, text) for column, text in enumerate(row) if text]
            for column, text in filled:
                if not is_table or len(text) > LONG_CELL or (len(filled) == 1 and at == first):
                    self._add_text(text, f"{place}{address(at, column)}")
        if is_table:
            self.order += 1
            self.grids.append(_grid(rows, first, merges, place))
            self.orders.append(self.order)

    def _add_text(self, text: str, locator: str) -> None:
        for line in text.split("\n"):
            self.order += 1
            self.paragraphs.append(Paragraph(line, locator, self.order))


def _blocks(rows: list[list[str]], merges: Merges, hidden: frozenset[int]) -> Iterator[tuple[int, int]]:
    """First row and end of each stretch without an empty row, cut before section headings too.

    A hidden row parts nothing, for nobody sees it.
    """
    end = len(rows)
    joined = hidden | {
        row for (top, _), (last, _) in merges.items() for row in range(top + 1, min(last + 1, end))
    }
    start: int | None = None
    for at, row in enumerate([*rows, []]):
        filled = [text for text in row if text]
        if start is not None and at not in joined and (not filled or _is_heading(filled)):
            yield start, at
            start = None
        if start is None and filled:
            start = at


def _is_heading(filled: list[str]) -> bool:
    return len(filled) == 1 and SECTION_HEADING.match(filled[0]) is not None


def _grid(rows: list[list[str]], first: int, merges: Merges, place: str) -> Grid:
    """All slots from the first filled column to the last; an empty one is a figure not given."""
    used = [column for row in rows for column, text in enumerate(row) if text]
    left, right = min(used), max(used)
    for (top, start), (_, end) in merges.items():
        if first <= top < first + len(rows) and start <= right:
            right = max(right, end)
    if (right - left + 1) * len(rows) > MAX_SLOTS:
        raise UnreadableError(
            "resource_limit", f"merged cells reach over {MAX_SLOTS:,} slots; look at the file", place
        )
    cells = _cells(rows, first, range(left, right + 1), merges, place)
    return Grid.of(cells, f"{place}{address(first, left)}:{address(first + len(rows) - 1, right)}")


def _cells(rows: list[list[str]], first: int, columns: range, merges: Merges, place: str) -> Iterator[Cell]:
    """The cells of a table whose first row has that number in the sheet; merged ones once."""
    taken: set[tuple[int, int]] = set()
    for row, texts in enumerate(rows):
        for column in columns:
            if (row, column) in taken:
                continue
            bottom, end = merges.get((first + row, column), (first + row, column))
            height, width = min(bottom - first, len(rows) - 1) - row + 1, end - column + 1
            taken |= {(r, c) for r in range(row, row + height) for c in range(column, column + width)}
            text = texts[column] if column < len(texts) else ""
            locator = place + address(first + row, column)
            yield Cell(text, row, column - columns.start, locator, height, width)


def address(row: int, column: int) -> str:
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
