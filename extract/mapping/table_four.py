"""Table four, 行政复议、行政诉讼情况: groups over outcomes, and one row of figures without a label."""

from collections.abc import Sequence

from extract.codebook import figure_text, indicators
from extract.mapping.collector import Collector
from extract.mapping.columns import Column, cells_under
from extract.mapping.table_walker import GridRow, HeaderRow, TableWalker, Taken
from extract.model.grid import Cell


class TableFour(TableWalker):
    """`blank_row` is a row of blanks under the headers: it counts only if no other row follows it."""

    def __init__(self, collector: Collector) -> None:
        super().__init__(collector)
        self.groups: list[Column] = []
        self.outcomes: list[Column] = []
        self.blank_row: tuple[list[Column], list[Cell | None]] | None = None

    def take_header(self, row: HeaderRow, is_current: bool) -> Taken | None:
        groups, outcomes = row.columns("group"), row.columns("outcome")
        if not groups and "T4" not in row.frames and not (outcomes and is_current):
            return None
        if not is_current or any(column.text.strip() and column.start == 0 for column in groups):
            self.close()
            self.groups = []
        self.groups += groups
        self.outcomes += map(self._under_group, outcomes)
        return Taken.BEGINS

    def _under_group(self, outcome: Column) -> Column:
        """The outcome as its group tells it: 总计 under 行政复议. Without a group it means nothing."""
        over = [group for group in self.groups if group.start <= outcome.start < group.end]
        return outcome._replace(keys=outcome.keys & over[-1].keys if over else frozenset())

    def read_row(self, row: GridRow) -> None:
        """The row of figures; a blank row counts only if no other follows."""
        columns = sorted(self.outcomes, key=lambda column: column.start)
        values = [cell for cell in row.own if columns and cell.column + cell.column_span > columns[0].start]
        if not any(figure_text.is_value(cell.text) for cell in values):
            return
        found = cells_under(columns, values) if _is_whole(columns) else None
        if not any(cell.text.strip() for cell in values):
            self.blank_row = (columns, found) if found else None
            return
        self.blank_row = None
        place_row_of_four(self.collector, columns, found, values[0])
        self.outcomes = []

    def close(self) -> None:
        """The grid or the table ends: a row of blanks was the row of figures."""
        if self.blank_row:
            columns, found = self.blank_row
            first = next(cell for cell in found if cell is not None)
            place_row_of_four(self.collector, columns, found, first)
        self.blank_row, self.outcomes = None, []


def _is_whole(columns: Sequence[Column]) -> bool:
    """Whether each header means one figure, and no two the same."""
    keys = [column.keys for column in columns]
    return all(len(names) == 1 for names in keys) and len(set(keys)) == len(keys)


def place_row_of_four(
    collector: Collector, columns: Sequence[Column], values: Sequence[Cell | None] | None, first: Cell
) -> None:
    """Put the figures of table four under their outcome headers; `first` is the row's first cell."""
    known = indicators()
    named = [known[next(iter(column.keys))] if len(column.keys) == 1 else None for column in columns]
    if values is None:
        certain = [indicator for indicator in named if indicator is not None]
        message = f"table four: not {len(columns)} cells"
        collector.refuse_row(certain, first, "row_incomplete", message)
        return
    for column, indicator, value in zip(columns, named, values, strict=True):
        if indicator is None:
            message = f"no group stands over the header {column.text.strip()!r}"
            collector.report("ambiguous_label", first.locator, message)
        else:
            collector.put_or_refuse(indicator, first, value)
