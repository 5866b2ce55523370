"""Table four in a source without columns: fifteen outcomes, then fifteen cells."""

from extract.codebook.vocabulary import block, meaning
from extract.mapping.collector import Collector
from extract.mapping.columns import Column
from extract.mapping.flat.units import Unit, counted
from extract.mapping.rows_of_four import place_row_of_four
from extract.model.grid import Cell

OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
GROUPS = 3


class FlatTableFour:
    """`outcomes`: the header words met under the groups."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.outcomes: list[Cell] = []

    def read_row(self, unit: Unit) -> None:
        """The row of figures under outcome headers in the form's order; doubtful if headers are torn."""
        names = [_outcome(cell) for cell in self.outcomes]
        expected = [indicator for indicator in block("T4") if indicator.context]
        columns = [Column(frozenset({indicator.id}), indicator.label_2021) for indicator in expected]
        is_printed = names == [*OUTCOMES] * GROUPS
        is_other = len(names) == len(expected) and not is_printed
        values = None if is_other else counted(unit, len(expected))
        place_row_of_four(self.collector, columns, values, unit.values[0])
        if values is not None and not is_printed:
            self.collector.doubtful |= {(indicator.id, None, None) for indicator in expected}
        self.outcomes = []


def _outcome(cell: Cell) -> str:
    """The outcome that a header word names, `` where it names none."""
    match = meaning(cell.text).outcome
    return next(iter(match.keys)).rpartition("_")[2] if match else ""
