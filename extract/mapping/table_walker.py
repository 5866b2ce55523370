"""What the walkers of the form's tables have in common: rows of a grid come in, a table takes its own."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from extract.codebook import figure_text
from extract.codebook.vocabulary import Meaning, meaning
from extract.mapping.collector import Collector
from extract.mapping.columns import Column
from extract.model.grid import Cell, Grid


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a grid: every cell that covers it, and those that begin in it with their kind of text."""

    cells: list[Cell]
    own: list[Cell]
    kinds: list[str]
    grid_width: int

    def header(self) -> "HeaderRow":
        """The row as a header: its words and what each can mean."""
        words = tuple(
            (cell, meaning(cell.text))
            for cell, kind in zip(self.own, self.kinds, strict=True)
            if kind == "word"
        )
        frames = frozenset(what.frame for _, what in words if what.frame)
        return HeaderRow(words, frames, self.grid_width)


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """A row without figures: its words with their meanings, and the tables whose frame they name."""

    words: tuple[tuple[Cell, Meaning], ...]
    frames: frozenset[str]
    grid_width: int

    def columns(self, axis: str) -> list[Column]:
        """The words that are column headers on this axis of the vocabulary."""
        found = [(cell, getattr(what, axis)) for cell, what in self.words]
        return [Column.over(cell, match.keys) for cell, match in found if match is not None]

    def names_row(self, axis: str) -> bool:
        """Whether a word is a row label of this axis of the vocabulary, so that the row is a blank one."""
        return any(getattr(what, axis) is not None for _, what in self.words)


class Taken(Enum):
    """What a table makes of a header row: the rows below are its own, or it has only noted the words."""

    BEGINS = "begins"
    NOTED = "noted"


class TableWalker(ABC):
    """Reads the rows of one table of the form; it lives for a whole document, as tables run over grids."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector

    def begin_grid(self, grid: Grid) -> None:  # noqa: B027  most tables keep nothing of a grid
        """Rows of another grid follow."""

    @abstractmethod
    def take_header(self, row: HeaderRow, is_current: bool) -> Taken | None:
        """Take a row as a header of this table if it is one; `is_current`: the rows above are its own."""

    @abstractmethod
    def read_row(self, row: GridRow) -> None:
        """Put the figures of a row of this table."""


def rows_of(grid: Grid) -> Iterator[GridRow]:
    """The rows of a grid from top to bottom."""
    width = grid.column_count
    for number, cells in enumerate(grid.rows()):
        own = [cell for cell in cells if cell.row == number]
        yield GridRow(cells, own, [figure_text.kind(cell.text) for cell in own], width)
