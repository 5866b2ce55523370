"""The figures of one report while they are being read: every cell is put once, conflicts are told."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from extract import numbers
from extract.codebook import Indicator, applicants, indicators
from extract.forms import edition_of_header, meaning, resolve
from extract.grid import Cell
from extract.labels import Match, fold
from extract.problems import problem
from extract.reading import Figure, Method, Problem

Key = tuple[str, str | None, str | None]


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


@dataclass
class Tables:
    """Collects figures and problems; `editions` are the votes of table two's header rows in printed order."""

    figures: dict[Key, Figure] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    editions: list[str] = field(default_factory=list)
    unknown_rows: list[tuple[str, str, str]] = field(default_factory=list)
    doubtful: set[Key] = field(default_factory=set)
    _repeated: set[str] = field(default_factory=set)
    _conflicts: set[Key] = field(default_factory=set)

    @property
    def blocks(self) -> set[str]:
        """The tables of which a figure was met."""
        known = indicators()
        return {known[key[0]].block for key in self.figures}

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
        kind = indicator.value_type
        is_money = kind.startswith("money")
        unit = numbers.unit_in(header) if is_money else None
        number = numbers.parse(cell.text, is_money, kind == "signed_change", unit)
        printed = number.unit or (indicator.unit if number.value is not None and not is_money else None)
        figure = Figure(
            indicator.id,
            number.value,
            cell.text,
            number.status,
            cell.locator,
            applicant,
            item,
            printed,
            method,
        )
        self._keep((indicator.id, applicant, item), figure)
        if number.problem is not None:
            self.tell(number.problem, cell.locator, f"{indicator.name_zh}: {cell.text.strip()!r}")

    def put_row(self, indicator: Indicator, cells: Sequence[Cell | None], label: Cell) -> None:
        """Read the seven counts of one row of table three; most cells of a report come this way."""
        name, unit, figures = indicator.id, indicator.unit, self.figures
        for applicant, cell in zip(applicants(), cells, strict=True):
            number = numbers.parse(cell.text) if cell is not None else numbers.UNREADABLE
            key = (name, applicant, None)
            if cell is None or number.problem is not None or key in figures:
                _put_or_refuse(self, indicator, label, cell, applicant)
                continue
            printed = number.unit or (unit if number.value is not None else None)
            figures[key] = Figure(
                name, number.value, cell.text, number.status, cell.locator, applicant, None, printed
            )

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


@lru_cache(maxsize=4096)
def figures_meant(row: frozenset[str], column: frozenset[str]) -> tuple[Indicator, ...]:
    """The indicators that a row label and a column header of table two can mean together."""
    known = indicators()
    return tuple(known[key] for key in sorted(row & column))


def place_row_of_two(
    tables: Tables,
    label: Cell,
    item: str | None,
    columns: Sequence[Column],
    values: Sequence[Cell | None] | None,
    count: int,
) -> None:
    """Put one row of table two. None among `values`: a cell shared by headers; no `values`: a wrong count."""
    row = meaning(label.text).t2_row
    assert row is not None
    means = [figures_meant(row.keys, column.keys) for column in columns]
    if values is None:
        found = [meant[0] for meant in means if len(meant) == 1]
        message = f"{label.text.strip()!r}: {count} cells under {len(columns)} headers"
        return tables.refuse_row(found, label, "row_incomplete", message, item)
    for column, meant, value in zip(columns, means, values, strict=True):
        if len(meant) == 1:
            _put_or_refuse(tables, meant[0], label, value, item=item, header=column.text)
            if column.is_ordered:
                tables.doubtful.add((meant[0].id, None, item))
        elif meant:
            tables.tell(
                "ambiguous_label", label.locator, f"the header {column.text.strip()!r} fits several columns"
            )
        elif value is not None and value.text.strip() and not column.keys:
            tables.tell(
                "unknown_column",
                value.locator,
                f"{value.text.strip()!r} stands under {column.text.strip()!r}",
            )
    if any(means):
        tables.typo(row, label, next(meant[0].id for meant in means if meant))
    return None


