"""Tables over a page break whose cut row lost its rules: words under the table part it no more."""

import pytest

from extract.layout.assemble import PageContent, TextLine, to_document
from extract.layout.filling import fill
from extract.layout.ruled import Fragment, find_tables


def table(page: int, top: float, rows: int) -> Fragment:
    xs, ys = (70, 200, 330, 460), [top + 20 * row for row in range(rows + 1)]
    lines = [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]
    (found,) = find_tables(lines, page)
    for cell in found.cells:
        cell.text = f"{page}.{cell.row}.{cell.column}"
    assert fill([found], []) == []
    return found


def pages(below: TextLine) -> list[PageContent]:
    upper = PageContent(1, 595, 842, [below], [table(1, 700, 3)])
    return [upper, PageContent(2, 595, 842, [], [table(2, 70, 2)])]


def test_words_that_spill_under_a_cut_table_do_not_part_it() -> None:
    document = to_document("pdf", pages(TextLine("纠正", 80, 762, 100, 770)))
    assert [grid.row_count for grid in document.grids] == [5]
    assert [each.text for each in document.paragraphs] == ["纠正"]


@pytest.mark.parametrize(
    "line",
    [
        TextLine("三、收到和处理情况", 80, 762, 200, 770),
        TextLine("下一段文字离表较远", 80, 780, 200, 790),
        TextLine("比表宽的一行", 40, 762, 500, 770),
    ],
)
def test_text_between_two_tables_keeps_them_apart(line: TextLine) -> None:
    document = to_document("pdf", pages(line))
    assert [grid.row_count for grid in document.grids] == [3, 2]
