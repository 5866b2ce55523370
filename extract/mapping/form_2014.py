"""The form of 2014, 政府信息公开情况统计表: one long list of label, unit and figure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extract.codebook import figure_text, indicators
from extract.codebook.labels import fold
from extract.codebook.vocabulary import block, meaning, resolve
from extract.mapping.collector import Collector
from extract.mapping.columns import Column
from extract.mapping.periods.figures_head import FiguresHead, is_figures_head, role_of
from extract.mapping.table_walker import GridRow, HeaderRow, TableWalker, Taken
from extract.model.grid import Cell

# Of the rows with figures, those of the form's own wording: a district's own list of 2016 had 3 of 16.
STATUTORY_SHARE = Decimal("0.6")
FIGURE_OF_A_NOTE = re.compile(r"[:：]\s*\d[\d.,，]*\s*[件条项个]?[。；;]?$")


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of the list: its label, the cells right of it, and the heads above."""

    label: Cell
    right: tuple[Cell, ...]
    head: FiguresHead
    grid_width: int

    @property
    def values(self) -> list[Cell]:
        """The cells that could hold a figure."""
        return [cell for cell in self.right if figure_text.is_value(cell.text)]

    @property
    def has_figure(self) -> bool:
        """Whether any cell states a figure."""
        return any(figure_text.parse(cell.text, True).status == "reported" for cell in self.right)

    def under(self, column: Column) -> list[Cell]:
        """The cells under a head; blanks beside another are padding."""
        cells = [cell for cell in self.right if column.is_over(cell)]
        return [cell for cell in cells if cell.text.strip()] or cells[:1]

    @property
    def unit(self) -> str:
        """The words beside the label, among them the unit, and the head of the figures."""
        words = [cell.text for cell in self.right if figure_text.kind(cell.text) == "word"]
        own = self.head.own or self.head.total
        return "\n".join((self.label.text, *words, own.text if own else ""))


class Form2014(TableWalker):
    """Rows are kept until the document ends: a list of mostly other rows is no table of the form.

    `is_open`: further rows of heads may follow. `foreign`: rows with figures under labels of another wording.
    """

    def __init__(self, collector: Collector) -> None:
        super().__init__(collector)
        self.head = FiguresHead((), 0)
        self.is_open = False
        self.rows: list[ListRow] = []
        self.foreign: list[Cell] = []

    def take_header(self, row: HeaderRow, is_current: bool) -> Taken | None:
        is_head = any(is_figures_head(cell.text) for cell, _ in row.words) and not _is_note(row)
        goes_on = is_current and self.is_open and is_head
        if not goes_on and "S14" not in row.frames and not _is_list_head(row):
            return None
        heads = [Column.over(cell, frozenset()) for cell, _ in row.words]
        above = [head for _, head in self.head.roles if not any(_is_under(each, head) for each in heads)]
        self.head = FiguresHead([*above, *heads] if goes_on else heads, row.grid_width)
        self.is_open = True
        return Taken.BEGINS

    def read_row(self, row: GridRow) -> None:
        """One row: label, unit, figure; block headings set the group of the rows below."""
        words = [cell for cell in row.cells if figure_text.kind(cell.text) == "word"]
        labels = [cell for cell in words if meaning(cell.text).s14_row is not None]
        if not words:
            return
        self.is_open = False
        label = labels[-1] if labels else words[0]
        right = tuple(cell for cell in row.cells if cell.column > label.column)
        if labels:
            self.rows.append(ListRow(label, right, self.head, row.grid_width))
        elif ListRow(label, right, self.head, row.grid_width).has_figure:
            self.foreign.append(label)

    def finish(self) -> None:
        """Put the rows, if they are those of the form."""
        certain = [row for row in self.rows if row.values and _is_certain(row.label)]
        count = len([row for row in self.rows if row.values]) + len(self.foreign)
        if self.foreign and len(certain) < STATUTORY_SHARE * count:
            message = f"{len(certain)} of {count} rows are those of the form of 2014"
            self.collector.report("local_table", self.foreign[0].locator, message)
            return
        context, single = "", _single_columns(self.rows)
        for row in self.rows:
            context = self._put(row, context, single.get(row.grid_width))
        for label in self.foreign:
            message = f"{label.text.strip()!r} is no row of the form (S14)"
            self.collector.report("unknown_label", label.locator, message)

    def _put(self, row: ListRow, context: str, single: int | None) -> str:
        """Put a row under the head of the report's own year; returns the group of the rows below."""
        values = self._own_values(row, single)
        if values == [] and row.has_figure:
            # A page whose columns are others than the head's: 23 rows of one PDF were lost without a word.
            values = None
        return place_row_of_2014(self.collector, row.label, values, row.unit, context, row.head.words())

    def _own_values(self, row: ListRow, single: int | None) -> Sequence[Cell] | None:
        """The cells under the head of the report's own year; None where no head says which they are.

        single: the only column of the grid that holds figures, if there is one.
        """
        head = row.head
        if head.own is not None and row.grid_width == head.grid_width:
            return row.under(head.own)
        if head.total is not None and row.grid_width == head.grid_width:
            values, self.collector.is_one_off = row.under(head.total), True
            return values if _is_sum(values, row) else None
        if single is not None and (head.is_empty or head.is_single):
            return [cell for cell in row.values if cell.column == single]
        return None if row.has_figure else []


