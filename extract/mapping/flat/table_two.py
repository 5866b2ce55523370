"""Table two in a source without columns: a row has as many cells as the header above has words."""

from collections.abc import Sequence

from extract.codebook.vocabulary import meaning
from extract.mapping.collector import Collector
from extract.mapping.columns import Column
from extract.mapping.flat.unit import Unit, counted
from extract.mapping.table_two import ordered_columns, place_row_of_two
from extract.model.grid import Cell


class FlatTableTwo:
    """`is_open`: header words may still follow; `parent`: the label whose sub-rows may go on."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.columns: list[Column] = []
        self.is_open = False
        self.parent: Cell | None = None

    def begin(self) -> None:
        """A header row begins."""
        self.columns, self.is_open, self.parent = [], True, None

    def add_column(self, label: Cell, keys: frozenset[str]) -> None:
        """One more word of the header row."""
        self.columns = [*self.columns, Column(keys, label.text)]

    def close_header(self) -> None:
        """The header row is complete: it votes for its edition."""
        if self.is_open and self.columns:
            self.collector.vote_for_edition([column.text for column in self.columns])
            self.columns, self.is_open = ordered_columns(self.columns), False

    def end(self) -> None:
        """The table ends: its header says nothing of the rows below."""
        self.columns, self.parent = [], None

    def read_row(self, labels: Sequence[Cell], unit: Unit) -> None:
        """Put a row: its label, maybe a sub-row's own, then the cells."""
        known = self._known(labels, unit)
        for row in known[:-1]:  # labels without cells of their own: their cells were lost
            place_row_of_two(self.collector, row, None, self.columns, None, 0)
        if not self.columns:
            return
        label = known[-1] if known else self._label_above(unit)
        items = labels[labels.index(label) + 1 :] if label is not None and label in labels else labels
        if label is None or len(items) > 1:
            self.collector.note_unknown_row("T2", labels, unit.values)
            return
        item = items[0].text.strip() if items else None
        self.parent = label if item is not None else None
        values = counted(unit, len(self.columns))
        place_row_of_two(self.collector, label, item, self.columns, values, len(unit.values))

    def _known(self, labels: Sequence[Cell], unit: Unit) -> list[Cell]:
        """The row labels of the table; what a sub-row bears is its own name, even if it reads like one."""
        if unit.is_continued and self.parent is not None:
            return []
        return [row for row in labels if meaning(row.text).t2_row is not None]

    def _label_above(self, unit: Unit) -> Cell | None:
        """The label of the row above, where this one can be a sub-row of it."""
        return self.parent if unit.is_continued or not unit.is_row else None
