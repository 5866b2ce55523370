"""Grids that kept their columns: a value is the cell under its column header, beside its row label."""

from collections.abc import Sequence
from itertools import pairwise

from extract.codebook import applicants, figure_text
from extract.codebook.labels import fold
from extract.codebook.vocabulary import Meaning, meaning
from extract.mapping.placing import (
    ordered_columns,
    place_row_of_four,
    place_row_of_fourteen,
    place_row_of_three,
    place_row_of_two,
    row_of_three,
)
from extract.mapping.tables import Column, Tables
from extract.model.grid import Cell, Grid

STRONG_APPLICANTS = frozenset(
    {"natural_person", "legal_business", "legal_research", "legal_welfare", "legal_lawfirm"}
)


class ColumnWalker:
    """Walks the rows of grids from top to bottom; the header rows last seen say what the cells below mean.

    It lives for a whole document: a table continued in the next, equally wide grid keeps its headers.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.mode: str | None = None
        self.width = 0
        self.two: list[Column] = []
        self.parent: Cell | None = None
        self.three: dict[str, Column] = {}
        self.three_columns: list[Column] = []
        self.three_order: list[int] | None = None
        self.three_is_open = self.three_is_torn = False
        self.three_width = 0
        self.groups: list[Column] = []
        self.outcomes: list[Column] = []
        self.blank_four: list[tuple[Column, Cell | None]] = []
        self.figures_column: int | None = None
        self.context = ""

    def walk(self, grid: Grid) -> None:
        if self.width != grid.column_count:
            self.two, self.parent = [], None
        self.width = grid.column_count
        for number, cells in enumerate(grid.rows()):
            self._row(number, cells, grid.column_count)
        self._close_four()

    def _row(self, number: int, cells: list[Cell], width: int) -> None:
        own = [cell for cell in cells if cell.row == number]
        kinds = [figure_text.kind(cell.text) for cell in own]
        if "word" not in kinds and self.mode != "T4":
            return
        if "value" not in kinds:
            words = [
                (cell, meaning(cell.text)) for cell, kind in zip(own, kinds, strict=True) if kind == "word"
            ]
            if self._is_header(words, width):
                return
        match self.mode:
            case "T2":
                self._two(cells)
            case "T4":
                self._four(own)
            case "S14":
                self._fourteen(cells)
            case _:
                self._three(cells, width)

    def _is_header(self, words: list[tuple[Cell, Meaning]], width: int) -> bool:
        if self.mode == "S14" and any(what.s14_row for _, what in words):
            return False
        frames = {what.frame for _, what in words if what.frame}
        if "S14" in frames:
            self._header_of_fourteen(words)
            return True
        return (
            self._header_of_two(words, frames)
            or self._header_of_three(words, frames, width)
            or self._header_of_four(words, frames)
        )

    def _header_of_two(self, words: list[tuple[Cell, Meaning]], frames: set[str]) -> bool:
        found = [Column.over(cell, what.t2_column.keys) for cell, what in words if what.t2_column is not None]
        if not found:
            return frames == {"T2"} and not any(what.t2_row for _, what in words)
        self.mode, self.parent = "T2", None
        for cell, what in words:
            if not what.is_known and fold(cell.text).short:
                self.tables.tell(
                    "unknown_column", cell.locator, f"{cell.text.strip()!r} is no column of table two"
                )
                found.append(Column.over(cell, frozenset()))
        self.two = ordered_columns(sorted(found, key=lambda column: column.start))
        self.tables.header([cell for cell, what in words if what.t2_column is not None])
        return True

    def _header_of_three(self, words: list[tuple[Cell, Meaning]], frames: set[str], width: int) -> bool:
        bodies = [(key, cell) for cell, what in words if what.applicant for key in what.applicant.keys]
        found = dict(bodies)
        is_strong = bool(STRONG_APPLICANTS & found.keys())
        if not (
            is_strong or ("T3" in frames and not any(what.t3_row for _, what in words)) or self.three_is_open
        ):
            return False
        if any(what.t3_row is not None and what.applicant is None for _, what in words) or not (
            found or frames
        ):
            return False
        if not self.three_is_open:
            self.mode, self.three, self.three_is_open, self.three_is_torn = "T3", {}, True, False
        self.three_width = width
        self.three_is_torn |= len(bodies) > len(found) or bool(self.three.keys() & found.keys())
        self.three |= {key: Column.over(cell, frozenset({key})) for key, cell in found.items()}
        self.three_columns = columns = sorted(self.three.values(), key=lambda column: column.start)
        names = [next(iter(column.keys)) for column in columns]
        is_apart = all(left.end <= right.start for left, right in pairwise(columns))
        is_whole = len(names) == len(applicants()) and is_apart and not self.three_is_torn
        self.three_order = [names.index(key) for key in applicants()] if is_whole else None
        return True

    def _header_of_four(self, words: list[tuple[Cell, Meaning]], frames: set[str]) -> bool:
        groups = [Column.over(cell, what.group.keys) for cell, what in words if what.group is not None]
        outcomes = [Column.over(cell, what.outcome.keys) for cell, what in words if what.outcome is not None]
        if not groups and "T4" not in frames and not (outcomes and self.mode == "T4"):
            return False
        if self.mode != "T4" or any(column.text.strip() and column.start == 0 for column in groups):
            self._close_four()
            self.mode, self.groups, self.outcomes = "T4", [], []
        self.groups += groups
        for column in outcomes:
            over = [group for group in self.groups if group.start <= column.start < group.end]
            self.outcomes.append(column._replace(keys=column.keys & over[-1].keys if over else frozenset()))
        return True

    def _two(self, cells: list[Cell]) -> None:
        """One row of table two: label, maybe a sub-row's own label, then the cells under the headers."""
        if not self.two:
            return None
        labels, values = split_row(cells, self.two[0].start)
        printed = [cell for cell in labels if cell.text.strip()]
        label = next((cell for cell in printed if meaning(cell.text).t2_row is not None), None)
        if label is None and self.parent is not None and labels and not labels[0].text.strip():
            label = self.parent
        item = printed[-1].text.strip() if printed and printed[-1] is not label else None
        self.parent = label if item is not None else None
        if label is None:
            return self.tables.unknown_row("T2", printed, values)
        if any(figure_text.kind(cell.text) == "value" for cell in printed):
            return place_row_of_two(self.tables, label, None, self.two, None, len(values) + 1)
        place_row_of_two(self.tables, label, item, self.two, fit(values, self.two), len(values))
        return None

    def _three(self, cells: list[Cell], width: int) -> None:
        """One row of table three; without known headers, exactly seven cells after the label."""
        columns, order = self.three_columns, self.three_order
        is_known = order is not None and self.three_width == width
        labels, values = split_row(cells, columns[0].start if is_known else None)
        printed = [cell for cell in labels if cell.text.strip()]
        if not printed or not values:
            return
        label, context = printed[-1], frozenset(filter(None, map(group_of, printed[:-1])))
        is_full = len(values) == len(applicants())
        found = fit(values, columns) if is_known else (list(values) if is_full else None)
        if found is not None and order is not None:
            found = [found[at] for at in order]
        if meaning(label.text).t3_row is None and self.mode != "T3":
            return
        self.mode, self.three_is_open = "T3", False
        indicator = place_row_of_three(self.tables, label, context, found, len(values))
        if indicator is not None and order is None:
            self.tables.doubtful |= {(indicator.id, applicant, None) for applicant in applicants()}

    def _four(self, own: list[Cell]) -> None:
        """The row of figures of table four; a blank row counts only if no other follows."""
        columns = sorted(self.outcomes, key=lambda column: column.start)
        values = [cell for cell in own if columns and cell.column + cell.column_span > columns[0].start]
        if not any(figure_text.is_value(cell.text) for cell in values):
            return
        is_whole = all(len(column.keys) == 1 for column in columns) and len(
            {column.keys for column in columns}
        ) == len(columns)
        found = fit(values, columns) if is_whole else None
        if not any(cell.text.strip() for cell in values):
            self.blank_four = list(zip(columns, found, strict=True)) if found else []
            return
        self.blank_four = []
        place_row_of_four(self.tables, columns, found, values[0])
        self.outcomes = []

    def _close_four(self) -> None:
        if self.blank_four:
            columns, found = zip(*self.blank_four, strict=True)
            place_row_of_four(self.tables, columns, found, next(cell for cell in found if cell is not None))
        self.blank_four, self.outcomes = [], []

    def _header_of_fourteen(self, words: list[tuple[Cell, Meaning]]) -> None:
        self.mode, self.context = "S14", ""
        heads = [cell for cell, _ in words if fold(cell.text).short == "统计数"]
        self.figures_column = heads[0].column if heads else None

    def _fourteen(self, cells: list[Cell]) -> None:
        """One row of the 2014 table: label, unit, figure; block headings set the group of the rows below."""
        words = [cell for cell in cells if not figure_text.is_value(cell.text)]
        rows = [cell for cell in words if meaning(cell.text).s14_row is not None]
        if not rows:
            return
        values = [cell for cell in cells if figure_text.is_value(cell.text) and cell.column > rows[-1].column]
        if self.figures_column is not None:
            values = [cell for cell in values if cell.column == self.figures_column]
        self.context = place_row_of_fourteen(self.tables, rows[-1], values, words[-1].text, self.context)


