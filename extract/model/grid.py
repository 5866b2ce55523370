"""Grid and Cell: the one shape between file formats and forms."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import repeat
from typing import NamedTuple


class Cell(NamedTuple):
    """One printed cell: its text as printed, the slots it covers, and where it stands in the source.

    `refused` is why its text is no figure, whatever it says: a code of looks.REASONS, mostly empty.

    `locator` is enough to highlight the cell in the source: `html:t2/r5/c4` (table, row and cell ordinal in
    document order, from 1), `pdf:p3/x0,y0,x1,y1` (page from 1, points, origin top left), `text:l57` (line),
    `docx:t1/r2/c3`, `xlsx:Sheet1!B4`, `scan:p1/x0,y0,x1,y1` (pixels of an image, points of a page of a PDF).
    A tuple, because a frozen dataclass takes six times as long to make.
    """

    text: str
    row: int
    column: int
    locator: str
    row_span: int = 1
    column_span: int = 1
    refused: str = ""


# A cell from all its seven fields, in half the time of the constructor: readers make hundreds a page.
make_cell: Callable[[tuple[str, int, int, str, int, int, str]], Cell] = partial(tuple.__new__, Cell)


@dataclass(frozen=True)
class Places:
    """Which slots the cells of a table cover, in reading order; the documents of a template may share one.

    Its hash is kept, since layouts are looked up by it.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    row_spans: tuple[int, ...]
    column_spans: tuple[int, ...]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.rows, self.columns, self.row_spans, self.column_spans))


@dataclass(frozen=True)
class Grid:
    """A table: cells in reading order, none overlapping, rows and columns counted from 0.

    Texts and locators stand apart from the places, because most documents are laid out like one before, and
    need no cell put together. `has_columns` is False where the source kept no column geometry (plain-text
    conversions, DOC streams): a cell's `column` is then only its order in the row, and merged cells may be
    absent. `refused` tells of the cells whose look refuses them the reason, by their index; most have none.
    """

    texts: tuple[str, ...]
    locators: tuple[str, ...]
    places: Places
    locator: str
    has_columns: bool = True
    refused: Mapping[int, str] = field(default_factory=dict, hash=False)

    @classmethod
    def of(
        cls,
        cells: Iterable[tuple[str, int, int, str, int, int] | Cell],
        locator: str,
        has_columns: bool = True,
    ) -> "Grid":
        """From cells, or their first six fields."""
        texts, rows, columns, locators, *rest = [*zip(*cells, strict=True)] or [()] * 6
        refused = {index: code for index, code in enumerate(rest[2]) if code} if len(rest) > 2 else {}
        places = Places(rows, columns, *rest[:2])
        return cls(texts, locators, places, locator, has_columns, refused)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        places = self.places
        columns = (
            self.texts,
            places.rows,
            places.columns,
            self.locators,
            places.row_spans,
            places.column_spans,
            self._reasons(),
        )
        return tuple(map(make_cell, zip(*columns, strict=True)))

    def _reasons(self) -> Iterable[str]:
        """Why each cell is refused; mostly nothing."""
        count = len(self.texts)
        return (self.refused.get(index, "") for index in range(count)) if self.refused else repeat("", count)

    @cached_property
    def row_count(self) -> int:
        return max([cell.row + cell.row_span for cell in self.cells], default=0)

    @cached_property
    def column_count(self) -> int:
        return max([cell.column + cell.column_span for cell in self.cells], default=0)

    @cached_property
    def _covering(self) -> dict[tuple[int, int], Cell]:
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a slot, or None where a ragged row has none."""
        return self._covering.get((row, column))

    def rows(self) -> Iterator[list[Cell]]:
        """For each row the distinct cells that cover it, from left to right."""
        covering: list[list[Cell]] = [[] for _ in range(self.row_count)]
        for cell in self.cells:
            covering[cell.row].append(cell)
            for row in range(cell.row + 1, cell.row + cell.row_span):
                covering[row].append(cell)
        for row, cells in enumerate(covering):
            if cells and cells[0].row != row:
                cells.sort(key=_column)
            yield cells


def _column(cell: Cell) -> int:
    return cell.column
