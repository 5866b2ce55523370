"""The form of 2014, 政府信息公开情况统计表: one long list of label, unit and figure."""

from collections.abc import Sequence

from extract.codebook import figure_text, indicators
from extract.codebook.labels import fold
from extract.codebook.vocabulary import block, meaning, resolve
from extract.mapping.collector import Collector
from extract.mapping.table_walker import GridRow, HeaderRow, TableWalker, Taken
from extract.model.grid import Cell

FIGURES_HEADER = "统计数"


class Form2014(TableWalker):
    """`figures_column`: where 统计数 stands; `context`: the group that the rows below belong to."""

    def __init__(self, collector: Collector) -> None:
        super().__init__(collector)
        self.figures_column: int | None = None
        self.context = ""

    def take_header(self, row: HeaderRow, is_current: bool) -> Taken | None:
        if "S14" not in row.frames:
            return None
        over = [cell.column for cell, _ in row.words if fold(cell.text).short == FIGURES_HEADER]
        self.figures_column, self.context = over[0] if over else None, ""
        return Taken.BEGINS

    def read_row(self, row: GridRow) -> None:
        """One row: label, unit, figure; block headings set the group of the rows below."""
        words = [cell for cell in row.cells if not figure_text.is_value(cell.text)]
        labels = [cell for cell in words if meaning(cell.text).s14_row is not None]
        if labels:
            values = self._values(row.cells, labels[-1])
            unit = words[-1].text
            self.context = place_row_of_2014(self.collector, labels[-1], values, unit, self.context)

    def _values(self, cells: Sequence[Cell], label: Cell) -> list[Cell]:
        """The figures right of the label, under 统计数 where that is printed."""
        values = [cell for cell in cells if cell.column > label.column and figure_text.is_value(cell.text)]
        if self.figures_column is None:
            return values
        return [cell for cell in values if cell.column == self.figures_column]


def place_row_of_2014(
    collector: Collector, label: Cell, values: Sequence[Cell], unit: str, context: str
) -> str:
    """Put one row of the form of 2014; returns the group that the rows below belong to."""
    match = meaning(label.text).s14_row
    key = resolve(match, fold(label.text).number, frozenset({context})) if match else None
    name = f"{label.text.strip()!r}"
    if match is not None and key is None:
        message = f"{name} fits several rows and no group tells which"
        collector.report("ambiguous_label", label.locator, message)
        return context
    indicator = indicators()[str(key)]
    if len(values) == 1:
        collector.put(indicator, values[0], header=unit)
    elif values:
        collector.refuse_row([indicator], label, "row_incomplete", f"{name}: {len(values)} figures")
    groups = sorted({row.context for row in block("S14")} - {""})
    return next((group for group in groups if fold(label.text).short.startswith(group)), context)
