"""Text with tables as word processors stream it: cell by cell, row by row, columns told by edges in twips.

DOC and RTF share it. A cell of the stream may say that it continues the one above or to its left.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from extract.document import Document, Paragraph, UnreadableError
from extract.grid import Cell, Grid, make_cell
from extract.readers.spans import MAX_SLOTS, prose

NEAR = 60  # twips (3 points): edges nearer than this are one; the narrowest column of the forms has 300
MAX_LEVEL = 32


@dataclass(slots=True)
class FlowCell:
    """A cell of the stream: lines of text and inner tables in order."""

    blocks: "list[str | FlowTable]" = field(default_factory=list)
    goes_on_above: bool = False
    goes_on_left: bool = False

    def text(self) -> str:
        """All lines in one text."""
        if len(self.blocks) == 1 and isinstance(self.blocks[0], str):  # most cells
            return self.blocks[0]
        return "\n".join(self.texts())

    def texts(self) -> Iterator[str]:
        """All lines, those of inner tables too."""
        for block in self.blocks:
            if isinstance(block, str):
                yield block
            else:
                yield from (line for row in block.rows for cell in row.cells for line in cell.texts())


@dataclass(slots=True)
class FlowRow:
    """A row; `edges` are its cells' sides in twips, one more than cells, or none where the file lost them."""

    cells: list[FlowCell]
    edges: list[int]


@dataclass(slots=True)
class FlowTable:
    rows: list[FlowRow] = field(default_factory=list)

    def is_wide(self) -> bool:
        return any(len(row.cells) > 1 for row in self.rows)

    def holds_wide(self) -> bool:
        inner = (b for row in self.rows for c in row.cells for b in c.blocks if isinstance(b, FlowTable))
        return any(table.is_wide() or table.holds_wide() for table in inner)


class FlowBuilder:
    """Takes the stream's lines, cell ends and row ends, each with its table level; 0 is outside tables."""

    def __init__(self) -> None:
        self.body = FlowCell()
        self.tables: list[FlowTable] = []  # the open table of each level
        self.rows: list[list[FlowCell]] = []  # the cells of each level's open row, the last one still open

    def line(self, text: str, level: int) -> None:
        self._open(level)
        tidy = text if text.isalnum() else " ".join(text.split())
        if tidy:
            self._cell(level).blocks.append(tidy)

    def end_cell(self, level: int) -> None:
        self._open(level)
        self.rows[level - 1].append(FlowCell())

    def end_row(self, level: int, edges: list[int], merges: list[tuple[bool, bool]]) -> None:
        """`merges` tells for each cell whether it continues the one above, and the one to its left."""
        self._open(level)
        *cells, rest = self.rows[level - 1]
        if rest.blocks:
            cells.append(rest)
        for cell, (above, left) in zip(cells, merges, strict=False):
            cell.goes_on_above, cell.goes_on_left = above, left
        if cells:
            self.tables[level - 1].rows.append(FlowRow(cells, edges if len(edges) == len(cells) + 1 else []))
        self.rows[level - 1] = [FlowCell()]

    def finish(self) -> FlowCell:
        self._open(0)
        return self.body

    def _cell(self, level: int) -> FlowCell:
        return self.rows[level - 1][-1] if level else self.body

    def _open(self, level: int) -> None:
        """Close the tables below `level`, rows cut short included, and open those down to it."""
        if len(self.tables) == level:
            return
        if level > MAX_LEVEL:
            raise UnreadableError("resource_limit", f"tables nest over {MAX_LEVEL} deep; look at the file")
        while len(self.tables) > level:
            if len(self.rows[-1]) > 1 or self.rows[-1][0].blocks:
                self.end_row(len(self.tables), [], [])
            self.tables.pop()
            self.rows.pop()
        while len(self.tables) < level:
            table = FlowTable()
            self._cell(len(self.tables)).blocks.append(table)
            self.tables.append(table)
            self.rows.append([FlowCell()])


class FlowReader:
    """Turns the finished body into a Document; locators count tables, rows and cells of the file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.paragraphs: list[Paragraph] = []
        self.grids: list[Grid] = []
        self.orders: list[int] = []
        self.order = 0
        self.tables = 0

    def document(self, body: FlowCell) -> Document:
        self._read(body)
        return Document(self.name, tuple(self.paragraphs), tuple(self.grids), tuple(self.orders))

    def _read(self, cell: FlowCell) -> None:
        for block in cell.blocks:
            if isinstance(block, str):
                self._say(block)
            elif not block.is_wide() or block.holds_wide():
                self.tables += 1
                for inner in (cell for row in block.rows for cell in row.cells):
                    self._read(inner)
            else:
                self._grid(block)

    def _say(self, text: str) -> None:
        self.order += 1
        self.paragraphs.append(Paragraph(text, f"{self.name}:p{self.order}", self.order))

    def _grid(self, table: FlowTable) -> None:
        self.tables += 1
        grid = to_grid(table, f"{self.name}:t{self.tables}")
        for text in prose(grid.cells):
            self._say(text)
        self.order += 1
        self.grids.append(grid)
        self.orders.append(self.order)


def to_grid(table: FlowTable, locator: str) -> Grid:
    """The table's cells on the columns that the edges of all rows make; without edges, in their order.

    Raises UnreadableError(resource_limit) past MAX_SLOTS.
    """
    if sum(len(row.cells) for row in table.rows) > MAX_SLOTS:
        raise UnreadableError(
            "resource_limit", f"a table of over {MAX_SLOTS:,} cells; look at the file", locator
        )
    columns = _columns(table) if all(row.edges for row in table.rows) else []
    cells: list[Cell] = []
    above: dict[tuple[int, int], int] = {}  # column and width → index of the cell that may go on below
    for row, stated in enumerate(table.rows):
        below: dict[tuple[int, int], int] = {}
        place = f"{locator}/r{row + 1}/c"
        for at, (cell, column, width) in enumerate(_placed(stated, columns), start=1):
            side = column, width
            if columns and cell.goes_on_above and side in above:
                index = above[side]
                cells[index] = cells[index]._replace(row_span=row - cells[index].row + 1)
            else:
                index = len(cells)
                cells.append(make_cell((cell.text(), row, column, f"{place}{at}", 1, width)))
            below[side] = index
        above = below
    return Grid(tuple(cells), locator, has_columns=bool(columns))


def _columns(table: FlowTable) -> list[int]:
    """Where columns begin: the edges of all rows, near ones as one. Empty where a cell has no width."""
    starts: list[int] = []
    for edge in sorted({edge for row in table.rows for edge in row.edges}):
        if not starts or edge - starts[-1] > NEAR:
            starts.append(edge)
    for row in table.rows:
        places = [bisect_right(starts, edge) for edge in row.edges]
        if any(right <= left for left, right in pairwise(places)):
            return []
    return starts


def _placed(row: FlowRow, columns: list[int]) -> Iterator[tuple[FlowCell, int, int]]:
    """Each cell with its column and width; one that continues the cell to its left is joined to it."""
    places = [bisect_right(columns, edge) - 1 for edge in row.edges] if columns else []
    waiting: tuple[FlowCell, int, int] | None = None
    for at, cell in enumerate(row.cells):
        column, end = (places[at], places[at + 1]) if columns else (at, at + 1)
        if columns and cell.goes_on_left and waiting is not None:
            waiting[0].blocks.extend(cell.blocks)
            waiting = waiting[0], waiting[1], end - waiting[1]
            continue
        if waiting is not None:
            yield waiting
        waiting = cell, column, end - column
    if waiting is not None:
        yield waiting
