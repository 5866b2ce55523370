"""What stands beside a figure without being part of it: marks of notes, hidden, struck and raised text."""

import pytest
from test_extract_doc import word_package

from extract.document import Hints
from extract.numbers import parse
from extract.readers import docx, html

PAGE = "<html><body><table><tr><td>规章<td>{}</tr><tr><td>行政许可<td>7</tr></table></body></html>"
RUN = "<w:r><w:rPr>{}</w:rPr><w:t>{}</w:t></w:r>"
TABLE = (
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>规章</w:t></w:r></w:p></w:tc><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>"
)

# markup of the cell → its text, and the figure read (None: refused)
CELLS = {
    "12<sup>1</sup>": ("12¹", "12"),
    "12<sup><a href='#n'>[1]</a></sup>": ("12[¹]", "12"),
    "12<span style='DISPLAY: none'>9</span>": ("12", "12"),
    "<b hidden>9</b>12": ("12", "12"),
    "12<i style='visibility:hidden'>9</i>": ("12", "12"),
    "<del>9</del>12": ("12", "12"),
    "<s>9</s>12": ("~~9~~12", None),
    "<span style='text-decoration:line-through'>9</span>12": ("~~9~~12", None),
    "<ruby>12<rt>9</rt></ruby>": ("12", "12"),
    "<input value='12'>": ("12", "12"),
    "<input type=checkbox value='9'>12": ("12", "12"),
    "12<textarea>9</textarea>": ("12 9", None),
    "<sup>1</sup>": ("¹", None),
    "12㉑": ("12㉑", "12"),
}


@pytest.mark.parametrize("markup", CELLS)
def test_a_cell_of_a_page_says_what_is_shown(markup: str) -> None:
    text, figure = CELLS[markup]
    cell = html.read(PAGE.format(markup).encode(), Hints()).grids[0].at(0, 1)
    value = parse(cell.text).value
    assert (cell.text, value and str(value)) == (text, figure)


@pytest.mark.parametrize(
    "markup", ["<td style='display:none'>9</td><td>12</td>", "<td>12</td><td hidden>9</td>"]
)
def test_hidden_cells_and_rows_take_no_place(markup: str) -> None:
    row = f"<tr><td>规章</td>{markup}</tr>"
    page = f"<table>{row}<tr style='display:none'><td>规章</td><td>9</td></tr>{row}</table>"
    grid = html.read(page.encode(), Hints()).grids[0]
    assert [[cell.text for cell in cells] for cells in grid.rows()] == [["规章", "12"]] * 2


def test_a_hidden_part_with_a_table_is_a_tab_and_stays() -> None:
    page = PAGE.format("12").replace("<table", "<div style='display:none'><table")
    assert html.read(page.encode(), Hints()).grids[0].at(0, 1).text == "12"


@pytest.mark.parametrize(
    ("style", "text", "figure"),
    [
        ('<w:vertAlign w:val="superscript"/>', "12⁹", "12"),
        ('<w:vertAlign w:val="baseline"/>', "129", "129"),
        ("<w:strike/>", "12~~9~~", None),
        ('<w:strike w:val="0"/>', "129", "129"),
        ("<w:vanish/>", "12", "12"),
    ],
)
def test_a_cell_of_a_word_file_says_what_is_printed(style: str, text: str, figure: str | None) -> None:
    body = TABLE.format(RUN.format("", "12") + RUN.format(style, "9"))
    cell = docx.read(word_package(body), Hints()).grids[0].at(0, 1)
    value = parse(cell.text).value
    assert (cell.text, value and str(value)) == (text, figure)


@pytest.mark.parametrize("raw", ["①", "²", "[¹]"])
def test_a_mark_alone_is_no_blank(raw: str) -> None:
    assert parse(raw).status == "unreadable"
