"""The figures of one report while they are being read: every cell is put once, conflicts are told."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import NamedTuple

from extract.codebook import Indicator, applicants, figure_text, indicators
from extract.codebook.labels import Match
from extract.codebook.vocabulary import edition_of_header
from extract.model.grid import Cell
from extract.model.looks import REASONS
from extract.model.problems import problem
from extract.model.reading import Figure, Method, Problem

Key = tuple[str, str | None, str | None]
# A local row may state its figure in its label: …发布总数量:0 (seen in reports of 2021).
STATED = re.compile(r"[:：]\s*\d+\s*[条件项篇]?\s*$")


class Column(NamedTuple):
    """A column header and the slots it stands over; `keys`: the indicators (or the applicant) it may mean.

    `is_ordered`: the header alone was ambiguous, its place among the headers decided (本年新 | 本年新).
    """

    keys: frozenset[str]
    text: str
    start: int = 0
    end: int = 0
    is_ordered: bool = False

    @classmethod
    def over(cls, cell: Cell, keys: frozenset[str]) -> "Column":
        return cls(keys, cell.text, cell.column, cell.column + cell.column_span)


class Place(NamedTuple):
    """What a value cell is by its labels: the figure it holds, and how its text is to be read."""

    indicator: str
    applicant: str | None = None
    item: str | None = None
    is_money: bool = False
    is_change: bool = False
    header_unit: str | None = None
    unit: str | None = None
    method: Method = "label"

    @classmethod
    def of(
        cls,
        indicator: Indicator,
        applicant: str | None = None,
        item: str | None = None,
        header: str = "",
        method: Method = "label",
    ) -> "Place":
        is_money = indicator.value_type.startswith("money")
        return cls(
            indicator.id,
            applicant,
            item,
            is_money,
            indicator.value_type == "signed_change",
            figure_text.unit_in(header) if is_money else None,
            None if is_money else indicator.unit,
            method,
        )

    @property
    def key(self) -> Key:
        return self.indicator, self.applicant, self.item


@lru_cache(maxsize=16384)
def read_cell(place: Place, text: str, locator: str, refused: str = "") -> tuple[Figure, Problem | None]:
    """The figure that a cell's text states, and what is doubtful about it.

    Remembered: most cells of most reports say 0, each in the same place as before.
    """
    name, applicant, item, is_money, is_change, header_unit, unit, method = place
    number = figure_text.UNREADABLE if refused else figure_text.parse(text, is_money, is_change, header_unit)
    printed = number.unit or (unit if number.value is not None else None)
    figure = Figure(name, number.value, text, number.status, locator, applicant, item, printed, method)
    if number.problem is None:
        return figure, None
    doubt = f"{indicators()[name].name_zh}: {text.strip()!r}{f' is {REASONS[refused]}' if refused else ''}"
    return figure, problem(number.problem, locator, doubt)


@dataclass(frozen=True)
class Alignment:
    """The figures of a document in the order of the form, and the editions of its sub-tables.

    `doubtful`: the figures that only the order of headers places. `blocks`: the tables that have any figure.
    """

    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]
    form_t2: str | None
    form_t3: str | None
    form_t4: str | None
    doubtful: frozenset[Key] = frozenset()
    blocks: frozenset[str] = frozenset()

    @property
    def form(self) -> str | None:
        """The edition of table two's header words, else of table three."""
        return self.form_t2 or self.form_t3


@cache
def row_places(indicator: str) -> tuple[Place, ...]:
    """The seven cells of a row of table three."""
    return tuple(Place.of(indicators()[indicator], applicant) for applicant in applicants())


