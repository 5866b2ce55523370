"""The form's tables as grids, rendered from figures: what the alignment tests read."""

from collections.abc import Callable, Sequence

from extract.codebook import applicants, indicators
from extract.codebook.vocabulary import block
from extract.model.document import Document
from extract.model.grid import Cell, Grid

Value = Callable[[str, str | None], str]
HEAD_OF_THREE = (
    ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 0, 0, 3, 3),
    ("申请人情况", 0, 3, 1, 7),
    ("自然人", 1, 3, 2, 1),
    ("法人或其他组织", 1, 4, 1, 5),
    ("总计", 1, 9, 2, 1),
    ("商业企业", 2, 4, 1, 1),
    ("科研机构", 2, 5, 1, 1),
    ("社会公益组织", 2, 6, 1, 1),
    ("法律服务机构", 2, 7, 1, 1),
    ("其他", 2, 8, 1, 1),
)
GROUPS = {
    "不予公开": "（三）不予公开",
    "无法提供": "（四）无法提供",
    "不予处理": "（五）不予处理",
    "其他处理": "（六）其他处理",
}


def cell(text: str, row: int, column: int, rows: int = 1, columns: int = 1) -> Cell:
    return Cell(text, row, column, f"t/r{row}/c{column}", rows, columns)


def rows_of_three(edition: str) -> list[str]:
    """The printed rows of table three, in the form's order."""
    return [i.id for i in block("T3") if edition in i.forms and i.role != "derived_subtotal"]


def three(value: Value, edition: str = "2021", order: Sequence[str] | None = None) -> Grid:
    """Table three with merged cells as the form has them; `order` permutes the rows."""
    cells = [cell(*each) for each in HEAD_OF_THREE]
    for row, key in enumerate(order or rows_of_three(edition), start=3):
        indicator = indicators()[key]
        label = (indicator.label_2021 if edition == "2021" else indicator.label_2019).rpartition(" / ")[2]
        if indicator.context:
            cells += [cell(GROUPS[indicator.context], row, 0, 1, 2), cell(label, row, 2)]
        else:
            cells.append(cell(label, row, 0, 1, 3))
        cells += [cell(value(key, applicant), row, 3 + n) for n, applicant in enumerate(applicants())]
    return Grid.of(cells, "t")


def two(value: Value, edition: str = "2021") -> Grid:
    """Table two: a header row wherever the columns change."""
    cells: list[Cell] = []
    row, heads = 0, None
    lines: dict[tuple[str, ...], list[str]] = {}
    for indicator in block("T2"):
        if edition in indicator.forms:
            lines.setdefault(indicator.row_labels, []).append(indicator.id)
    for ids in lines.values():
        labels = [getattr(indicators()[key], f"label_{edition}") for key in ids]
        columns = [label.rpartition(" × ")[2] for label in labels]
        if columns != heads:
            cells += [cell("信息内容", row, 0), *(cell(text, row, n) for n, text in enumerate(columns, 1))]
            row, heads = row + 1, columns
        cells.append(cell(labels[0].partition(" × ")[0], row, 0))
        cells += [cell(value(key, None), row, n) for n, key in enumerate(ids, 1)]
        row += 1
    return Grid.of(cells, "t")


def four(value: Value) -> Grid:
    """Table four: three header rows, one row of fifteen figures."""
    found = [each for each in block("T4") if each.context]
    cells = [cell("行政复议", 0, 0, 1, 5), cell("行政诉讼", 0, 5, 1, 10)]
    cells += [cell("未经复议直接起诉", 1, 5, 1, 5), cell("复议后起诉", 1, 10, 1, 5)]
    for n, each in enumerate(found):
        top = 1 if n < 5 else 2
        cells.append(cell(each.column_labels[0], top, n, 3 - top))
        cells.append(cell(value(each.id, None), 3, n))
    return Grid.of((sorted(cells, key=lambda c: (c.row, c.column))), "t")


def document(*grids: Grid, reader: str = "html") -> Document:
    return Document(reader, grids=grids, grid_orders=tuple(range(len(grids))))


def changed(grid: Grid, old: str, new: str) -> Grid:
    """The same grid with one text changed wherever it stands."""
    assert any(each.text == old for each in grid.cells), old
    cells = tuple(each._replace(text=new) if each.text == old else each for each in grid.cells)
    return Grid.of(cells, grid.locator, grid.has_columns)


def without(grid: Grid, text: str) -> Grid:
    """The same grid with the first cell of this text gone, its place empty."""
    index = next(n for n, each in enumerate(grid.cells) if each.text == text)
    return Grid.of(grid.cells[:index] + grid.cells[index + 1 :], grid.locator, grid.has_columns)


def flat(grid: Grid) -> Grid:
    """The grid as a conversion without columns keeps it: cells in order, merged-down cells as blanks."""
    cells = []
    for row, found in enumerate(grid.rows()):
        texts = [each.text if each.row == row else "" for each in found]
        cells += [Cell(text, row, n, f"text:l{row}") for n, text in enumerate(texts)]
    return Grid.of(cells, "text:l1", has_columns=False)


def stream(grid: Grid) -> Grid:
    """The grid as one cell a line, blanks lost."""
    texts = [each.text for each in grid.cells if each.text.strip()]
    cells = tuple(Cell(text, row, 0, f"text:l{row}") for row, text in enumerate(texts))
    return Grid.of(cells, "text:l1", has_columns=False)
