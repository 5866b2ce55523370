"""Text with tables as word processors stream it: cell by cell, row by row, columns told by edges in twips.

DOC and RTF share it. A cell of the stream may say that it continues the one above or to its left.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.model.document import Document, Paragraph, UnreadableError
from extract.model.grid import Grid
from extract.model.looks import on_dark_ground
from extract.readers.html.spans import MAX_SLOTS, prose
from extract.readers.word.frames import NO_MERGES, Edges, Merges, frame

MAX_LEVEL = 32


@dataclass(slots=True)
class FlowRow:
    """A row; `edges` are its cells' sides in twips, one more than cells, or none where the file lost them."""

    cells: "list[Blocks | str]"
    edges: Edges = ()
    merges: Merges = NO_MERGES


@dataclass(slots=True)
class FlowTable:
    """Its rows, and the tables in its cells."""

    rows: list[FlowRow] = field(default_factory=list)
    inner: "list[FlowTable]" = field(default_factory=list)

    def is_wide(self) -> bool:
        return any(len(row.cells) > 1 for row in self.rows)

    def holds_wide(self) -> bool:
        return any(table.is_wide() or table.holds_wide() for table in self.inner)


Blocks = list[str | FlowTable]  # what stands in a cell, or in the body: lines of text and tables in order


def text_of(cell: Blocks | str) -> str:
    """All lines in one text; a cell that is one line stands as that line."""
    return cell if isinstance(cell, str) else "\n".join(lines_of(cell))


def lines_of(cell: Blocks | str) -> Iterator[str]:
    """All lines, those of inner tables too; an empty cell has none."""
    for block in (cell,) if isinstance(cell, str) else cell:
        if isinstance(block, FlowTable):
            yield from (line for row in block.rows for inner in row.cells for line in lines_of(inner))
        elif block:
            yield block


class FlowBuilder:
    """Takes the stream's lines, cell ends and row ends, each with its table level; 0 is outside tables."""

    def __init__(self) -> None:
        self.body: Blocks = []
        self.tables: list[FlowTable] = []  # the open table of each level
        self.rows: list[list[Blocks | str]] = []  # the cells of each level's open row
        self.cells: list[Blocks] = []  # and the cell that is still open

    def line(self, text: str, level: int) -> None:
        if len(self.tables) != level:
            self._open(level)
        if not text.isalnum():
            text = " ".join(text.split())
        if text:
            (self.cells[level - 1] if level else self.body).append(text)

    def end_cell(self, level: int, text: str = "") -> None:
        """End a cell, with its last line; most cells are that line alone."""
        if len(self.tables) != level:
            self._open(level)
        if self.cells[level - 1]:
            self.line(text, level)
            self.rows[level - 1].append(self.cells[level - 1])
            self.cells[level - 1] = []
        else:
            self.rows[level - 1].append(text if text.isalnum() else " ".join(text.split()))

    def end_row(self, level: int, edges: Edges, merges: Merges, dark: frozenset[int] = frozenset()) -> None:
        """End a row; edges of another number than the cells' sides are not believed.

        dark: the numbers of its cells whose shading shows white text, which only a row's end tells.
        """
        if len(self.tables) != level:
            self._open(level)
        cells = self.rows[level - 1]
        if self.cells[level - 1]:
            cells.append(self.cells[level - 1])
        for at in dark:
            if at < len(cells):
                cells[at] = _on_dark_ground(cells[at])
        if cells:
            fitting = edges if len(edges) == len(cells) + 1 else ()
            self.tables[level - 1].rows.append(FlowRow(cells, fitting, merges))
        self.rows[level - 1], self.cells[level - 1] = [], []

    def finish(self) -> Blocks:
        self._open(0)
        return self.body

    def _open(self, level: int) -> None:
        """Close the tables below `level`, rows cut short included, and open those down to it."""
        if level > MAX_LEVEL:
            raise UnreadableError("resource_limit", f"tables nest over {MAX_LEVEL} deep; look at the file")
        while len(self.tables) > level:
            if self.rows[-1] or self.cells[-1]:
                self.end_row(len(self.tables), (), NO_MERGES)
            self.tables.pop()
            self.rows.pop()
            self.cells.pop()
        while len(self.tables) < level:
            table = FlowTable()
            if self.tables:
                self.tables[-1].inner.append(table)
            (self.cells[-1] if self.tables else self.body).append(table)
            self.tables.append(table)
            self.rows.append([])
            self.cells.append([])


def _on_dark_ground(cell: Blocks | str) -> Blocks | str:
    if isinstance(cell, str):
        return on_dark_ground(cell)
    return [on_dark_ground(block) if isinstance(block, str) else block for block in cell]


class FlowReader:
    """Turns the finished body into a Document; locators count tables, rows and cells of the file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.paragraphs: list[Paragraph] = []
        self.grids: list[Grid] = []
        self.orders: list[int] = []
        self.order = 0
        self.tables = 0

    def document(self, body: Blocks) -> Document:
        self._read(body)
        return Document(self.name, tuple(self.paragraphs), tuple(self.grids), tuple(self.orders))

    def _read(self, blocks: Blocks) -> None:
        for block in blocks:
            if isinstance(block, str):
                self._add_text(block)
            elif not block.is_wide() or block.holds_wide():
                self.tables += 1
                for inner in (cell for row in block.rows for cell in row.cells):
                    self._read([inner] if isinstance(inner, str) else inner)
            else:
                self._grid(block)

    def _add_text(self, text: str) -> None:
        if not text:
            return
        self.order += 1
        self.paragraphs.append(Paragraph(text, f"{self.name}:p{self.order}", self.order))

    def _grid(self, table: FlowTable) -> None:
        self.tables += 1
        grid = to_grid(table, f"{self.name}:t{self.tables}")
        for text in prose(grid):
            self._add_text(text)
        self.order += 1
        self.grids.append(grid)
        self.orders.append(self.order)


def to_grid(table: FlowTable, locator: str) -> Grid:
    """The table's cells on the columns that the edges of all rows make; without edges, in their order.

    Raises UnreadableError(resource_limit) past MAX_SLOTS.
    """
    texts = [text_of(cell) for row in table.rows for cell in row.cells]
    if len(texts) > MAX_SLOTS:
        raise UnreadableError(
            "resource_limit", f"a table of over {MAX_SLOTS:,} cells; look at the file", locator
        )
    shape = tuple((row.edges, row.merges, len(row.cells)) for row in table.rows)
    return frame(shape, locator).grid(texts, locator)
