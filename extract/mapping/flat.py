"""Sources without columns: a label, then exactly as many cells as its header has columns.

Any other count makes the row unreadable; nothing is guessed and no cell is moved.
"""

import re
from collections.abc import Iterable, Sequence

from extract.codebook import applicants, indicators
from extract.codebook.labels import fold
from extract.codebook.vocabulary import block, meaning
from extract.mapping.columns import STRONG_APPLICANTS, group_of
from extract.mapping.flat_units import Unit, counted
from extract.mapping.placing import (
    ordered_columns,
    place_row_of_four,
    place_row_of_fourteen,
    place_row_of_three,
    place_row_of_two,
    row_of_three,
)
from extract.mapping.recovery import Entry, fill_gaps
from extract.mapping.tables import Column, Tables
from extract.model.grid import Cell

GLUED = re.compile(r"(?P<label>\D*[^\d\s])\s*(?P<digits>\d[\d.,]*)")
SECTION = re.compile(r"\s*[一二三四五六七八九十]{1,3}\s*[、.．]")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
BODIES = [key for key in applicants() if key.startswith("legal_")]


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
        self.entries: list[Entry] = []
        self.outcomes: list[Cell] = []
        self.context = ""

    def walk(self, units: Iterable[Unit]) -> None:
        for unit in units:
            self._unit(unit)
        fill_gaps(self.tables, self.entries)

    def _unit(self, unit: Unit) -> None:
        rows = [label for label in unit.labels if not self._is_header(label, unit)]
        if unit.is_row and unit.labels and not rows:
            return
        if rows:
            self._rows(rows, unit)
        elif self.mode == "T4" and unit.values:
            self._four(unit)
        elif unit.values and self.entries:
            self.entries.append(Entry(None, None, tuple(unit.values)))
        if unit.values:
            self.two_is_open = self.three_is_open = False

    def _is_header(self, label: Cell, unit: Unit) -> bool:
        """Take the label as a header word if it is one here; what is left are row labels."""
        what = meaning(label.text)
        is_body = what.applicant is not None and not fold(label.text).number
        if self.mode == "S14" and what.s14_row is not None:
            return False
        if what.frame == "S14":
            self.mode, self.context = "S14", ""
        elif what.t2_column is not None and not (what.t2_row and unit.values):
            self._column_of_two(label, what.t2_column.keys)
        elif what.applicant and is_body and (self.three_is_open or STRONG_APPLICANTS & what.applicant.keys):
            self._applicant(next(iter(what.applicant.keys)))
        elif (what.group is not None or what.frame == "T4") and self.mode != "S14":
            self._group_of_four(label)
        elif what.outcome is not None and self.mode == "T4":
            self.outcomes.append(label)
        elif what.frame is not None:
            self._frame(what.frame, label)
        else:
            return False
        return True

    def _frame(self, frame: str, label: Cell) -> None:
        if frame == "T2":
            self.mode, self.two, self.two_is_open, self.parent = "T2", [], True, None
        elif fold(label.text).short.startswith("申请人情况") and not self.three_is_open:
            self.mode, self.three, self.three_is_open = "T3", [], True

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
        """Row labels decide which table a row belongs to; a section heading ends table two."""
        if self.mode == "S14":
            return self._fourteen(rows, unit)
        if any(meaning(row.text).t3_row is not None for row in rows):
            return self._three(rows, unit)
        self._open_two()
        if self._glued(rows, unit):
            return None
        if SECTION.match(rows[0].text) and not unit.values:
            self.two, self.parent = [], None
        elif self.mode == "T2":
            self._two(rows, unit)
        elif self.mode == "T3":
            self.tables.unknown_row("T3", rows, unit.values)
        return None

    def _open_two(self) -> None:
        """The header row of table two is complete: it votes for its edition."""
        if self.two_is_open and self.two:
            self.tables.header([Cell(column.text, 0, 0, "") for column in self.two])
            self.two, self.two_is_open = ordered_columns(self.two), False

    def _two(self, rows: list[Cell], unit: Unit) -> None:
        is_sub_row = unit.is_continued and self.parent is not None
        known = [row for row in rows if meaning(row.text).t2_row is not None and not is_sub_row]
        label = known[-1] if known else (self.parent if unit.is_continued or not unit.is_row else None)
        items = rows[rows.index(label) + 1 :] if label in rows else rows
        for lost in known[:-1]:
            place_row_of_two(self.tables, lost, None, self.two, None, 0)
        if not self.two:
            return
        if label is None or len(items) > 1:
            self.tables.unknown_row("T2", rows, unit.values)
            return
        item = items[0].text.strip() if items else None
        self.parent = label if item is not None else None
        values = counted(unit, len(self.two))
        place_row_of_two(self.tables, label, item, self.two, values, len(unit.values))

    def _three(self, rows: list[Cell], unit: Unit) -> None:
        """A row of table three. Without header words only the form's order names the columns: doubtful."""
        known = [row for row in rows if meaning(row.text).t3_row is not None]
        label, indicator = known[-1], None
        for row in known:
            indicator = row_of_three(row, self._context(known))
            self.group = group_of(row) or self.group
        if not unit.values:
            return
        if rows[-1] is not label:
            self.tables.unknown_row("T3", rows[rows.index(label) + 1 :], unit.values)
            return
        bodies = [key for key in self.three if key in BODIES]
        is_in_order = bodies == [key for key in BODIES if key in bodies]
        values = counted(unit, len(applicants())) if is_in_order else None
        self.entries.append(Entry(indicator, label, tuple(values or unit.values)))
        place_row_of_three(self.tables, label, self._context(known), values, len(unit.values))
        if indicator is not None and values is not None and bodies != BODIES:
            self.tables.doubtful |= {(indicator.id, applicant, None) for applicant in applicants()}

    def _context(self, known: Sequence[Cell]) -> frozenset[str]:
        groups = {group_of(row) for row in known[:-1]} | {self.group}
        return frozenset(group for group in groups if group)

    def _four(self, unit: Unit) -> None:
        """Fifteen outcome headers in the form's order, then fifteen cells; doubtful if headers are torn."""
        names = [
            next(iter(match.keys)).rpartition("_")[2] if (match := meaning(cell.text).outcome) else ""
            for cell in self.outcomes
        ]
        expected = [each for each in block("T4") if each.context]
        columns = [Column(frozenset({each.id}), each.label_2021) for each in expected]
        is_told = names == [*OUTCOMES] * 3
        is_other = len(names) == len(expected) and not is_told
        values = None if is_other else counted(unit, len(expected))
        place_row_of_four(self.tables, columns, values, unit.values[0])
        if values is not None and not is_told:
            self.tables.doubtful |= {(each.id, None, None) for each in expected}
        self.outcomes, self.mode = [], None

    def _fourteen(self, rows: list[Cell], unit: Unit) -> None:
        for row in rows:
            if meaning(row.text).s14_row is not None:
                values = unit.values if row is rows[-1] or len(rows) - rows.index(row) == 2 else []
                self.context = place_row_of_fourteen(self.tables, row, values, rows[-1].text, self.context)

    def _glued(self, rows: list[Cell], unit: Unit) -> bool:
        """Labels run together with digits: one figure under one header, else lost borders."""
        found = False
        for row in rows:
            match = GLUED.fullmatch(row.text.strip())
            what = meaning(match["label"]) if match else None
            keys = (what.t2_row or what.t3_row) if what else None
            if match is None or keys is None:
                continue
            found = True
            if what is not None and what.t2_row and len(self.two) == 1 and not unit.values:
                label, figure = row._replace(text=match["label"]), row._replace(text=match["digits"])
                place_row_of_two(self.tables, label, None, self.two, [figure], 1)
                continue
            wanted = [indicators()[key] for key in sorted(keys.keys)]
            if what is not None and what.t2_row:
                wanted = [each for each in wanted if any(each.id in column.keys for column in self.two)]
            message = f"{row.text.strip()!r}: label and several cells run together"
            self.tables.refuse_row(wanted, row, "cell_boundaries_lost", message)
        return found
