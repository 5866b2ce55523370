"""Table four, 行政复议、行政诉讼情况: groups over outcomes, and one row of figures without a label."""

from collections.abc import Sequence

from extract.codebook import figure_text
from extract.mapping.collector import Collector
from extract.mapping.columns import Column, cells_under
from extract.mapping.periods.rows_of_four import OutcomeRow, put_rows_of_four
from extract.mapping.table_walker import GridRow, HeaderRow, TableWalker, Taken
from extract.model.grid import Cell


class TableFour(TableWalker):
    """`rows`: what stands under outcomes in the whole document; `is_met`: figures of this table were met."""

    def __init__(self, collector: Collector) -> None:
        super().__init__(collector)
        self.groups: list[Column] = []
        self.outcomes: list[Column] = []
        self.rows: list[OutcomeRow] = []
        self.is_met = False

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
        """A row of figures, kept until the document ends: there may be others."""
        columns = sorted(self.outcomes, key=lambda column: column.start)
        values = [cell for cell in row.own if columns and cell.column + cell.column_span > columns[0].start]
        if not any(figure_text.is_value(cell.text) for cell in values):
            return
        found = cells_under(columns, values) if _is_whole(columns) else None
        if self.is_met and not _is_row_of_figures(found, values):
            return
        labels = (cell.text for cell in row.cells if cell.column + cell.column_span <= columns[0].start)
        cells = None if found is None else tuple(found)
        read = OutcomeRow(tuple(filter(str.strip, labels)), tuple(columns), cells, values[0])
        if cells is None and read.is_blank:
            return
        self.rows.append(read)
        self.is_met = self.is_met or not read.is_blank

    def close(self) -> None:
        """The grid or the table ends: its headers say nothing of rows below."""
        self.outcomes, self.is_met = [], False

    def finish(self) -> None:
        """The document ends: the report's own row is put."""
        put_rows_of_four(self.collector, self.rows)


def _is_row_of_figures(found: Sequence[Cell | None] | None, values: Sequence[Cell]) -> bool:
    """Whether a row below a row of figures can be another, and not a note or a part of the page's layout."""
    is_filled = any(figure_text.parse(cell.text).status == "reported" for cell in values)
    return found is not None and is_filled and all(figure_text.is_value(cell.text) for cell in values)


def _is_whole(columns: Sequence[Column]) -> bool:
    """Whether each header means one figure, and no two the same."""
    keys = [column.keys for column in columns]
    return all(len(names) == 1 for names in keys) and len(set(keys)) == len(keys)
