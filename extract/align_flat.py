"""Grids without columns and plain lines: a label, then exactly as many cells as its header has columns.

Any other count makes the row unreadable; nothing is guessed and no cell is moved.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from extract import numbers
from extract.align_columns import STRONG_APPLICANTS, group_of
from extract.codebook import applicants, indicators
from extract.forms import block, is_label, meaning
from extract.grid import Cell, Grid
from extract.labels import fold
from extract.tables import (
    Column,
    Tables,
    ordered_columns,
    place_row_of_four,
    place_row_of_fourteen,
    place_row_of_three,
    place_row_of_two,
)

JOINED_LINES = 6
GLUED = re.compile(r"(?P<label>\D*[^\d\s])\s*(?P<digits>\d+)")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")


@dataclass
class Unit:
    """A row as far as a flat source shows it: labels, then cells. `is_row`: the source kept its end."""

    labels: list[Cell] = field(default_factory=list)
    values: list[Cell] = field(default_factory=list)
    is_row: bool = False
    is_continued: bool = False


class FlatWalker:
    """Walks units in printed order; lives for a whole document, as tables may run over several grids."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.mode: str | None = None
        self.two: list[Column] = []
        self.two_is_open = False
        self.parent: Cell | None = None
        self.three: list[str] = []
        self.three_is_open = False
        self.group: str | None = None
        self.outcomes: list[Cell] = []
        self.context = ""

    def walk(self, grid: Grid) -> None:
        for unit in units(grid):
            self.unit(unit)

    def unit(self, unit: Unit) -> None:
        rows = [label for label in unit.labels if not self._is_header(label, unit)]
        if unit.is_row and unit.labels and not rows:
            return
        if self.mode == "T4" and unit.values and not rows:
            self._four(unit)
        elif rows:
            self._rows(rows, unit)
        if unit.values:
            self.two_is_open = self.three_is_open = False

    def _is_header(self, label: Cell, unit: Unit) -> bool:
        """Take the label as a header word if it is one here; what is left are row labels."""
        what = meaning(label.text)
        if what.frame == "S14":
            self.mode, self.context = "S14", ""
        elif what.t2_column is not None and not (what.t2_row and unit.values):
            self._column_of_two(label, what.t2_column.keys)
        elif (
            what.applicant is not None
            and not fold(label.text).number
            and (self.three_is_open or STRONG_APPLICANTS & what.applicant.keys)
        ):
            self._applicant(next(iter(what.applicant.keys)))
        elif what.group is not None or what.frame == "T4":
            self._group_of_four(label)
        elif what.outcome is not None and self.mode == "T4":
            self.outcomes.append(label)
        elif what.frame is not None:
            return self._frame(what.frame, label)
        else:
            return False
        return True

    def _frame(self, frame: str, label: Cell) -> bool:
        if frame == "T2":
            self.mode, self.two, self.two_is_open, self.parent = "T2", [], True, None
        elif frame == "T3" and not self.three_is_open and fold(label.text).short.startswith("申请人情况"):
            self.mode, self.three, self.three_is_open = "T3", [], True
        return True

    def _column_of_two(self, label: Cell, keys: frozenset[str]) -> None:
        if not self.two_is_open or self.mode != "T2":
            self.mode, self.two, self.two_is_open, self.parent = "T2", [], True, None
        self.two = [*self.two, Column(keys, label.text)]

    def _applicant(self, key: str) -> None:
        if not self.three_is_open:
            self.mode, self.three, self.three_is_open, self.group = "T3", [], True, None
        self.three.append(key)

    def _group_of_four(self, label: Cell) -> None:
        if self.mode != "T4" or fold(label.text).short == "行政复议":
            self.mode, self.outcomes = "T4", []

    def _rows(self, rows: list[Cell], unit: Unit) -> None:
        match self.mode:
            case "T2":
                self._two(rows, unit)
            case "S14":
                self._fourteen(rows, unit)
            case "T4":
                return
            case _:
                self._three(rows, unit)

    def _two(self, rows: list[Cell], unit: Unit) -> None:
        if self.two_is_open and self.two:
            self.tables.header([Cell(column.text, 0, 0, "") for column in self.two])
            self.two, self.two_is_open = ordered_columns(self.two), False
        is_sub_row = unit.is_continued and self.parent is not None
        known = [row for row in rows if meaning(row.text).t2_row is not None and not is_sub_row]
        label = known[-1] if known else (self.parent if unit.is_continued or not unit.is_row else None)
        items = rows[rows.index(label) + 1 :] if label in rows else rows
        for lost in known[:-1]:
            place_row_of_two(self.tables, lost, None, self.two, None, 0)
        if not self.two or (label is None and self._glued(rows, unit)):
            return
        if label is None or len(items) > 1:
            self._unknown("T2", rows, unit)
            return
        item = items[0].text.strip() if items else None
        self.parent = label if item is not None else None
        values = counted(unit, len(self.two))
        place_row_of_two(self.tables, label, item, self.two, values, len(unit.values))

    def _three(self, rows: list[Cell], unit: Unit) -> None:
        known = [row for row in rows if meaning(row.text).t3_row is not None]
        for row in rows:
            self.group = group_of(row) or self.group if row in known else self.group
        if not known or not unit.values:
            if self.mode == "T3" and not self._glued(rows, unit):
                self._unknown("T3", rows, unit)
            return
        if rows[-1] is not known[-1]:
            self._unknown("T3", rows[rows.index(known[-1]) + 1 :], unit)
            return
        values = counted(unit, len(applicants())) if self._is_usual() else None
        place_row_of_three(self.tables, known[-1], self._context(known), values, len(unit.values))

    def _is_usual(self) -> bool:
        """The header words printed, if any, name the five kinds of body in the form's order."""
        bodies = [key for key in self.three if key.startswith("legal_")]
        return not bodies or bodies == [key for key in applicants() if key.startswith("legal_")]

    def _context(self, known: Sequence[Cell]) -> frozenset[str]:
        groups = {group_of(row) for row in known[:-1]} | {self.group}
        return frozenset(group for group in groups if group)

    def _four(self, unit: Unit) -> None:
        """Fifteen outcome headers in the form's order, then fifteen cells."""
        names = [
            next(iter(match.keys)).rpartition("_")[2] if (match := meaning(c.text).outcome) else ""
            for c in self.outcomes
        ]
        expected = [each for each in block("T4") if each.context]
        columns = [Column(frozenset({each.id}), each.label_2021) for each in expected]
        is_whole = names == [*OUTCOMES] * 3
        values = counted(unit, len(expected)) if is_whole else None
        place_row_of_four(self.tables, columns, values, unit.values[0])
        self.outcomes, self.mode = [], None

    def _fourteen(self, rows: list[Cell], unit: Unit) -> None:
        for row in rows:
            if meaning(row.text).s14_row is not None:
                values = unit.values if row is rows[-1] or len(rows) - rows.index(row) == 2 else []
                self.context = place_row_of_fourteen(self.tables, row, values, rows[-1].text, self.context)

    def _glued(self, rows: list[Cell], unit: Unit) -> bool:
        """A label run together with digits: which digits belong to which cell cannot be told."""
        found = False
        for row in rows:
            match = GLUED.fullmatch(row.text.strip())
            what = meaning(match["label"]) if match else None
            keys = (what.t2_row or what.t3_row) if what else None
            if keys is None:
                continue
            wanted = [indicators()[key] for key in sorted(keys.keys)]
            if self.mode == "T2":
                wanted = [each for each in wanted if any(each.id in column.keys for column in self.two)]
            message = f"{row.text.strip()!r}: label and several cells run together"
            self.tables.refuse_row(wanted, row, "cell_boundaries_lost", message)
            found = True
        return found

    def _unknown(self, table: str, rows: Sequence[Cell], unit: Unit) -> None:
        if rows and any(numbers.parse(cell.text, True).status == "reported" for cell in unit.values):
            self.tables.unknown_rows.append((table, rows[0].text.strip(), rows[0].locator))


