"""Units of a flat source, from top to bottom, offered to the tables of the form."""

import re
from collections.abc import Iterable, Sequence

from extract.codebook.labels import fold
from extract.codebook.vocabulary import Meaning, meaning
from extract.mapping.collector import Collector
from extract.mapping.flat.form_2014 import FlatForm2014
from extract.mapping.flat.glued import split_row_of_three, take_glued
from extract.mapping.flat.table_four import FlatTableFour
from extract.mapping.flat.table_three import FlatTableThree
from extract.mapping.flat.table_two import FlatTableTwo
from extract.mapping.flat.unit import Unit
from extract.mapping.form_2014 import place_row_of_2014
from extract.mapping.table_three import DISTINCTIVE_APPLICANTS
from extract.model.grid import Cell

MOST_OUTCOMES = 15
SECTION = re.compile(r"\s*[一二三四五六七八九十]{1,3}\s*[、.．]")


class FlatWalker:
    """Walks units in printed order; lives for a whole document, as tables may run over several grids.

    `current`: the table that header words last began; `context`: the group of rows in the form of 2014.
    """

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.two, self.three = FlatTableTwo(collector), FlatTableThree(collector)
        self.four, self.fourteen = FlatTableFour(collector), FlatForm2014()
        self.current: str | None = None
        self.context = ""

    def walk(self, units: Iterable[Unit]) -> None:
        """Read every unit of a document."""
        for unit in units:
            self._unit(unit)
        self.three.fill_gaps()
        self.four.finish()

    def _unit(self, unit: Unit) -> None:
        self.fourteen.note_header(unit)
        rows = [label for label in unit.labels if not self._take_header(label, unit)]
        if unit.is_row and unit.labels and not rows:
            return
        if rows:
            self._rows(rows, unit)
        elif unit.values:
            self._values(unit)
        if unit.values:
            self.two.is_open = self.three.is_open = False

    def _values(self, unit: Unit) -> None:
        """Cells without a label of their own: the figures of table four, or a row that lost its label."""
        if self.current == "T4" or self.four.is_row(unit):
            self.four.read_row(unit)
            self.current = None
        else:
            self.three.note_bare_row(unit.values)

    def _take_header(self, label: Cell, unit: Unit) -> bool:
        """Take the label as a header word if it is one here; what is left are row labels."""
        what = meaning(label.text)
        if self.current == "S14" and what.s14_row is not None:
            return False
        if what.frame == "S14":
            self.current, self.context = "S14", ""
            return True
        return (
            self._take_column_of_two(label, what, unit)
            or self._take_applicant(label, what)
            or self._take_word_of_four(label, what)
            or self._take_frame(label, what)
        )

    def _take_column_of_two(self, label: Cell, what: Meaning, unit: Unit) -> bool:
        if what.t2_column is None or (what.t2_row and unit.values):
            return False
        if not self.two.is_open or self.current != "T2":
            self._begin_two()
        self.two.add_column(label, what.t2_column.keys)
        return True

    def _take_applicant(self, label: Cell, what: Meaning) -> bool:
        if what.applicant is None or fold(label.text).number:
            return False
        if not self.three.is_open:
            if DISTINCTIVE_APPLICANTS.isdisjoint(what.applicant.keys):
                return False
            self.current = "T3"
            self.three.begin()
            self.three.group = None
        self.three.applicants.append(next(iter(what.applicant.keys)))
        return True

    def _take_word_of_four(self, label: Cell, what: Meaning) -> bool:
        """A group of table four begins it, an outcome stands under one."""
        if (what.group is not None or what.frame == "T4") and self.current != "S14":
            if self.current != "T4" or fold(label.text).short == "行政复议":
                self.current = "T4"
                self.four.begin()
            return True
        if what.outcome is not None and self.current == "T4":
            self.four.outcomes.append(label)
            return True
        return False

    def _take_frame(self, label: Cell, what: Meaning) -> bool:
        if what.frame == "T2":
            self._begin_two()
        elif (
            what.frame is not None
            and fold(label.text).short.startswith("申请人情况")
            and not self.three.is_open
        ):
            self.current = "T3"
            self.three.begin()
        return what.frame is not None

    def _begin_two(self) -> None:
        self.current = "T2"
        self.two.begin()

    def _rows(self, rows: Sequence[Cell], unit: Unit) -> None:
        """Row labels decide which table a row belongs to; a section heading ends table two."""
        if self.current == "S14":
            self._rows_of_2014(rows, unit)
            return
        rows = [row for row in rows if unit.values or not self._take_glued_row_of_three(row)]
        if not rows:
            return
        if self._is_row_of_four(rows, unit):
            self.four.read_row(unit, rows)
            self.current = None
            return
        if any(meaning(row.text).t3_row is not None for row in rows):
            self.three.read_row(rows, unit)
            return
        self.two.close_header()
        if take_glued(self.collector, rows, self.two.columns, unit):
            return
        if SECTION.match(rows[0].text) and not unit.values:
            self.two.end()
        elif self.current == "T2":
            self.two.read_row(rows, unit)
        elif self.current == "T3":
            self.collector.note_unknown_row("T3", rows, unit.values)

    def _take_glued_row_of_three(self, row: Cell) -> bool:
        unit = split_row_of_three(row)
        if unit is not None:
            self.three.read_row(unit.labels, unit)
        return unit is not None

    def _is_row_of_four(self, rows: Sequence[Cell], unit: Unit) -> bool:
        """Whether a row of figures of table four is labelled with a year or a body: 上年 4 0 1."""
        if self.current != "T4" and not self.four.is_row(unit):
            return False
        return len(rows) == 1 and len(unit.values) >= MOST_OUTCOMES

    def _rows_of_2014(self, rows: Sequence[Cell], unit: Unit) -> None:
        """The last label, or the one before a unit (件), has the figures; those above are group headings."""
        for row in rows:
            if meaning(row.text).s14_row is None:
                self.fourteen.note_word(row, unit)
            else:
                is_last = row is rows[-1] or len(rows) - rows.index(row) == 2
                values = self.fourteen.own_values(unit.values if is_last else [])
                self.context = place_row_of_2014(self.collector, row, values, rows[-1].text, self.context)
