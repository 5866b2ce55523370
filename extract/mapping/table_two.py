"""Table two, 主动公开政府信息情况: a row label and a column header meet in one indicator."""

from collections.abc import Sequence
from functools import lru_cache

from extract.codebook import Indicator, figure_text, indicators
from extract.codebook.labels import fold
from extract.codebook.vocabulary import Meaning, meaning
from extract.mapping.collector import Collector
from extract.mapping.columns import Column, Header, cells_under, split_row
from extract.mapping.table_walker import GridRow, HeaderRow, TableWalker, Taken
from extract.model.grid import Cell, Grid


class TableTwo(TableWalker):
    """Its header is printed anew over each group of rows: 规章, then 行政许可, then 行政事业性收费.

    `is_own`: the header stands in the grid being read.
    """

    def __init__(self, collector: Collector) -> None:
        super().__init__(collector)
        self.header: Header | None = None
        self.parent: Cell | None = None
        self.is_own = False

    def begin_grid(self, grid: Grid) -> None:
        self.is_own = False
        if self.header is not None and not self.header.serves(grid.column_count):
            self.header, self.parent = None, None

    def take_header(self, row: HeaderRow, is_current: bool) -> Taken | None:
        columns = row.columns("t2_column")
        if not columns and not any(what.other_column for _, what in row.words):
            is_frame = row.frames == {"T2"} and not row.names_row("t2_row")
            return Taken.NOTED if is_frame else None
        header = [column.text for column in columns]
        for cell, what in row.words:
            if not what.is_known and fold(cell.text).short:
                self._report_unknown(cell, what)
                columns.append(Column.over(cell, frozenset(), what.other_column))
        columns = ordered_columns(sorted(columns, key=lambda column: column.start))
        self.header, self.parent, self.is_own = Header(tuple(columns), row.grid_width), None, True
        self.collector.vote_for_edition(header)
        return Taken.BEGINS

    def _report_unknown(self, cell: Cell, what: Meaning) -> None:
        """A header of no column of the table, or of one for another year or period."""
        if what.other_column:
            message = f"{cell.text.strip()!r} names another year, period or sum"
            self.collector.report("other_column", cell.locator, message)
        else:
            message = f"{cell.text.strip()!r} is no column of table two"
            self.collector.report("unknown_column", cell.locator, message)

    def read_row(self, row: GridRow) -> None:
        """One row: label, maybe that of a sub-row (行政检查 by item), then the cells under the headers."""
        if self.header is None:
            return
        columns = self.header.columns
        labels, values = split_row(row.cells, columns[0].start)
        printed = [cell for cell in labels if cell.text.strip()]
        label = self._label(labels, printed)
        item = printed[-1].text.strip() if printed and printed[-1] is not label else None
        self.parent = label if item is not None else None
        if label is None:
            self.collector.note_unknown_row("T2", printed, values)
        elif any(figure_text.kind(cell.text) == "value" for cell in printed):
            # A figure left of the first header: which column it belongs to is anybody's guess.
            place_row_of_two(self.collector, label, None, columns, None, len(values) + 1)
        else:
            found = self._found(columns, values)
            place_row_of_two(self.collector, label, item, columns, found, len(values))

    def _found(self, columns: Sequence[Column], values: Sequence[Cell]) -> list[Cell | None] | None:
        """The cells under the headers; those of another grid serve as many, or figures without a gap."""
        found = cells_under(columns, values)
        is_alike = self.is_own or len(values) == len(columns)
        return found if is_alike or all(cell and cell.text.strip() for cell in found or ()) else None

    def _label(self, labels: Sequence[Cell], printed: Sequence[Cell]) -> Cell | None:
        """The row's label, else that of the row above whose sub-rows go on under a blank."""
        label = next((cell for cell in printed if meaning(cell.text).t2_row is not None), None)
        goes_on = label is None and bool(labels) and not labels[0].text.strip()
        return self.parent if goes_on else label


@lru_cache(maxsize=4096)
def figures_meant(row: frozenset[str], column: frozenset[str]) -> tuple[Indicator, ...]:
    """The indicators that a row label and a column header of table two can mean together."""
    known = indicators()
    return tuple(known[key] for key in sorted(row & column))


def place_row_of_two(
    collector: Collector,
    label: Cell,
    item: str | None,
    columns: Sequence[Column],
    values: Sequence[Cell | None] | None,
    count: int,
) -> None:
    """Put one row of table two.

    None among `values`: a cell shared by headers; no `values`: a wrong count, `count` cells were printed.
    """
    row = meaning(label.text).t2_row
    assert row is not None
    meant = [figures_meant(row.keys, column.keys) for column in columns]
    if values is None:
        certain = [figures[0] for figures in meant if len(figures) == 1]
        message = f"{label.text.strip()!r}: {count} cells under {len(columns)} headers"
        collector.refuse_row(certain, label, "row_incomplete", message, item)
        return
    refuse_other_columns(collector, label, item, columns)
    for column, figures, value in zip(columns, meant, values, strict=True):
        _place_cell(collector, label, item, column, figures, value)
    first = next((figures[0].id for figures in meant if figures), None)
    if first is not None:
        collector.report_typo(row, label, first)


def refuse_other_columns(
    collector: Collector, label: Cell, item: str | None, columns: Sequence[Column]
) -> None:
    """Refuse what stands under headers of another year or period, unless the right one stands beside."""
    row = meaning(label.text).t2_row
    own = frozenset().union(*(column.keys for column in columns))
    for column in columns:
        keys = column.other_keys & row.keys if row else frozenset[str]()
        if keys and not keys & own:
            message = f"{label.text.strip()!r} stands under {column.text.strip()!r} alone"
            wanted = [indicators()[key] for key in sorted(keys)]
            collector.refuse_row(wanted, label, "other_period", message, item)


def _place_cell(
    collector: Collector,
    label: Cell,
    item: str | None,
    column: Column,
    figures: Sequence[Indicator],
    value: Cell | None,
) -> None:
    if len(figures) == 1:
        collector.put_or_refuse(figures[0], label, value, item=item, header=f"{column.text}\n{label.text}")
        if column.is_ordered:
            collector.doubtful.add((figures[0].id, None, item))
    elif figures:
        message = f"the header {column.text.strip()!r} fits several columns"
        collector.report("ambiguous_label", label.locator, message)
    elif value is not None and value.text.strip() and not column.keys and not column.other_keys:
        message = f"{value.text.strip()!r} stands under {column.text.strip()!r}"
        collector.report("unknown_column", value.locator, message)


def ordered_columns(columns: Sequence[Column]) -> list[Column]:
    """Headers that share one text, told apart by their order in the form; each is marked `is_ordered`.

    本年新制作数量 and 本年新公开数量 were both printed 本年新, cut at a line break (two reports of 2020).
    """
    result = list(columns)
    distinct = {column.keys for column in columns}
    if len(distinct) == len(columns):
        return result
    for keys in distinct:
        twins = [index for index, column in enumerate(columns) if column.keys == keys]
        kinds = _kinds_in_order(keys)
        if len(twins) == len(kinds) > 1:
            for index, kind in zip(twins, kinds, strict=True):
                chosen = frozenset(key for key in keys if key.endswith(kind))
                result[index] = columns[index]._replace(keys=chosen, is_ordered=True)
    return result


def _kinds_in_order(keys: frozenset[str]) -> list[str]:
    """The endings of the indicators that one header may mean, in the order that the form prints them."""
    return [key.removeprefix("rules") for key in indicators() if key in keys and key.startswith("rules_")]
