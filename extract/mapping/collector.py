"""The figures of one report while it is being read: every cell is put once, conflicts are reported."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extract.codebook import Indicator, applicants, figure_text, indicators
from extract.codebook.matching import Match
from extract.codebook.vocabulary import edition_of_header
from extract.mapping.place import Key, Place, read_cell, row_places
from extract.model.grid import Cell
from extract.model.problems import problem
from extract.model.reading import Figure, Method, Problem

# A local row may state its figure in its label: …发布总数量:0 (seen at an archives bureau and a market
# regulator in reports of 2021).
STATED = re.compile(r"[:：]\s*\d+\s*[条件项篇]?\s*$")


@dataclass
class Collector:
    """Collects figures and problems; `editions` are the votes of table two's header rows in printed order.

    `doubtful`: the figures that only the order of headers or rows places. `places`: every cell read, in the
    order read; `doubts`: how many of the problems are about the text of one. `is_one_off`: the figures
    themselves told what cells mean, so that the same labels may mean something else elsewhere.
    `unit_statements`: what captions and notes say of the units of the table being read.
    """

    figures: dict[Key, Figure] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    editions: list[str] = field(default_factory=list)
    unknown_rows: list[tuple[str, str, str]] = field(default_factory=list)
    doubtful: set[Key] = field(default_factory=set)
    places: list[tuple[Place, Cell]] = field(default_factory=list)
    doubts: int = 0
    is_one_off: bool = False
    unit_statements: str = ""
    _repeated: set[str] = field(default_factory=set)
    _conflicts: set[Key] = field(default_factory=set)
    _unread: set[Key] = field(default_factory=set)

    @property
    def blocks(self) -> set[str]:
        """The tables of which a figure was met."""
        known = indicators()
        return {known[name].block for name in self.indicators}

    @property
    def indicators(self) -> set[str]:
        """The indicators of which a figure was met."""
        return {name for name, _, _ in self.figures}

    @property
    def is_clear(self) -> bool:
        """Was every label certain, whatever stands in the value cells?"""
        is_told = len(self.problems) > self.doubts or self.unknown_rows or self.doubtful
        return not is_told and not self.is_one_off

    def take_over(self, other: "Collector", blocks: set[str]) -> None:
        """Take over what another walk found of these tables."""
        known = indicators()
        self.figures |= {key: f for key, f in other.figures.items() if known[key[0]].block in blocks}
        self.doubtful |= {key for key in other.doubtful if known[key[0]].block in blocks}
        self.editions += other.editions if "T2" in blocks else []
        self.unknown_rows += [row for row in other.unknown_rows if row[0] in blocks]
        self.problems += other.problems

    def report(self, kind: str, locator: str, message: str) -> None:
        """Report a problem."""
        self.problems.append(problem(kind, locator, message))

    def report_typo(self, match: Match, cell: Cell, indicator: str) -> None:
        """Report a label that was printed with a slip."""
        if match.is_typo:
            meant = indicators()[indicator].name_zh
            self.report("label_typo", cell.locator, f"{cell.text.strip()!r} was read as the row {meant}")

    def vote_for_edition(self, header: Sequence[str]) -> None:
        """One header row of table two votes for the edition whose words it prints."""
        edition = edition_of_header(tuple(header))
        if edition is not None:
            self.editions.append(edition)

    def put(
        self,
        indicator: Indicator,
        cell: Cell,
        applicant: str | None = None,
        item: str | None = None,
        header: str = "",
        method: Method = "label",
    ) -> None:
        """Read one value cell under its labels."""
        stated = f"{header}\n{self.unit_statements}" if indicator.is_money else header
        self._read(Place.of(indicator, applicant, item, stated, method), cell)

    def put_row(self, indicator: Indicator, cells: Sequence[Cell | None], label: Cell) -> None:
        """Read the seven counts of one row of table three."""
        for place, cell in zip(row_places(indicator.id), cells, strict=True):
            if cell is not None:
                self._read(place, cell)
            else:
                self.put_or_refuse(indicator, label, None, place.applicant)

    def put_or_refuse(
        self,
        indicator: Indicator,
        label: Cell,
        value: Cell | None,
        applicant: str | None = None,
        item: str | None = None,
        header: str = "",
    ) -> None:
        """Put a cell; None is a place that no cell, or a cell shared by several headers, stands at."""
        if value is not None:
            self.put(indicator, value, applicant, item, header)
            return
        self.refuse(indicator, label, applicant, item)
        self.report("merged_cells", label.locator, f"{indicator.name_zh}: no cell of its own")

    def refuse(
        self, indicator: Indicator, cell: Cell, applicant: str | None = None, item: str | None = None
    ) -> None:
        """The figure is printed, but which text is its value cannot be said."""
        figure = Figure(indicator.id, None, cell.text, "unreadable", cell.locator, applicant, item)
        self._keep(figure)

    def refuse_row(
        self, found: Sequence[Indicator], cell: Cell, kind: str, message: str, item: str | None = None
    ) -> None:
        """A whole row cannot be read: its figures are unreadable, and one problem says why."""
        for indicator in found:
            for applicant in tuple(applicants()) if indicator.block == "T3" else (None,):
                self.refuse(indicator, cell, applicant, item)
        self.report(kind, cell.locator, message)

    def note_unknown_row(self, table: str, labels: Sequence[Cell], values: Sequence[Cell]) -> None:
        """Remember a row of no label of the form, if it states a figure, in a cell or in its label."""
        has_figure = any(figure_text.parse(cell.text, True).status == "reported" for cell in values)
        if labels and (has_figure or STATED.search(labels[-1].text)):
            self.unknown_rows.append((table, labels[0].text.strip(), labels[0].locator))

    def doubt_row(self, indicator: Indicator) -> None:
        """The cells of a row of table three stand only if its arithmetic proves them."""
        self.doubtful |= {(indicator.id, applicant, None) for applicant in applicants()}

    def _read(self, place: Place, cell: Cell) -> None:
        figure, doubt = read_cell(place, cell.text, cell.locator, cell.refused)
        self.places.append((place, cell))
        self._keep(figure, is_read=True)
        if doubt is not None:
            self.problems.append(doubt)
            self.doubts += 1

    def _keep(self, figure: Figure, is_read: bool = False) -> None:
        """Keep a figure; `is_read`: its cell was found, so that what it says counts even if unreadable."""
        key, old = figure.key, self.figures.get(figure.key)
        is_unread = figure.status == "unreadable"
        if old is None or (old.status == "unreadable" and key not in self._conflicts | self._unread):
            self.figures[key] = figure
            if is_read and is_unread:
                self._unread.add(key)
        elif key in self._conflicts or (is_unread and not is_read):
            return
        elif (old.value, old.status) == (figure.value, figure.status):
            self._report_repeated(figure)
        else:
            self._report_conflict(old, figure)

    def _report_repeated(self, figure: Figure) -> None:
        block = indicators()[figure.indicator].block
        if block not in self._repeated:
            self._repeated.add(block)
            self.report("repeated_table", figure.locator, f"table {block} is printed again")

    def _report_conflict(self, old: Figure, figure: Figure) -> None:
        """Two tables of the document state different figures: neither is taken."""
        self._conflicts.add(old.key)
        self.figures[old.key] = replace(old, value=None, status="unreadable")
        name = indicators()[figure.indicator].name_zh
        message = f"{name}: {old.raw!r} here, {figure.raw!r} at {figure.locator}"
        self.report("conflicting_tables", old.locator, message)
