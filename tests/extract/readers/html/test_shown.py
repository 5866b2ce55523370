"""What stands beside a figure without being part of it: marks of notes, hidden, struck and raised text."""

from types import ModuleType

import pytest

from extract.codebook.figure_text import parse
from extract.model.document import Hints
from extract.readers.html import reader as html
from extract.readers.office import convert
from extract.readers.sheet import reader as sheet
from extract.readers.word import doc
from extract.readers.word.docx import reader as docx
from extract.readers.word.rtf import reader as rtf
from spiders.replica.render import xlsx
from spiders.replica.render.zipped import zipped
from tests.extract.readers.shown_cells import figure, shown
from tests.extract.readers.word.test_doc import needs_office, word_package

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
    "<del>9</del>12": ("9\u033612 (struck)", None),
    "<s>9</s>12": ("9\u033612 (struck)", None),
    "<span style='text-decoration:line-through'>9</span>12": ("9\u033612 (struck)", None),
    "<ruby>12<rt>9</rt></ruby>": ("12", "12"),
    "<input value='12'>": ("12", "12"),
    "<input type=checkbox value='9'>12": ("12", "12"),
    "12<textarea>9</textarea>": ("12 9", None),
    "<sup>1</sup>": ("¹", None),
    "12<span style='font-size:6pt;vertical-align: super'>1</span>": ("12¹", "12"),
    "12<span style='vertical-align:4pt'>1</span>": ("12¹", "12"),
    "<p style='vertical-align:middle'>12</p>": ("12", "12"),
    "12<sub>1</sub>": ("12₁ (lowered)", None),
    "12㉑": ("12㉑", "12"),
    "<font color='#FFFFFF'>12</font>": ("12 (white)", None),
    "<span style='COLOR: white'>9</span>12": ("912 (white)", None),
    "<i style='color:rgb(255, 255, 255)'>12</i>": ("12 (white)", None),
    "<b style='background:#036;color:#fff'>12</b>": ("12", "12"),
    "<b style='background:#fff;color:#fff'>12</b>": ("12 (white)", None),
    "<font color=white><i lang=EN-US>12</i></font>": ("12 (white)", None),
    "<font color=white><i style='color:black'>12</i></font>": ("12", "12"),
    "<b style='color:white'>规章</b>": ("规章 (white)", None),
    "<b style='background-color:white;border:1px'>12</b>": ("12", "12"),
    "<b style='color:#ffffe0'>12</b>": ("12", "12"),
    "<b style='color:#fefefe'>12</b>": ("12 (white)", None),
    "<i style='color:rgb(255 255 255)'>12</i>": ("12 (white)", None),
    "<i style='color:rgb(100%, 100%, 100%)'>12</i>": ("12 (white)", None),
    "<i style='color:#0000'>12</i>": ("12 (white)", None),
    "<i style='mix-blend-mode:screen'>12</i>": ("12 (styled)", None),
    "<b style='color:#fff'>12件</b>": ("12件 (white)", None),
    "<b style='color:#fff; background-image: url(navy.png)'>12</b>": ("12 (styled)", None),
    "<b style='color:#fff'>-1,234.5</b>": ("-1,234.5 (white)", None),
    "<div bgcolor='blue'><b style='color:white'>12</b></div>": ("12", "12"),
    "<b popover>9</b>12": ("912 (picture)", None),
    "<i style='background:url(12.png)'></i>": ("\ufffc (picture)", None),
    "<i style='background:url(paper.png)'>12</i>": ("12 (styled)", None),
    "<i style='visibility:hidden'>9<b style='visibility:visible'>12</b></i>": ("912 (styled)", None),
}


@pytest.mark.parametrize("markup", CELLS)
def test_a_cell_of_a_page_says_what_is_shown(markup: str) -> None:
    text, wanted = CELLS[markup]
    cell = html.read(PAGE.format(markup).encode(), Hints()).grids[0].at(0, 1)
    value = figure(cell)
    assert (shown(cell), value and str(value)) == (text, wanted)


def test_endless_white_digits_take_no_time() -> None:
    page = PAGE.format(f"<b style='color:#fff'>{'1' * 500_000}年</b>")
    assert html.read(page.encode(), Hints()).grids[0].at(0, 1).text.endswith("1年")