def counted(unit: Unit, count: int) -> list[Cell] | None:
    """The cells of a unit if they are exactly `count`; a kept row may be padded with blanks on the right."""
    values = list(unit.values)
    while unit.is_row and len(values) > count and not values[-1].text.strip():
        values.pop()
    return values if len(values) == count else None


def units(grid: Grid) -> Iterator[Unit]:
    """The rows of a grid that kept them, else its stream, cut before each label that follows cells."""
    rows = list(grid.rows())
    if any(sum(bool(cell.text.strip()) for cell in row) > 1 for row in rows):
        yield from (row_unit(row) for row in rows)
    else:
        yield from stream_units(cell for row in rows for cell in row)


def row_unit(row: Sequence[Cell]) -> Unit:
    """A kept row: leading blanks are cells merged downwards, the words are labels, the rest are cells."""
    texts = [index for index, cell in enumerate(row) if cell.text.strip()]
    start = texts[0] if texts else len(row)
    end = start
    while end < len(row) and not numbers.is_value(row[end].text):
        end += 1
    trailing = [cell for cell in row[end:] if cell.text.strip()]
    values = list(row[end:]) if trailing or end < len(row) else []
    return Unit(list(row[start:end]), values, is_row=True, is_continued=start > 0)


def stream_units(cells: Iterable[Cell]) -> Iterator[Unit]:
    unit = Unit()
    for cell in joined([cell for cell in cells if cell.text.strip()]):
        if numbers.is_value(cell.text):
            unit.values.append(cell)
            continue
        if unit.values or (unit.labels and is_left_alone(unit.labels[-1], cell)):
            yield unit
            unit = Unit()
        unit.labels.append(cell)
    if unit.labels or unit.values:
        yield unit


def is_left_alone(label: Cell, following: Cell) -> bool:
    """Does a header word follow a row label of table two, so that the row has no cells at all?"""
    what = meaning(following.text)
    return meaning(label.text).t2_row is not None and (what.frame is not None or what.t2_column is not None)


def joined(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Labels cut over several lines put together again where the parts are, letter for letter, one label."""
    index = 0
    while index < len(cells):
        for count in range(min(JOINED_LINES, len(cells) - index), 1, -1):
            parts = cells[index : index + count]
            text = "".join(part.text.strip() for part in parts)
            if not any(numbers.is_value(part.text) for part in parts) and is_label(text):
                yield Cell(text, parts[0].row, parts[0].column, parts[0].locator)
                index += count
                break
        else:
            yield cells[index]
            index += 1
