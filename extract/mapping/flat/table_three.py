"""Table three in a source without columns: seven cells after a label."""

from collections.abc import Sequence
from functools import cache

from extract.codebook import Indicator, applicants
from extract.codebook.vocabulary import meaning
from extract.mapping.collector import Collector
from extract.mapping.flat.recovery import Entry, fill_gaps
from extract.mapping.flat.unit import Unit, counted
from extract.mapping.table_three import group_of, place_row_of_three, row_of_three
from extract.model.grid import Cell


class FlatTableThree:
    """`applicants`: the header words met; `group`: the group that the rows below belong to.

    `entries`: the rows in printed order, with those that have lost their labels.
    """

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.applicants: list[str] = []
        self.is_open = False
        self.group: str | None = None
        self.entries: list[Entry] = []

    def begin(self) -> None:
        """A header begins."""
        self.applicants, self.is_open = [], True

    def note_bare_row(self, values: Sequence[Cell]) -> None:
        """Remember cells without a label, once a row of the table was met."""
        if self.entries:
            self.entries.append(Entry(None, None, tuple(values)))

    def fill_gaps(self) -> None:
        """Place the rows that have lost their labels, where the form leaves one way only."""
        fill_gaps(self.collector, self.entries)

    def read_row(self, labels: Sequence[Cell], unit: Unit) -> None:
        """A row of table three, the last of its labels its own; those before it open groups."""
        known = [row for row in labels if meaning(row.text).t3_row is not None]
        label, indicator = known[-1], None
        for row in known:
            indicator = row_of_three(row, self._context(known))
            self.group = group_of(row) or self.group
        if not unit.values:
            return
        if labels[-1] is label:
            self._place(label, indicator, self._context(known), unit)
        else:
            rest = labels[labels.index(label) + 1 :]
            self.collector.note_unknown_row("T3", rest, unit.values)

    def _place(self, label: Cell, indicator: Indicator | None, context: frozenset[str], unit: Unit) -> None:
        """Put the cells of a row. Without header words only the form's order names the columns: doubtful."""
        printed = [key for key in self.applicants if key in _organisations()]
        is_in_order = printed == [key for key in _organisations() if key in printed]
        values = counted(unit, len(applicants())) if is_in_order else None
        self.entries.append(Entry(indicator, label, tuple(values or unit.values)))
        place_row_of_three(self.collector, label, context, values, len(unit.values))
        if indicator is not None and values is not None and len(printed) != len(_organisations()):
            self.collector.doubt_row(indicator)

    def _context(self, known: Sequence[Cell]) -> frozenset[str]:
        """The groups that the labels before the row's own open, and the one above."""
        groups = {group_of(row) for row in known[:-1]} | {self.group}
        return frozenset(group for group in groups if group)


@cache
def _organisations() -> tuple[str, ...]:
    """The applicants under 法人或其他组织, in the order of the form: no other table prints them in a row."""
    return tuple(key for key in applicants() if key.startswith("legal_"))
