"""The DOCX reader: merges, nested tables, tracked changes, text boxes, and files that hide something."""

import io
import zipfile

import docx
import pytest
from docx.document import Document as WordDocument
from hypothesis import given

from extract.model.document import Document, Hints, UnreadableError
from extract.model.grid import Grid
from extract.readers import read_document
from extract.readers.word.docx.numbering import chinese
from extract.readers.word.docx.reader import read
from tests.extract.readers.random_grids import grids, random_grid, shape, to_word

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
RUN = "<w:r><w:t>{}</w:t></w:r>"


def package(body: str, prolog: str = "", **parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        document = f"{prolog}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
        archive.writestr("word/document.xml", document)
        for name, content in parts.items():
            archive.writestr(f"word/media/{name}.png", content)
    return file.getvalue()


def read_body(body: str) -> Document:
    return read(package(body), Hints())


def saved(document: WordDocument) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{RUN.format(text)}</w:p></w:tc>"


WIDE_ROW = "<w:tr>" + cell("1", '<w:gridSpan w:val="99999"/>') + cell("2") + "</w:tr>"


def said(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_merges_made_by_another_writer_come_back() -> None:
    written = docx.Document()
    written.add_paragraph("前言")
    table = written.add_table(4, 4)
    for row in range(4):
        for column in range(4):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(1, 1)).text = "头"
    table.cell(1, 3).merge(table.cell(3, 3)).text = "尾"
    written.add_paragraph("结语")
    document = read(saved(written), Hints())
    grid = document.grids[0]
    spans = {each.text: (each.row, each.column, each.row_span, each.column_span) for each in grid.cells}
    assert spans["头"] == (0, 0, 2, 2)
    assert spans["尾"] == (1, 3, 3, 1)
    assert spans["22"] == (2, 2, 1, 1)
    assert said(document) == ["前言", "结语"]
    assert document.paragraphs[0].order < document.grid_orders[0] < document.paragraphs[1].order


def test_a_row_that_begins_later_keeps_its_columns() -> None:
    row = '<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>' + cell("甲") + cell("乙") + "</w:tr>"
    grid = read_body(f"<w:tbl>{row}</w:tbl>").grids[0]
    assert [(each.text, each.column, each.locator) for each in grid.cells] == [
        ("甲", 2, "docx:t1/r1/c1"),
        ("乙", 3, "docx:t1/r1/c2"),
    ]


def test_tracked_changes_are_read_as_accepted() -> None:
    document = read_body(
        f"<w:p>{RUN.format('共')}<w:del><w:r><w:delText>12</w:delText></w:r></w:del>"
        f"<w:ins>{RUN.format('13')}</w:ins><w:moveFrom>{RUN.format('99')}</w:moveFrom>{RUN.format('件')}</w:p>"
        f"<w:tbl><w:tr>{cell('a')}{cell('b')}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell('x')}{cell('y')}</w:tr>"
        f"<w:tr>{cell('c', '<w:cellDel/>')}{cell('d')}{cell('e')}</w:tr></w:tbl>"
    )
    assert said(document) == ["共13件"]
    assert [[each.text for each in row] for row in document.grids[0].rows()] == [["a", "b"], ["d", "e"]]


def test_text_boxes_are_read_once_and_hidden_runs_not_at_all() -> None:
    box = f"<w:txbxContent><w:p>{RUN.format('框')}</w:p></w:txbxContent>"
    document = read_body(
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict>"
        f"</mc:Fallback></mc:AlternateContent></w:r>{RUN.format('文')}"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>明</w:t></w:r></w:p>'
    )
    assert said(document) == ["文明", "框"]


def test_hidden_rows_are_not_read() -> None:
    rows = [f"<w:trPr>{mark}</w:trPr>" for mark in ("<w:hidden/>", '<w:hidden w:val="0"/>', "<w:cantSplit/>")]
    document = read_body(
        "<w:tbl>"
        + "".join(f"<w:tr>{row}{cell('行')}{cell(str(n))}</w:tr>" for n, row in enumerate(rows))
        + "</w:tbl>"
    )
    assert [each.text for each in document.grids[0].cells] == ["行", "1", "行", "2"]


def test_layout_tables_give_their_text_and_their_inner_grids() -> None:
    inner = f"<w:tbl><w:tr>{cell('规章')}{cell('7')}</w:tr></w:tbl>"
    document = read_body(
        f"<w:tbl><w:tr><w:tc><w:p>{RUN.format('一、概述')}</w:p>{inner}<w:p/></w:tc>{cell('栏')}</w:tr></w:tbl>"
        f"<w:sdt><w:sdtContent><w:p>{RUN.format('二、其他')}</w:p></w:sdtContent></w:sdt>"
    )
    assert [grid.locator for grid in document.grids] == ["docx:t2"]
    assert said(document) == ["一、概述", "栏", "二、其他"]


def test_line_breaks_and_tabs_are_kept_apart() -> None:
    document = read_body(
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>本年新</w:t><w:br/><w:t>制作</w:t></w:r></w:p>"
        f"<w:p>{RUN.format('数量')}</w:p></w:tc>{cell(' 1 2 ')}</w:tr></w:tbl>"
    )
    assert [each.text for each in document.grids[0].cells] == ["本年新\n制作\n数量", "1 2"]


def test_a_file_with_an_image_for_its_table_says_so() -> None:
    document = read(package(f"<w:p>{RUN.format('表')}</w:p>", image1=bytes(30_000), seal=b"x"), Hints())
    assert [note[:2] for note in document.notes] == [("table_is_image", "word/media/image1.png")]


def test_noncharacters_in_cells_shift_no_text() -> None:
    document = read_body(f"<w:tbl><w:tr>{cell('1&#xFDD0;')}{cell('2')}{cell(chr(0xFDD0))}</w:tr></w:tbl>")
    assert [each.text for each in document.grids[0].cells] == ["1", "2", ""]


def level(at: int, style: str, text: str) -> str:
    stated = (("start", "1"), ("numFmt", style), ("lvlText", text))
    inside = "".join(f"<w:{key} w:val='{value}'/>" for key, value in stated)
    return f"<w:lvl w:ilvl='{at}'>{inside}</w:lvl>"


LEVELS = (
    level(0, "chineseCounting", "%1、")
    + level(1, "chineseCountingThousand", "（%2）")
    + level(2, "decimal", "%2.%3")
    + level(3, "bullet", "·")
)
NUMBERING = f"""<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="5">{LEVELS}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="5"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num></w:numbering>"""
STYLES = f"""<w:styles {NAMESPACES}><w:style w:styleId="h1"><w:pPr>
<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"""


def item(text: str, at: int, number: int = 1) -> str:
    place = f"<w:numPr><w:ilvl w:val='{at}'/><w:numId w:val='{number}'/></w:numPr>"
    return f"<w:p><w:pPr>{place}</w:pPr>{RUN.format(text)}</w:p>"


def test_automatic_numbers_are_printed() -> None:
    first = [("总体", 0), ("公开", 1), ("甲", 2), ("乙", 2), ("申请", 1), ("点", 3), ("主动", 0)]
    again = [("新起", 0, 2), ("又", 0, 2), ("再", 0, 2), ("子", 1, 2), ("", 0, 2)]
    styled = f"<w:p><w:pPr><w:pStyle w:val='h1'/></w:pPr>{RUN.format('式')}</w:p>"
    body = "".join(item(*each) for each in [*first, *again]) + "<w:p/>" + styled
    file = io.BytesIO(package(body))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("word/numbering.xml", NUMBERING)
        archive.writestr("word/styles.xml", STYLES)
    assert said(read(file.getvalue(), Hints())) == [
        *("一、总体", "（一）公开", "一.1甲", "一.2乙", "（二）申请", "点", "二、主动"),
        *("九、新起", "十、又", "十一、再", "（一）子", "十三、式"),
    ]


@pytest.mark.parametrize(
    ("pattern", "suffix", "text", "wanted"),
    [
        ("%1.", "tab", "12", "1. 12"),  # no figure of 1.12
        ("%1", "space", "12", "1 12"),
        ("%1", "nothing", "12", "112"),
        ("%1", "tab", "", "1"),  # an empty item prints its number
    ],
)
def test_the_number_of_an_item_in_a_cell_stands_apart_from_its_figure(
    pattern: str, suffix: str, text: str, wanted: str
) -> None:
    stated = level(0, "decimal", pattern).replace("</w:lvl>", f"<w:suff w:val='{suffix}'/></w:lvl>")
    cells = f"{cell('规章')}<w:tc>{item(text, 0)}</w:tc>"
    file = io.BytesIO(package(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("word/numbering.xml", NUMBERING.replace(LEVELS, stated))
    assert read(file.getvalue(), Hints()).grids[0].cells[-1].text == wanted


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1010, "一千零一十"),
    ],
)
def test_chinese_counting(number: int, text: str) -> None:
    assert chinese(number) == text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (package("<w:p/>")[:120], "truncated"),
        (package("<w:p/>", '<!DOCTYPE x [<!ENTITY a "b">]>'), "hostile_content"),
        (package("<w:p>"), "damaged"),
        (package(" " * 30_000_000), "hostile_content"),
        (package("<w:tbl>" + WIDE_ROW * 300 + "</w:tbl>"), "resource_limit"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(data, Hints())
    assert caught.value.kind == kind


@given(grids)
def test_any_grid_comes_back_equal(grid: Grid) -> None:
    assert shape(read_body(to_word(grid)).grids[0]) == shape(grid)


def chunked(content: bytes) -> bytes:
    """A DOCX that only wraps another file."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    file = io.BytesIO(package(f"<w:altChunk xmlns:r='{relations}' r:id='a1'/>"))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("word/_rels/document.xml.rels", "<x><y Id='a1' Target='/word/chunk.mht'/></x>")
        archive.writestr("word/chunk.mht", content)
    return file.getvalue()


PAGE = "<html><body><p>一、概述</p><table><tr><td>规章<td>7</table></body></html>"


@pytest.mark.parametrize(
    ("content", "reader"),
    [
        (PAGE.encode(), "docx-html"),
        (
            b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
            b"Content-Type: text/html\nContent-Transfer-Encoding: 8bit\n\n" + PAGE.encode() + b"\n--b--",
            "docx-mhtml",
        ),
    ],
)
def test_a_page_wrapped_in_a_docx_is_read(content: bytes, reader: str) -> None:
    document = read(chunked(content), Hints())
    assert document.reader == reader
    assert [each.text for each in document.grids[0].cells] == ["规章", "7"]


OLD = "http://schemas.microsoft.com/office/word/2003/wordml"
HINT = "http://schemas.microsoft.com/office/word/2003/auxHint"
FLAT = "http://schemas.microsoft.com/office/2006/xmlPackage"
ONE_FILE_BODY = f"<w:p>{RUN.format('前')}</w:p>{to_word(random_grid(3, 4, 4))}"
WORD_2003 = (
    f'<?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="{OLD}" xmlns:wx="{HINT}"><w:body>'
    f"<wx:sect>{ONE_FILE_BODY.replace('w:vMerge', 'w:vmerge')}</wx:sect></w:body></w:wordDocument>"
)
FLAT_OPC = (
    f'<pkg:package xmlns:pkg="{FLAT}"><pkg:part><pkg:xmlData><w:document {NAMESPACES}><w:body>'
    f"{ONE_FILE_BODY}</w:body></w:document></pkg:xmlData></pkg:part></pkg:package>"
)


@pytest.mark.parametrize("markup", [WORD_2003, FLAT_OPC], ids=["2003", "flat"])
def test_documents_saved_as_one_xml_file(markup: str) -> None:
    document = read_document(f'<?xml version="1.0" encoding="UTF-8"?>{markup}'.encode(), Hints())
    assert document.reader == "word-xml"
    assert said(document) == ["前"]
    assert shape(document.grids[0]) == shape(random_grid(3, 4, 4))
