"""Table four, 行政复议、行政诉讼情况: groups over outcomes, and rows of figures, mostly without a label."""

from collections.abc import Sequence

from extract.codebook import figure_text
from extract.codebook.vocabulary import meaning
from extract.mapping.collector import Collector
from extract.mapping.columns import Column, cells_under
from extract.mapping.periods.rows_of_four import FEW_CELLS, OutcomeRow, put_rows_of_four
from extract.mapping.placing import place_alone
from extract.mapping.table_walker import GridRow, HeaderRow, TableWalker, Taken
from extract.model.grid import Cell, Grid


class TableFour(TableWalker):
    """`rows`: what stands under outcomes in the whole document; `is_met`: figures of this table were met.

    `carried` are the headers of a grid that ended before its figures, as a page may; `halves` the words that
    a page's end tore.
    """

    def __init__(self, collector: Collector) -> None:
        super().__init__(collector)
        self.groups: list[Column] = []
        self.outcomes: list[Column] = []
        self.carried: list[Column] = []
        self.halves: dict[tuple[int, int], str] = {}
        self.width = 0
        self.rows: list[OutcomeRow] = []
        self.is_met = self.has_row = False

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
        """A row of figures, kept until the document ends: there may be others."""
        columns = sorted(self.outcomes, key=lambda column: column.start)
        if not columns:
            self._read_carried(row)
            return
        values = [cell for cell in row.own if cell.column + cell.column_span > columns[0].start]
        if not any(figure_text.is_value(cell.text) for cell in values) or _is_note(values):
            return
        found = cells_under(columns, values) if _is_whole(columns) else None
        if self.is_met and not _is_row_of_figures(found is not None, values, len(columns)):
            return
        labels = [cell.text for cell in row.cells if cell.column + cell.column_span <= columns[0].start]
        self._keep(labels, columns, found, values[0])

    def _read_carried(self, row: GridRow) -> None:
        """A row of figures on the page after its headers: as many cells as those."""
        columns = sorted(self.carried, key=lambda column: column.start)
        if not columns or not _is_whole(columns) or sum(kind == "value" for kind in row.kinds) < FEW_CELLS:
            return
        placed = place_alone(row.own, _sums(columns))
        self.collector.is_one_off |= placed is not None and placed.by_sums
        labels = [cell.text for cell in row.own if figure_text.kind(cell.text) == "word"]
        self._keep(labels, columns, placed.cells if placed is not None else None, row.own[0])

    def _keep(
        self,
        labels: Sequence[str],
        columns: Sequence[Column],
        found: Sequence[Cell | None] | None,
        first: Cell,
    ) -> None:
        cells = None if found is None else tuple(found)
        read = OutcomeRow(tuple(filter(str.strip, labels)), tuple(columns), cells, first)
        if read.is_sparse and not read.is_blank:
            read = OutcomeRow(read.labels, read.columns, self._if_sound(columns, cells), first)
        if cells is None and read.is_blank:
            return
        self.rows.append(read)
        if not read.is_blank:  # figures may yet follow: sheets have empty rows among the headers
            self.has_row, self.carried = True, []
        self.is_met = self.is_met or not read.is_sparse

    def _if_sound(
        self, columns: Sequence[Column], found: Sequence[Cell | None] | None
    ) -> tuple[Cell | None, ...] | None:
        """The cells of a row with one figure, if they add up: a page's number among empty cells does not."""
        cells = [cell for cell in found or () if cell is not None]
        is_sound = len(cells) == len(columns) and place_alone(cells, _sums(columns)) is not None
        self.collector.is_one_off = True
        return tuple(cells) if is_sound else None

    def close(self) -> None:
        """The grid or the table ends: its headers say nothing of rows below, unless no row has come yet."""
        self.carried = [] if self.has_row else self.outcomes or self.carried
        self.outcomes, self.is_met, self.has_row = [], False, False

    def finish(self) -> None:
        """The document ends: the report's own row is put."""
        put_rows_of_four(self.collector, self.rows)


def _is_note(values: Sequence[Cell]) -> bool:
    """Whether a row holds words alone, and few: a page's number or a note between headers and figures."""
    printed = [figure_text.kind(cell.text) for cell in values if cell.text.strip()]
    return 0 < len(printed) < FEW_CELLS and printed.count("word") == len(printed)


def _is_row_of_figures(is_placed: bool, values: Sequence[Cell], count: int) -> bool:
    """Whether a row below a row of figures can be another of `count`, and not a note or the page's layout.

    A figure in words (四五) or a cell too many leaves it one: two rows without a word are nobody's.
    """
    read = [figure_text.parse(cell.text).status for cell in values]
    figures, words = read.count("reported"), read.count("unreadable")
    return (is_placed or len(values) >= count) and figures >= max(1, words)


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
