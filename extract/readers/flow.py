"""Text with tables as word processors stream it: cell by cell, row by row, columns told by edges in twips.

DOC and RTF share it. A cell of the stream may say that it continues the one above or to its left.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, repeat

from extract.document import Document, Paragraph, UnreadableError
from extract.grid import Grid, make_cell
from extract.readers.spans import MAX_SLOTS, prose

Edges = tuple[int, ...]
Merges = Sequence[tuple[bool, bool]]
Side = tuple[int, int]  # the column of a cell, and over how many it goes
NEAR = 60  # twips (3 points): edges nearer than this are one; the narrowest column of the forms has 300
MAX_LEVEL = 32


@dataclass(slots=True)
class FlowRow:
    """A row; `edges` are its cells' sides in twips, one more than cells, or none where the file lost them.

    `merges` tells whether a cell continues the one above, and the one to its left; none where no cell does.
    """

    cells: "list[Blocks]"
    edges: Edges = ()
    merges: Merges = ()


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


def text_of(blocks: Blocks) -> str:
    """All lines in one text."""
    return blocks[0] if len(blocks) == 1 and type(blocks[0]) is str else "\n".join(lines_of(blocks))


def lines_of(blocks: Blocks) -> Iterator[str]:
    """All lines, those of inner tables too."""
    for block in blocks:
        if isinstance(block, str):
            yield block
        else:
            yield from (line for row in block.rows for cell in row.cells for line in lines_of(cell))


class FlowBuilder:
    """Takes the stream's lines, cell ends and row ends, each with its table level; 0 is outside tables."""

    def __init__(self) -> None:
        self.body: Blocks = []
        self.tables: list[FlowTable] = []  # the open table of each level
        self.rows: list[list[Blocks]] = []  # the cells of each level's open row, the last one still open

    def line(self, text: str, level: int) -> None:
        if len(self.tables) != level:
            self._open(level)
        if not text.isalnum():
            text = " ".join(text.split())
        if text:
            (self.rows[level - 1][-1] if level else self.body).append(text)

    def end_cell(self, level: int, text: str = "") -> None:
        """End a cell, with its last line."""
        self.line(text, level)
        self.rows[level - 1].append([])

    def end_row(self, level: int, edges: Edges, merges: Merges) -> None:
        """End a row; edges of another number than the cells' sides are not believed."""
        if len(self.tables) != level:
            self._open(level)
        cells = self.rows[level - 1]
        if not cells[-1]:
            cells.pop()
        if cells:
            fitting = edges if len(edges) == len(cells) + 1 else ()
            self.tables[level - 1].rows.append(FlowRow(cells, fitting, merges))
        self.rows[level - 1] = [[]]

    def finish(self) -> Blocks:
        self._open(0)
        return self.body

    def _open(self, level: int) -> None:
        """Close the tables below `level`, rows cut short included, and open those down to it."""
        if level > MAX_LEVEL:
            raise UnreadableError("resource_limit", f"tables nest over {MAX_LEVEL} deep; look at the file")
        while len(self.tables) > level:
            if len(self.rows[-1]) > 1 or self.rows[-1][0]:
                self.end_row(len(self.tables), (), ())
            self.tables.pop()
            self.rows.pop()
        while len(self.tables) < level:
            table = FlowTable()
            if self.tables:
                self.tables[-1].inner.append(table)
            (self.rows[-1][-1] if self.tables else self.body).append(table)
            self.tables.append(table)
            self.rows.append([[]])


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
    sides = {edges: _sides(edges, columns) for edges in {row.edges for row in table.rows}} if columns else {}
    cells: list[tuple[str, int, int, str, int, int]] = []
    above: dict[Side, int] = {}  # → index of the cell that may go on below
    for number, row in enumerate(table.rows):
        place = f"{locator}/r{number + 1}/c"
        below = {}
        for at, (blocks, side, is_below) in enumerate(_placed(row, sides.get(row.edges)), start=1):
            if is_below and side in above:
                below[side] = index = above[side]
                text, first, column, where, _, width = cells[index]
                cells[index] = text, first, column, where, number - first + 1, width
            else:
                below[side] = len(cells)
                cells.append((text_of(blocks), number, side[0], f"{place}{at}", 1, side[1]))
        above = below
    return Grid(tuple(map(make_cell, cells)), locator, has_columns=bool(columns))


def _columns(table: FlowTable) -> list[int]:
    """Where columns begin: the edges of all rows, near ones as one. Empty where a cell has no width."""
    known = {row.edges for row in table.rows}
    starts: list[int] = []
    for edge in sorted({edge for edges in known for edge in edges}):
        if not starts or edge - starts[-1] > NEAR:
            starts.append(edge)
    is_sound = all(width > 0 for edges in known for _, width in _sides(edges, starts))
    return starts if is_sound else []


def _sides(edges: Edges, columns: Sequence[int]) -> list[Side]:
    """The columns between each two edges."""
    places = [bisect_right(columns, edge) - 1 for edge in edges]
    return [(left, right - left) for left, right in pairwise(places)]


def _placed(row: FlowRow, sides: Sequence[Side] | None) -> Iterable[tuple[Blocks, Side, bool]]:
    """Each cell with its side, and whether it goes on above; one that goes on to its left is joined to it.

    Without sides (a grid without columns) the cells stand in their order.
    """
    if sides is None:
        return ((cell, (at, 1), False) for at, cell in enumerate(row.cells))
    if not row.merges:
        return zip(row.cells, sides, repeat(False))
    joined: list[tuple[Blocks, Side, bool]] = []
    merges = chain(row.merges, repeat((False, False)))
    for cell, (column, width), (goes_above, goes_left) in zip(row.cells, sides, merges, strict=False):
        if goes_left and joined:
            left, (start, before), flag = joined.pop()
            left.extend(cell)
            joined.append((left, (start, before + width), flag))
        else:
            joined.append((cell, (column, width), goes_above))
    return joined