def _is_list_head(row: HeaderRow) -> bool:
    """Whether a row is the head of a list in other words: 指标名称 | 计量单位 | 2018年度."""
    roles = [role_of(cell.text) for cell, what in row.words if not what.is_known or what.frame == "S14"]
    is_whole = len(roles) == len(row.words) and "unknown" not in roles[1:]
    return is_whole and roles[:1] == ["label"] and not {"own", "plain", "other", "sum"}.isdisjoint(roles)


def _is_note(row: HeaderRow) -> bool:
    """Whether a row is a note over the whole width with a figure of its own: 2013年规范性文件总数：12."""
    return all(
        cell.column_span == row.grid_width and FIGURE_OF_A_NOTE.search(cell.text.strip())
        for cell, _ in row.words
    )


def _is_under(head: Column, above: Column) -> bool:
    """Whether a head of a second row stands under one of the first and tells more of it."""
    return head.start < above.end and above.start < head.end


def _is_certain(label: Cell) -> bool:
    match = meaning(label.text).s14_row
    return match is not None and not match.is_typo


def _is_sum(values: Sequence[Cell], row: ListRow) -> bool:
    """Whether the figure under 合计 is the sum of those under the heads beside it."""
    beside = [cell for part in row.head.parts for cell in row.under(part)]
    if len(values) != 1 or len(beside) != len(row.head.parts):
        return False
    total, *parts = [figure_text.parse(cell.text).value or Decimal(0) for cell in (*values, *beside)]
    return total == sum(parts)


def _single_columns(rows: Sequence[ListRow]) -> dict[int, int | None]:
    """For each width of a grid the one column that holds figures; None where several do."""
    found: dict[int, set[int]] = {}
    for row in rows:
        filled = {cell.column for cell in row.values if cell.text.strip() and not _is_dash(cell)}
        found.setdefault(row.grid_width, set()).update(filled)
    blank = {row.grid_width: row.values[0].column for row in rows if len(row.values) == 1}
    return {
        width: next(iter(at)) if len(at) == 1 else None if at else blank.get(width)
        for width, at in found.items()
    }


def _is_dash(cell: Cell) -> bool:
    return figure_text.parse(cell.text).status == "dash"


def place_row_of_2014(
    collector: Collector,
    label: Cell,
    values: Sequence[Cell] | None,
    unit: str,
    context: str,
    heads: str = "",
) -> str:
    """Put one row of the form of 2014; returns the group that the rows below belong to.

    values: the cells under the head of the report's own year; None where no head says which they are.
    """
    match = meaning(label.text).s14_row
    key = resolve(match, fold(label.text).number, frozenset({context})) if match else None
    name = f"{label.text.strip()!r}"
    if match is not None and key is None:
        message = f"{name} fits several rows and no group tells which"
        collector.report("ambiguous_label", label.locator, message)
        return context
    indicator = indicators()[str(key)]
    if values is None:
        message = f"{name}: no head says where the year's own figure stands ({heads or 'no heads'})"
        collector.refuse_row([indicator], label, "other_period", message)
    elif len(values) == 1:
        collector.put(indicator, values[0], header=unit)
    elif values:
        collector.refuse_row([indicator], label, "row_incomplete", f"{name}: {len(values)} figures")
    groups = sorted({row.context for row in block("S14")} - {""})
    name = fold(indicator.label_2014).short  # without slips: 行政讼诉数量 opens a group too
    return next((group for group in groups if name.startswith(group)), context)