def group_of(cell: Cell) -> str | None:
    """The group that a label to the left opens: 不予公开, 无法提供, 不予处理 or 其他处理."""
    found = row_of_three(cell, frozenset())
    return found.row_labels[0] if found is not None else None


def split_row(cells: Sequence[Cell], start: int | None) -> tuple[list[Cell], list[Cell]]:
    """The label cells of a row and the cells after them; `start`: the first column under a header."""
    labels: list[Cell] = []
    for index, cell in enumerate(cells):
        is_left = start is not None and cell.column + cell.column_span <= start
        is_word = not figure_text.is_value(cell.text)
        if start is None:
            is_label = is_word or (not any(label.text.strip() for label in labels) and not cell.text.strip())
        else:
            is_label = is_left or (cell.column < start and (is_word or not cell.text.strip()))
        if not is_label:
            return labels, list(cells[index:])
        labels.append(cell)
    return labels, []


def fit(values: Sequence[Cell], columns: Sequence[Column]) -> list[Cell | None] | None:
    """One cell a column, None where one stands under several headers; no list where cells are missing."""
    kept = list(values)
    while len(kept) > len(columns) and not kept[-1].text.strip():
        kept.pop()
    if len(kept) > len(columns):
        return None
    if [cell.column for cell in kept] == [column.start for column in columns]:
        return list(kept)
    if len(kept) == len(columns) and (
        all(
            c.start < cell.column + cell.column_span and cell.column < c.end
            for c, cell in zip(columns, kept, strict=True)
        )
        or is_gapless(
            [(c.start, c.end) for c in columns], [(c.column, c.column + c.column_span) for c in kept]
        )
    ):
        return list(kept)
    over = [
        [cell for cell in kept if cell.column < c.end and c.start < cell.column + cell.column_span]
        for c in columns
    ]
    if not all(over):
        return None
    claims = [cell for cells in over for cell in cells]
    return [cells[0] if len(cells) == 1 and claims.count(cells[0]) == 1 else None for cells in over]


def is_gapless(*rows: Sequence[tuple[int, int]]) -> bool:
    """Does each row of (start, end) leave no slot free, as where spans are sloppy but no cell is missing?"""
    return all(left[1] == right[0] for row in rows for left, right in pairwise(row))
