"""Pictures, symbols of other fonts and formulas in cells: none is blank, and none another figure."""

import io

import docx as word
import pytest
from PIL import Image

from extract.codebook.figure_text import parse
from extract.model.document import Hints
from extract.readers import read_document
from extract.readers.html import reader as html
from extract.readers.office import convert
from extract.readers.word import doc
from extract.readers.word.docx import reader as docx
from extract.readers.word.rtf import reader as rtf
from extract.readers.word.symbols import uncomputed
from tests.extract.readers.shown_cells import shown
from tests.extract.readers.word.test_doc import needs_office
from tests.extract.readers.word.test_docx import cell, package

PAGE = "<html><body><table><tr><td>规章<td>{}</tr><tr><td>行政许可<td>7</tr></table></body></html>"
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
ONE, TWO = (f"<m:r><m:t>{digit}</m:t></m:r>" for digit in "12")
HALF = f"<m:oMath {MATH}><m:f><m:num>{ONE}</m:num><m:den>{TWO}</m:den></m:f></m:oMath>"

# markup of the cell → its text
HTML_CELLS = {
    "<img src='5.png'>": "\ufffc (picture)",
    "<p><img src='5.png' width='20' height='12'></p>": "\ufffc (picture)",
    "<img src='5.png'>12": "12 (picture)",
    "<img src='line.gif' width='1' height='14'>": "",
    "<img src='images/spacer.gif'>": "",
    "<img src='/transfer/5.png'>": "\ufffc (picture)",
}
WORD_CELLS = {
    '<w:r><w:sym w:font="Symbol" w:char="F02D"/><w:t>3</w:t></w:r>': "-3",
    '<w:r><w:sym w:font="Symbol" w:char="F033"/></w:r>': "3",
    '<w:r><w:sym w:font="Wingdings" w:char="F033"/></w:r>': "\ufffd",
    '<w:r><w:sym w:font="Wingdings" w:char="F02D"/><w:t>3</w:t></w:r>': "\ufffd3",
    '<w:r><w:sym w:font="Arial" w:char="2212"/><w:t>3</w:t></w:r>': "−3",
    '<w:r><w:sym w:font="Arial" w:char="no"/><w:t>3</w:t></w:r>': "\ufffd3",
    HALF: "1 2 (formula)",
    '<w:r><w:instrText> SYMBOL 45 \\f "Symbol" \\s 10 </w:instrText></w:r><w:r><w:t>3</w:t></w:r>': "-3",
    "<w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:t>3</w:t></w:r>": "3",
}
RICH_CELLS = {
    r'{\field{\*\fldinst SYMBOL 45 \\f "Symbol" \\s 10}{\fldrslt\f3\fs20}}3': "-3",
    r'{\field{\*\fldinst {\b SYMBOL 0x2D \\f "Symbol"}}{\fldrslt}}3': "-3",
    r'{\field{\*\fldinst SYMBOL 45 \\f "Wingdings"}{\fldrslt}}3': "\ufffd3",
    r'{\field{\*\fldinst HYPERLINK "http://example.test"}{\fldrslt 12}}': "12",
    r"{\*\shppict{\pict\pngblip 00ff}}{\nonshppict{\pict\wmetafile8 00ff}}": "\ufffc (picture)",
    r"{\pict\pngblip 00ff}12": "12 (picture)",
    r"{\shp{\*\shpinst{\sp{\sn pib}{\sv {\pict\pngblip 00ff}}}}}12": "12",
    r"{\field{\*\fldinst EQ \\f(1,2)}{\fldrslt}}": "EQ \\f(1,2) (formula)",
    r"{\field{\*\fldinst =SUM(ABOVE)}{\fldrslt 12}}": "12",
    r"{\shp{\*\shpinst{\sp{\sn pib}{\sv {\pict\pngblip 00ff}}}}}": "",
}


@pytest.mark.parametrize("markup", HTML_CELLS)
def test_a_picture_alone_in_a_cell_of_a_page_is_no_blank(markup: str) -> None:
    text = html.read(PAGE.format(markup).encode(), Hints()).grids[0].cells[1]
    assert shown(text) == HTML_CELLS[markup]