@pytest.mark.parametrize(("ground", "text"), [("", "12 (white)"), (" bgcolor=navy", "12")])
def test_a_white_cell_is_refused_unless_its_ground_shows_it(ground: str, text: str) -> None:
    page = PAGE.replace("<td>{}", f"<td style='color:#fff'{ground}>12")
    assert shown(html.read(page.encode(), Hints()).grids[0].at(0, 1)) == text


@pytest.mark.parametrize(
    "markup", ["<td style='display:none'>9</td><td>12</td>", "<td>12</td><td hidden>9</td>"]
)
def test_hidden_cells_and_rows_take_no_place(markup: str) -> None:
    row = f"<tr><td>规章</td>{markup}</tr>"
    page = f"<table>{row}<tr style='display:none'><td>规章</td><td>9</td></tr>{row}</table>"
    grid = html.read(page.encode(), Hints()).grids[0]
    assert [[cell.text for cell in cells] for cells in grid.rows()] == [["规章", "12"]] * 2


def first_figure(page: str, rules: str) -> str:
    """The text of the first value cell of a page with a style sheet."""
    styled = page.replace("<body>", f"<head><style>{rules}</style></head><body>")
    return shown(html.read(styled.encode(), Hints()).grids[0].at(0, 1))


# rules of the page's style sheet → the text of a cell with 12 and a part of class x
SHEETS = {
    ".x { display: none }": "12",
    "i.x, b { VISIBILITY:hidden; }": "12",
    "#y{display:none}": "12",
    "/* .z { } */ .x{color:red;display:none}": "12",
    ".x { color: red }": "129",
    "@media print { .x { display: none } }": "129",
    ".menu .x { display: none }": "129",
    ".x:before { display: none }": "129",
    "/* .x { display: none } */": "129",
    ".1x, .-, .x { display: none }": "129 (styled)",
    ".x{display:none": "12",
}


@pytest.mark.parametrize("rules", SHEETS)
def test_parts_that_the_style_sheet_hides_are_not_read(rules: str) -> None:
    assert first_figure(PAGE.format("12<i class='x' id='y'>9</i>"), rules) == SHEETS[rules]


# rules of the page's style sheet → the text of a cell that holds <i class='x'>12</i>
WHITE_SHEETS = {
    ".x { color: #fff }": "12 (white)",
    "i.x, .z{COLOR:White;}": "12 (white)",
    ".x{color:#fff;background:#036}": "12",
    ".x{color:#fff} .ground{background-color:navy}": "12",
    ".x{color:#fff} .ground{background-color:#fff}": "12 (white)",
    ".x { color: #fffffe }": "12 (white)",
    ".x { color: #f9ffff }": "12",
    ".x { background-color: white }": "12",
    ".ground{color:#fff} .x{color:red}": "12",
    ".ground{color:#fff} .x{color:white}": "12 (white)",
    "@media print { .x { color: #fff } }": "12",
    ".menu .x { color: #fff }": "12",
    ".x { color: #fff !important }": "12 (white)",
    ".1x, .x { color: white }": "12 (white)",
}


@pytest.mark.parametrize("rules", WHITE_SHEETS)
def test_figures_that_the_style_sheet_makes_white_are_refused(rules: str) -> None:
    page = PAGE.replace("<td>{}", "<td class=ground><i class='x'>12</i>")
    assert first_figure(page, rules) == WHITE_SHEETS[rules]


def test_a_long_part_that_the_style_sheet_hides_is_a_pane_and_stays() -> None:
    pane = f"<p class='x'>{'全年收到申请十二件。' * 9}</p>"
    assert first_figure(PAGE.format(pane), ".x{display:none}").startswith("全年收到申请")


MANY_RULES = "".join(f".c{number}{{display:none;color:#fff}}" for number in range(20_000))


@pytest.mark.parametrize(
    "sheet", ["@" * 200_000, "/*" * 200_000, "a{" * 200_000, "<style>" * 60_000, "," * 200_000, MANY_RULES]
)
def test_endless_style_sheets_take_no_time(sheet: str) -> None:
    assert first_figure(PAGE.format("12"), f"{sheet}display:none") == "12"


def test_a_hidden_part_with_a_table_is_a_tab_and_stays() -> None:
    page = PAGE.format("12").replace("<table", "<div style='display:none'><table")
    assert html.read(page.encode(), Hints()).grids[0].at(0, 1).text == "12"