@dataclass
class Tables:
    """Collects figures and problems; `editions` are the votes of table two's header rows in printed order.

    `places`: every cell read, in the order read; `doubts`: how many problems are about the text of one.
    """

    figures: dict[Key, Figure] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    editions: list[str] = field(default_factory=list)
    unknown_rows: list[tuple[str, str, str]] = field(default_factory=list)
    doubtful: set[Key] = field(default_factory=set)
    places: list[tuple[Place, Cell]] = field(default_factory=list)
    doubts: int = 0
    _repeated: set[str] = field(default_factory=set)
    _conflicts: set[Key] = field(default_factory=set)

    @property
    def blocks(self) -> set[str]:
        """The tables of which a figure was met."""
        known = indicators()
        return {known[name].block for name in {key[0] for key in self.figures}}

    @property
    def is_clear(self) -> bool:
        """Was every label certain, whatever stands in the value cells?"""
        return len(self.problems) == self.doubts and not self.unknown_rows and not self.doubtful

    def add(self, other: "Tables", blocks: set[str]) -> None:
        """Take over what another walk found of these tables."""
        known = indicators()
        self.figures |= {key: f for key, f in other.figures.items() if known[key[0]].block in blocks}
        self.doubtful |= {key for key in other.doubtful if known[key[0]].block in blocks}
        self.editions += other.editions if "T2" in blocks else []
        self.unknown_rows += [row for row in other.unknown_rows if row[0] in blocks]
        self.problems += other.problems

    def tell(self, kind: str, locator: str, message: str) -> None:
        self.problems.append(problem(kind, locator, message))

    def header(self, cells: Sequence[Cell]) -> None:
        """One header row of table two votes for its edition."""
        edition = edition_of_header(tuple(cell.text for cell in cells))
        if edition is not None:
            self.editions.append(edition)

    def typo(self, match: Match, cell: Cell, indicator: str) -> None:
        if match.is_typo:
            meant = indicators()[indicator].name_zh
            self.tell("label_typo", cell.locator, f"{cell.text.strip()!r} was read as the row {meant}")

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
        self._read(Place.of(indicator, applicant, item, header, method), cell)

    def _read(self, place: Place, cell: Cell) -> None:
        figure, doubt = read_cell(place, cell.text, cell.locator, cell.refused)
        self.places.append((place, cell))
        self._keep(figure.key, figure)
        if doubt is not None:
            self.problems.append(doubt)
            self.doubts += 1

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
        self.tell("merged_cells", label.locator, f"{indicator.name_zh}: no cell of its own")

    def unknown_row(self, table: str, labels: Sequence[Cell], values: Sequence[Cell]) -> None:
        """Remember a row of no label of the form, if it states a figure, in a cell or in its label."""
        has_figure = any(figure_text.parse(cell.text, True).status == "reported" for cell in values)
        if labels and (has_figure or STATED.search(labels[-1].text)):
            self.unknown_rows.append((table, labels[0].text.strip(), labels[0].locator))

    def refuse(
        self, indicator: Indicator, cell: Cell, applicant: str | None = None, item: str | None = None
    ) -> None:
        """The figure is printed, but which text is its value cannot be told."""
        figure = Figure(indicator.id, None, cell.text, "unreadable", cell.locator, applicant, item)
        self._keep(figure.key, figure)

    def refuse_row(
        self, found: Sequence[Indicator], cell: Cell, kind: str, message: str, item: str | None = None
    ) -> None:
        """A whole row cannot be read: its figures are unreadable, and one problem says why."""
        for each in found:
            for applicant in tuple(applicants()) if each.block == "T3" else (None,):
                self.refuse(each, cell, applicant, item)
        self.tell(kind, cell.locator, message)

    def _keep(self, key: Key, figure: Figure) -> None:
        old = self.figures.get(key)
        if old is None or (old.status == "unreadable" and key not in self._conflicts):
            self.figures[key] = figure
        elif figure.status == "unreadable" or key in self._conflicts:
            return
        elif (old.value, old.status) == (figure.value, figure.status):
            self._tell_repeated(figure)
        else:
            self._conflicts.add(key)
            self.figures[key] = replace(old, value=None, status="unreadable")
            name = indicators()[figure.indicator].name_zh
            self.tell(
                "conflicting_tables",
                figure.locator,
                f"{name}: {old.raw!r} at {old.locator}, {figure.raw!r} here",
            )

    def _tell_repeated(self, figure: Figure) -> None:
        block = indicators()[figure.indicator].block
        if block not in self._repeated:
            self._repeated.add(block)
            self.tell("repeated_table", figure.locator, f"table {block} is printed again")