def test_pictures_of_other_tables_are_ornaments() -> None:
    page = PAGE.replace("规章", "友情链接").replace("行政许可", "联系我们").format("<img src='5.png'>")
    assert html.read(page.encode(), Hints()).grids[0].cells[1].text == ""


@pytest.mark.parametrize("run", WORD_CELLS)
def test_symbols_and_formulas_of_a_word_file_are_kept(run: str) -> None:
    table = f"<w:tbl><w:tr>{cell('规章')}<w:tc><w:p>{run}</w:p></w:tc></w:tr></w:tbl>"
    assert shown(docx.read(package(table), Hints()).grids[0].cells[1]) == WORD_CELLS[run]


@pytest.mark.parametrize("run", RICH_CELLS)
def test_symbols_and_pictures_of_rich_text_are_kept(run: str) -> None:
    source = r"{\rtf1\trowd\cellx1000\cellx2000\intbl 1\cell " + run + r"\cell\row}"
    assert shown(rtf.read(source.encode(), Hints()).grids[0].at(0, 1)) == RICH_CELLS[run]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('\x13 SYMBOL 45 \\f "Symbol" \x15' + "3", "-3"),
        ('\x13 SYMBOL 45 \\f "Symbol" \x14(\x15' + "3", "-3"),
        ('\x13 SYMBOL 168 \\f "Wingdings" \x15', "\ufffd"),
        ("\x13 PAGE \x14" + "12\x15", "12"),
        ("\x13 =SUM(ABOVE) \x14" + "12\x15", "12"),
        ("\x13 =SUM(ABOVE) \x15", uncomputed("=SUM(ABOVE)")),
        ("\x13 EQ \\f(1,2) \x14\x15", uncomputed("EQ \\f(1,2)")),
    ],
)
def test_symbols_of_an_older_word_file_are_kept(text: str, shown: str) -> None:
    assert doc.printed(text) == shown


def test_what_is_kept_of_them_is_a_figure_only_where_it_is_one() -> None:
    values = {text: parse(text).value for text in {*HTML_CELLS.values(), *WORD_CELLS.values()}}
    figures = {text: int(value) for text, value in values.items() if value is not None}
    assert figures == {"12 (picture)": 12, "3": 3, "-3": -3, "−3": -3}


PICTURED = ["规章", "\ufffc (picture)", "12 (picture)", "无"]  # a picture in the line may be a digit


def pictured() -> bytes:
    """A Word file: a picture alone in a cell, one beside a figure, one beside a word, one outside."""
    picture = io.BytesIO()
    Image.new("L", (40, 30), 128).save(picture, "PNG")
    document = word.Document()
    document.add_paragraph("年度报告").add_run().add_picture(picture)
    table = document.add_table(1, 4)
    for place, text in enumerate(("规章", "", "12", "无")):
        table.cell(0, place).text = text
        if place:
            table.cell(0, place).paragraphs[0].add_run().add_picture(picture)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_picture_alone_in_a_cell_of_a_word_file_is_no_blank() -> None:
    document = docx.read(pictured(), Hints())
    assert [shown(cell) for cell in document.grids[0].cells] == PICTURED
    assert [each.text for each in document.paragraphs] == ["年度报告"]


@needs_office
@pytest.mark.parametrize("suffix", [".doc", ".rtf", ".odt"])
def test_a_picture_in_a_cell_of_another_text_document_is_no_blank_and_may_be_a_digit(suffix: str) -> None:
    document = read_document(convert(pictured(), ".docx", suffix), Hints())
    assert [shown(cell) for cell in document.grids[0].cells] == PICTURED
    assert [each.text for each in document.paragraphs] == ["年度报告"]


def test_an_image_of_old_word_markup_counts_too() -> None:
    shape = '<w:r><w:pict><v:shape><v:imagedata src="x"/></v:shape></w:pict></w:r>'
    table = f"<w:tbl><w:tr>{cell('规章')}<w:tc><w:p>{shape}</w:p></w:tc></w:tr></w:tbl>"
    assert shown(docx.read(package(table), Hints()).grids[0].cells[1]) == "\ufffc (picture)"
