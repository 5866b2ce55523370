"""Table four, 行政复议、行政诉讼情况: groups over outcomes, and one row of figures without a label."""

from collections.abc import Sequence

from extract.codebook import figure_text, indicators
from extract.codebook.vocabulary import meaning
from extract.mapping.collector import Collector
from extract.mapping.columns import Column, cells_under
from extract.mapping.placing import place_alone
from extract.mapping.table_walker import GridRow, HeaderRow, TableWalker, Taken
from extract.model.grid import Cell, Grid

FEW_CELLS = 2  # fewer are no row of figures: a note, a page's number, a lone figure among blanks


class TableFour(TableWalker):
    """`pending` is a row of blanks, or of one figure, under the headers: it counts only if no other follows.

    `carried` are the headers of a grid that ended before its figures, as a page may.
    """

    def __init__(self, collector: Collector) -> None:
        super().__init__(collector)
        self.groups: list[Column] = []
        self.outcomes: list[Column] = []
        self.carried: list[Column] = []
        self.halves: dict[tuple[int, int], str] = {}
        self.width = 0
        self.pending: tuple[list[Column], list[Cell | None] | None, Cell] | None = None

    def begin_grid(self, grid: Grid) -> None:
        if grid.column_count != self.width:
            self.groups = []
        self.width = grid.column_count

    def take_header(self, row: HeaderRow, is_current: bool) -> Taken | None:
        groups, outcomes = row.columns("group"), row.columns("outcome")
        if not groups and "T4" not in row.frames and not (outcomes and is_current):
            return None
        if not is_current or any(column.text.strip() and column.start == 0 for column in groups):
            self.close()
            self.groups, self.carried, self.halves = [], [], {}
        elif outcomes and self.carried and self.groups and not self.outcomes:
            self.outcomes = self.carried  # a page ended within the headers
        self.groups += groups
        outcomes += self._joined(row)
        known = {(column.start, column.end, column.keys) for column in self.outcomes}
        self.outcomes += [
            column
            for column in map(self._under_group, outcomes)
            if (column.start, column.end, column.keys) not in known
        ]
        return Taken.BEGINS

    def _joined(self, row: HeaderRow) -> list[Column]:
        """Headers of which a page's end has left one half in each of two rows: 结果 over 维持."""
        above, self.halves = self.halves, {}
        found = []
        for cell, what in row.words:
            place = cell.column, cell.column_span
            match = meaning(above[place] + cell.text).outcome if place in above else None
            if match is not None and not match.is_typo and what.outcome is None:
                found.append(Column.over(cell, match.keys))
            elif what.outcome is None and what.group is None and what.frame is None:
                self.halves[place] = cell.text
        return found

    def _under_group(self, outcome: Column) -> Column:
        """The outcome as its group tells it: 总计 under 行政复议. Without a group it means nothing.

        A group that was not merged over its outcomes stands over the first alone.
        """
        over = [group for group in self.groups if group.start <= outcome.start < group.end]
        before = [group for group in self.groups if group.start <= outcome.start]
        last = max(before, key=lambda group: group.start, default=None)
        if not over and last is not None and last.end - last.start == 1:
            over = [last]
        return outcome._replace(keys=outcome.keys & over[-1].keys if over else frozenset())

    def read_row(self, row: GridRow) -> None:
        """The row of figures; a blank row, or one figure alone, counts only if no other row follows."""
        columns = sorted(self.outcomes, key=lambda column: column.start)
        if not columns:
            self._read_carried(row)
            return
        values = [cell for cell in row.own if cell.column + cell.column_span > columns[0].start]
        printed = [figure_text.kind(cell.text) for cell in values if cell.text.strip()]
        # A page's number, or a note, between the headers and the figures.
        if not values or (printed.count("word") == len(printed) and 0 < len(printed) < FEW_CELLS):
            return
        if not any(figure_text.is_value(cell.text) for cell in values):
            return
        found = cells_under(columns, values) if _is_whole(columns) else None
        if len(printed) >= FEW_CELLS or len(columns) <= FEW_CELLS:
            self._place(columns, found, values[0])
        elif printed:
            self.pending = (columns, self._if_sound(columns, found), values[0])
        elif found is not None:
            self.pending = (columns, found, values[0])

    def _if_sound(
        self, columns: Sequence[Column], found: Sequence[Cell | None] | None
    ) -> list[Cell | None] | None:
        """The cells of a row with one figure, if they add up: a page's number among empty cells does not."""
        cells = [cell for cell in found or () if cell is not None]
        is_sound = len(cells) == len(columns) and place_alone(cells, _sums(columns)) is not None
        self.collector.is_by_sums = True
        return list(cells) if is_sound else None

    def _read_carried(self, row: GridRow) -> None:
        """A row of figures on the page after its headers: as many cells as those."""
        columns = sorted(self.carried, key=lambda column: column.start)
        if not columns or not _is_whole(columns) or sum(kind == "value" for kind in row.kinds) < FEW_CELLS:
            return
        placed = place_alone(row.own, _sums(columns))
        self.collector.is_by_sums |= placed is not None and placed.by_sums
        self._place(columns, placed.cells if placed is not None else None, row.own[0])

    def _place(self, columns: Sequence[Column], found: Sequence[Cell | None] | None, first: Cell) -> None:
        self.pending = None
        place_row_of_four(self.collector, columns, found, first)
        self.outcomes, self.carried = [], []

    def close(self) -> None:
        """The grid or the table ends: a row that was pending was the row of figures."""
        if self.pending:
            self._place(*self.pending)
        self.carried = self.outcomes or self.carried
        self.outcomes = []


def _sums(columns: Sequence[Column]) -> list[list[int]]:
    """The positions of the outcomes of each group, its total last."""
    groups: dict[str, list[int]] = {}
    for at, column in enumerate(columns):
        name, _, outcome = next(iter(column.keys)).rpartition("_")
        found = groups.setdefault(name, [])
        found.insert(len(found) if outcome == "total" else 0, at)
    return list(groups.values())


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