def place_row_of_three(
    tables: Tables, label: Cell, context: frozenset[str], values: Sequence[Cell | None] | None, count: int
) -> Indicator | None:
    """Put the seven cells of one row of table three; returns its indicator, None if it has no place."""
    match = meaning(label.text).t3_row
    indicator = row_of_three(label, context)
    name = f"{label.text.strip()!r}"
    if match is None:
        tables.unknown_rows.append(("T3", label.text.strip(), label.locator))
    elif indicator is None:
        tables.tell("ambiguous_label", label.locator, f"{name} fits several rows and no group tells which")
    elif values is None:
        message = f"{name}: {count} cells, not {len(applicants())}"
        tables.refuse_row([indicator], label, "row_incomplete", message)
    else:
        tables.put_row(indicator, values, label)
        tables.typo(match, label, indicator.id)
    return indicator


def place_row_of_four(
    tables: Tables, columns: Sequence[Column], values: Sequence[Cell | None] | None, first: Cell
) -> None:
    """Put the figures of table four under their outcome headers."""
    known = indicators()
    named = [known[next(iter(column.keys))] if len(column.keys) == 1 else None for column in columns]
    if values is None:
        found = [each for each in named if each is not None]
        return tables.refuse_row(found, first, "row_incomplete", f"table four: not {len(columns)} cells")
    for column, indicator, value in zip(columns, named, values, strict=True):
        if indicator is None:
            tables.tell(
                "ambiguous_label", first.locator, f"no group stands over the header {column.text.strip()!r}"
            )
        else:
            _put_or_refuse(tables, indicator, first, value)
    return None


def place_row_of_fourteen(
    tables: Tables, label: Cell, values: Sequence[Cell], unit: str, context: str
) -> str:
    """Put one row of the 2014 table; returns the group that the rows below belong to."""
    match = meaning(label.text).s14_row
    key = resolve(match, fold(label.text).number, frozenset({context})) if match else None
    if match is not None and key is None:
        tables.tell(
            "ambiguous_label",
            label.locator,
            f"{label.text.strip()!r} fits several rows and no group tells which",
        )
        return context
    indicator = indicators()[str(key)]
    if len(values) == 1:
        tables.put(indicator, values[0], header=unit)
    elif values:
        tables.refuse_row(
            [indicator], label, "row_incomplete", f"{label.text.strip()!r}: {len(values)} figures"
        )
    groups = {each.context for each in indicators().values() if each.block == "S14"} - {""}
    return next((group for group in groups if fold(label.text).short.startswith(group)), context)


def _put_or_refuse(
    tables: Tables,
    indicator: Indicator,
    label: Cell,
    value: Cell | None,
    applicant: str | None = None,
    item: str | None = None,
    header: str = "",
) -> None:
    if value is not None:
        tables.put(indicator, value, applicant, item, header)
        return
    tables.refuse(indicator, label, applicant, item)
    tables.tell("merged_cells", label.locator, f"{indicator.name_zh}: no cell of its own")


def row_of_three(label: Cell, context: frozenset[str]) -> Indicator | None:
    """The indicator of a row label of table three; None where it is no row, or ambiguous."""
    match = meaning(label.text).t3_row
    if match is None:
        return None
    key = resolve(match, fold(label.text).number, context)
    return indicators()[key] if key else None


def ordered_columns(columns: list[Column]) -> list[Column]:
    """Headers that share one text, told apart by their order in the form; each is marked `is_ordered`."""
    if len({column.keys for column in columns}) == len(columns):
        return columns
    order = list(indicators())
    result = list(columns)
    for keys in {column.keys for column in columns}:
        twins = [index for index, column in enumerate(columns) if column.keys == keys]
        kinds = sorted({order.index(key) for key in keys if key.startswith("rules_")})
        if len(twins) == len(kinds) > 1:
            for index, kind in zip(twins, kinds, strict=True):
                suffix = order[kind].removeprefix("rules")
                chosen = frozenset(key for key in keys if key.endswith(suffix))
                result[index] = columns[index]._replace(keys=chosen, is_ordered=True)
    return result