# rules of the page's style sheet, the cell's attributes, what it holds → its text
GROUNDS = [
    ("", "bgcolor=#ffcc00", "<font color=#FFCC00>12</font>", "12 (like_ground)"),
    ("", "bgcolor=#ffcc00", "<font color=#FFCB03>12</font>", "12 (like_ground)"),
    ("", "bgcolor=#ffcc00", "<font color=#CC9900>12</font>", "12"),
    ("", "style='background-color:gray'", "<b style='color:rgb(128, 128, 128)'>12</b>", "12 (like_ground)"),
    ("", "style='BACKGROUND: Navy'", "<b style='COLOR: navy'>12</b>", "12 (like_ground)"),
    ("", "bgcolor=navy", "<b style='color:navy'><i style='background:red'>12</i></b>", "12"),
    ("", "bgcolor=navy", "<b style='color:navy;background:transparent'>12</b>", "12 (like_ground)"),
    ("td{background-color:#eef}", "", "<b style='color:#eeeeff'>12</b>", "12 (like_ground)"),
    ("td{background-color:#eef}", "", "<b style='color:navy'>12</b>", "12"),
    (".g{background:red}.x{color:#f00}", "class=g", "<b class=x>12</b>", "12 (like_ground)"),
    ("", "bgcolor=black", "12", "12 (like_ground)"),
    ("", "", "<b style='background:#000'>12</b>", "12 (like_ground)"),
    ("", "style='color:#eee'", "<b style='background:#000'>12</b>", "12"),
    (".x{background-color:#010101}", "", "<b class=x>12</b>", "12 (like_ground)"),
    (".x{background-color:#010101;color:#fff}", "", "<b class=x>12</b>", "12"),
    (".g{background:red}.x{color:#f00}", "class=g style='background:#fff'", "<b class=x>12</b>", "12"),
    (".g{background:red}.x{color:#f00}", "class=g", "<b class=x style='color:#000'>12</b>", "12"),
    (".g{background:red}.x{color:#f00}", "class=g", "<b class=x><i style='color:#000'>12</i></b>", "12"),
]


@pytest.mark.parametrize(("rules", "attributes", "markup", "text"), GROUNDS)
def test_a_figure_in_the_colour_of_its_ground_is_refused(
    rules: str, attributes: str, markup: str, text: str
) -> None:
    assert first_figure(PAGE.replace("<td>{}", f"<td {attributes}>{markup}"), rules) == text


# how the 9 of 129 looks → the cell's text, and the figure read (None: refused)
RUNS = {
    '<w:vertAlign w:val="superscript"/>': ("12⁹", "12"),
    '<w:vertAlign w:val="baseline"/>': ("129", "129"),
    '<w:vertAlign w:val="subscript"/>': ("12₉ (lowered)", None),
    '<w:position w:val="6"/><w:sz w:val="12"/>': ("12⁹", "12"),
    '<w:position w:val="2"/>': ("129", "129"),
    "<w:strike/>": ("129\u0336 (struck)", None),
    '<w:strike w:val="0"/>': ("129", "129"),
    "<w:dstrike/>": ("129\u0336 (struck)", None),
    "<w:vanish/>": ("12", "12"),
    '<w:color w:val="FFFFFF"/>': ("129 (white)", None),
    '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="auto"/>': ("129 (white)", None),
    '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>': ("129", "129"),
    '<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>': ("129", "129"),
    '<w:color w:val="FF0000"/>': ("129", "129"),
    '<w:color w:val="FF0000"/><w:highlight w:val="red"/>': ("129 (like_ground)", None),
    '<w:color w:val="1F3864"/><w:shd w:val="clear" w:fill="1F3864"/>': ("129 (like_ground)", None),
    '<w:color w:val="FF0000"/><w:highlight w:val="yellow"/>': ("129", "129"),
    '<w:sz w:val="2"/>': ("129 (styled)", None),
    '<w:sz w:val="10"/>': ("129", "129"),
    '<w:w w:val="1"/>': ("129 (styled)", None),
    '<w:w w:val="66"/>': ("129", "129"),
    '<w:spacing w:val="-400"/>': ("129 (styled)", None),
    '<w:spacing w:val="-10"/>': ("129", "129"),
}


