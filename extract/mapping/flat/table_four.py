"""Table four in a source without columns: fifteen outcomes, then fifteen cells."""

from collections.abc import Sequence

from extract.codebook.vocabulary import block, meaning
from extract.mapping.collector import Collector
from extract.mapping.columns import Column
from extract.mapping.flat.unit import Unit, counted
from extract.mapping.periods.rows_of_four import OutcomeRow, put_rows_of_four
from extract.model.grid import Cell

OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
GROUPS = 3


class FlatTableFour:
    """`outcomes`: the header words met under the groups; `rows`: what stands below in the whole document."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.outcomes: list[Cell] = []
        self.rows: list[OutcomeRow] = []
        self.is_met = False

    def begin(self) -> None:
        """A header begins."""
        self.outcomes, self.is_met = [], False

    def is_row(self, unit: Unit) -> bool:
        """Whether a unit below a row of figures is another."""
        return self.is_met and len(unit.values) >= len(OUTCOMES) * GROUPS

    def read_row(self, unit: Unit, labels: Sequence[Cell] = ()) -> None:
        """A row of figures under outcome headers in the form's order; doubtful if headers are torn."""
        names = [_outcome(cell) for cell in self.outcomes]
        expected = [indicator for indicator in block("T4") if indicator.context]
        columns = [Column(frozenset({indicator.id}), indicator.label_2021) for indicator in expected]
        is_printed = names == [*OUTCOMES] * GROUPS
        is_other = len(names) == len(expected) and not is_printed
        values = None if is_other else counted(unit, len(expected))
        texts = tuple(label.text for label in labels)
        cells = tuple(values) if values is not None else None
        self.rows.append(OutcomeRow(texts, tuple(columns), cells, unit.values[0]))
        if values is not None and not is_printed and not self.is_met:
            self.collector.doubtful |= {(indicator.id, None, None) for indicator in expected}
        self.outcomes, self.is_met = [], True

    def finish(self) -> None:
        """The document ends: the report's own row is put."""
        put_rows_of_four(self.collector, self.rows)


def _outcome(cell: Cell) -> str:
    """The outcome that a header word names, `` where it names none."""
    match = meaning(cell.text).outcome
    return next(iter(match.keys)).rpartition("_")[2] if match else ""