def word_file() -> bytes:
    """A DOCX file with a table for each of RUNS."""
    tables = (TABLE.format(RUN.format("", "12") + RUN.format(style, "9")) for style in RUNS)
    return word_package("<w:p><w:r><w:t>又</w:t></w:r></w:p>".join(tables) + "<w:p/>")


def test_a_cell_of_a_word_file_says_what_is_printed() -> None:
    cells = [grid.at(0, 1) for grid in docx.read(word_file(), Hints()).grids]
    assert [shown(cell) for cell in cells] == [text for text, _ in RUNS.values()]
    assert [figure(cell) for cell in cells] == [value and int(value) for _, value in RUNS.values()]


@needs_office
@pytest.mark.parametrize(("reader", "suffix"), [(doc, ".doc"), (rtf, ".rtf")], ids=["doc", "rtf"])
def test_a_cell_of_an_older_word_file_says_what_is_printed(reader: ModuleType, suffix: str) -> None:
    document = reader.read(convert(word_file(), ".docx", suffix), Hints())
    assert [shown(grid.at(0, 1)) for grid in document.grids] == [text for text, _ in RUNS.values()]


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (r"12{\super 9}", "12⁹"),
        (r"12\super 9\nosupersub 3", "12⁹3"),
        (r"12{\up6\fs12 9}", "12⁹"),
        (r"12\up 9\up0 3", "12⁹3"),
        (r"12\super\'39\plain 3", "12⁹3"),
        (r"12{\super\u57 ?}", "12⁹"),
        (r"12{\strike 9}", "129\u0336 (struck)"),
        (r"12\strike 9\strike0 3", "129\u03363 (struck)"),
        (r"12{\v 9}", "12"),
        (r"12\v 9\v0 3", "123"),
        (r"12{\deleted 9}", "12"),
        (r"12{\super0 9}", "129"),
        (r"12{\sub 9}", "12₉ (lowered)"),
    ],
)
def test_a_cell_of_rich_text_says_what_is_printed(run: str, text: str) -> None:
    source = r"{\rtf1\trowd\cellx1000\cellx2000\intbl 1\cell " + run + r"\cell\row}"
    assert shown(rtf.read(source.encode(), Hints()).grids[0].at(0, 1)) == text


# properties of the run that holds the 9 of 129 → the cell's text
SHEET_RUNS = {
    '<vertAlign val="superscript"/>': "12⁹",
    '<vertAlign val="baseline"/>': "129",
    '<vertAlign val="subscript"/>': "12₉ (lowered)",
    "<strike/>": "129\u0336 (struck)",
    '<strike val="0"/>': "129",
    '<color rgb="FFFFFFFF"/>': "129 (white)",
    "<color theme='0'/>": "129 (white)",
    '<color theme="1"/>': "129",
    '<color theme="1" tint="1"/>': "129 (white)",
    '<color rgb="FFFF0000"/>': "129",
    '<rFont val="Wingdings"/>': "129 (styled)",
    '<rFont val="宋体"/>': "129",
}


@pytest.mark.parametrize("is_shared", [True, False], ids=["shared", "inline"])
@pytest.mark.parametrize("look", SHEET_RUNS)
def test_a_cell_of_a_workbook_says_what_is_printed(look: str, is_shared: bool) -> None:
    runs = f"<r><t>12</t></r><r><rPr>{look}</rPr><t>9</t></r>"
    plain = '<c r="A1" t="inlineStr"><is><t>规章</t></is></c>'
    rich = '<c r="B1" t="s"><v>0</v></c>' if is_shared else f'<c r="B1" t="inlineStr"><is>{runs}</is></c>'
    parts = xlsx._members({(1, 1): "规章"}, [], ["规章"])
    parts["xl/worksheets/sheet1.xml"] = (
        f'<worksheet {xlsx._MAIN}><sheetData><row r="1">{plain}{rich}</row></sheetData></worksheet>'
    )
    parts["xl/sharedStrings.xml"] = f'<sst {xlsx._MAIN} uniqueCount="1"><si>{runs}</si></sst>'
    data = zipped({name: text.encode() for name, text in parts.items()})
    assert shown(sheet.read(data, Hints()).grids[0].at(0, 1)) == SHEET_RUNS[look]


@pytest.mark.parametrize("raw", ["①", "²", "[¹]"])
def test_a_mark_alone_is_no_blank(raw: str) -> None:
    assert parse(raw).status == "unreadable"
