"""A small document for each format and look: a cell that prints 12, and beside it a 9 of that look.

The looks are named as the rules of `looks` are, and `on_a_ground` is white text that is seen. The DOC file
holds a table a look; `python -m tests.looks_table --doc` writes it anew through LibreOffice.
"""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import docx as word
import openpyxl
import xlwt
from lxml import etree
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Color, Font, PatternFill
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extract.model.grid import Cell
from tests.extract.readers.ofd.test_ofd import SIZE, WIDTH, draw, fill, ofd
from tests.extract.readers.ofd.test_ofd import text as ofd_text
from tests.extract.readers.word.test_doc import NAMESPACE, word_package

ON_A_GROUND = "on_a_ground"
DOC = Path(__file__).with_name("looks.doc")


class Case(NamedTuple):
    """A document and the number of its table whose last cell has the look."""

    data: bytes
    table: int = 0


# Web pages: the markup of the cell.
HTML = {
    "hidden": "12<span style='display:none'>9</span>",
    "reading_aid": "<ruby>12<rt>9</rt></ruby>",
    "white": "12<font color='#fff'>9</font>",
    "like_ground": "12<span style='color:#D9E2F3;background:#d9e2f3'>9</span>",
    "picture": "<img src='5.png'>",
    "styled": "12<span style='float:left'>9</span>",
    "added": "<style>i:before{content:'9'}</style>12<i></i>",
    "scripted": "<script>document.write('9')</script>12",
    "struck": "12<s>9</s>",
    "lowered": "12<sub>9</sub>",
    "raised": "12<sup>9</sup>",
    ON_A_GROUND: "12<span style='color:#fff;background:#036'>9</span>",
}


def html() -> Iterator[tuple[str, Case]]:
    for look, markup in HTML.items():
        yield look, Case(f"<html><body><table><tr><td>规范性文件<td>{markup}</table></body></html>".encode())


# WordprocessingML: what stands in the paragraph behind the run that prints 12.
RUN = "<w:r><w:rPr>{}</w:rPr><w:t>{}</w:t></w:r>"
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'
WORD = {
    "hidden": RUN.format("<w:vanish/>", 9),
    "deleted": '<w:del w:id="1" w:author="x"><w:r><w:delText>9</w:delText></w:r></w:del>',
    "white": RUN.format('<w:color w:val="FFFFFF"/>', 9),
    "like_ground": RUN.format('<w:color w:val="D9E2F3"/><w:shd w:val="clear" w:fill="D9E2F3"/>', 9),
    "struck": RUN.format("<w:strike/>", 9),
    "lowered": RUN.format('<w:vertAlign w:val="subscript"/>', 9),
    "raised": RUN.format('<w:vertAlign w:val="superscript"/>', 9),
    "styled": RUN.format('<w:sz w:val="2"/>', 9),
    ON_A_GROUND: RUN.format('<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>', 9),
}
# What the DOC file does not hold.
WORD_ONLY = {
    "reading_aid": "<w:r><w:ruby><w:rt><w:r><w:t>9</w:t></w:r></w:rt><w:rubyBase/></w:ruby></w:r>",
    "picture": f'<w:r><w:pict><v:shape {VML}><v:imagedata src="x"/></v:shape></w:pict></w:r>',
    "formula": f"<m:oMath {MATH}><m:r><m:t>1</m:t></m:r><m:r><m:t>2</m:t></m:r></m:oMath>",
}
ALONE = frozenset({"picture", "formula"})  # these stand in their cell without a 12


def word_table(look: str, content: str) -> str:
    figure = "" if look in ALONE else RUN.format("", 12)
    cells = RUN.format("", "规章"), figure + content
    row = "".join(f"<w:tc><w:p>{cell}</w:p></w:tc>" for cell in cells)
    return f"<w:tbl><w:tr>{row}</w:tr></w:tbl><w:p/>"


def docx() -> Iterator[tuple[str, Case]]:
    for look, content in (WORD | WORD_ONLY).items():
        yield look, Case(word_package(word_table(look, content)))
    chunk = "<w:tc><w:p/><w:altChunk/></w:tc>"
    yield (
        "embedded",
        Case(
            word_package(
                f"<w:tbl><w:tr><w:tc><w:p>{RUN.format('', '规章')}</w:p></w:tc>{chunk}</w:tr></w:tbl>"
            )
        ),
    )


def word_xml() -> Iterator[tuple[str, Case]]:
    for look, content in (WORD | WORD_ONLY).items():
        body = f"<w:body>{word_table(look, content)}</w:body>"
        source = f'<?xml version="1.0" encoding="UTF-8"?><w:wordDocument {NAMESPACE}>{body}</w:wordDocument>'
        yield look, Case(source.encode())


def doc() -> Iterator[tuple[str, Case]]:
    data = DOC.read_bytes()
    for table, look in enumerate((*WORD, "picture")):
        yield look, Case(data, table)


def doc_source() -> bytes:
    """The DOCX file that `looks.doc` is made from."""
    document = word.Document()
    for look, content in WORD.items():
        source = f"<w:body {NAMESPACE}>{word_table(look, content)}</w:body>"
        for block in etree.fromstring(source):
            document.element.body.insert(-1, block)
    picture = io.BytesIO()
    Image.new("L", (40, 30), 128).save(picture, "PNG")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text = "规章"
    cells[1].paragraphs[0].add_run().add_picture(picture)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


# Rich text: what stands behind the 12.
RTF = {
    "hidden": r"12{\v 9}",
    "deleted": r"12{\deleted 9}",
    "white": r"12{\cf1 9}",
    "like_ground": r"12{\cf2\highlight2 9}",
    "picture": r"{\pict\pngblip 00ff}",
    "struck": r"12{\strike 9}",
    "lowered": r"12{\sub 9}",
    "raised": r"12{\super 9}",
    "styled": r"12{\fs2 9}",
    ON_A_GROUND: r"12{\cf1\highlight2 9}",
}


def rtf() -> Iterator[tuple[str, Case]]:
    colours = r"{\colortbl;\red255\green255\blue255;\red0\green0\blue128;}"
    for look, content in RTF.items():
        row = r"\trowd\cellx1000\cellx2000\intbl 1\cell " + content + r"\cell\row"
        yield look, Case((r"{\rtf1" + colours + row + "}").encode())


def saved(book: openpyxl.Workbook | xlwt.Workbook) -> Case:
    file = io.BytesIO()
    book.save(file)
    return Case(file.getvalue())


def xlsx() -> Iterator[tuple[str, Case]]:
    white, navy = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF000080")

    def book(value: object, change: Callable[[openpyxl.Workbook], object]) -> Case:
        made = openpyxl.Workbook()
        made.active.append(["规章", "甲"])
        made.active.append(["行政许可", value])
        change(made)
        return saved(made)

    def rich(**font: object) -> Case:
        return book(CellRichText("12", TextBlock(InlineFont(**font), "9")), lambda made: None)

    yield "hidden", book(12, lambda made: setattr(made.active.column_dimensions["B"], "hidden", True))
    yield "unformatted", book(12, lambda made: setattr(made.active["B2"], "number_format", ";;;"))
    yield "white", book(12, lambda made: setattr(made.active["B2"], "font", white))
    yield (
        "like_ground",
        book(
            12,
            lambda made: [
                setattr(made.active["B2"], "font", Font(color=Color(theme=4, tint=0.8))),
                setattr(made.active["B2"], "fill", PatternFill("solid", fgColor=Color(theme=4, tint=0.8))),
            ],
        ),
    )
    yield "formula", book("=1+2", lambda made: None)
    yield "number_format", book(12, lambda made: setattr(made.active["B2"], "number_format", "0.00E+00"))
    filled = Alignment(horizontal="fill")
    yield "styled", book(12, lambda made: setattr(made.active["B2"], "alignment", filled))
    yield "error", book("#DIV/0!", lambda made: setattr(made.active["B2"], "data_type", "e"))
    yield "struck", rich(strike=True)
    yield "lowered", rich(vertAlign="subscript")
    yield "raised", rich(vertAlign="superscript")
    yield (
        ON_A_GROUND,
        book(
            129,
            lambda made: [
                setattr(made.active["B2"], "font", white),
                setattr(made.active["B2"], "fill", navy),
            ],
        ),
    )


def xls() -> Iterator[tuple[str, Case]]:
    def book(write: Callable[[xlwt.Worksheet], object]) -> Case:
        made = xlwt.Workbook()
        sheet = made.add_sheet("附表")
        for row, texts in enumerate((("规章", "甲"), ("行政许可", ""))):
            sheet.write(row, 0, texts[0])
            sheet.write(row, 1, texts[1]) if texts[1] else None
        write(sheet)
        return saved(made)

    def styled(value: int, style: str, form: str = "General") -> Case:
        return book(lambda sheet: sheet.write(1, 1, value, xlwt.easyxf(style, num_format_str=form)))

    def rich(**attributes: object) -> Case:
        plain, font = xlwt.Font(), xlwt.Font()
        for name, value in attributes.items():
            setattr(font, name, value)
        return book(lambda sheet: sheet.write_rich_text(1, 1, [("12", plain), ("9", font)]))

    yield "hidden", book(lambda sheet: [sheet.write(1, 1, 12), setattr(sheet.col(1), "hidden", True)])
    yield "unformatted", styled(12, "font: color black", ";;;")
    yield "white", styled(12, "font: color white")
    yield "like_ground", styled(12, "font: color pale_blue; pattern: pattern solid, fore_colour pale_blue")
    yield "number_format", styled(12, "font: color black", "0.00E+00")
    yield "styled", styled(12, "alignment: horizontal filled")
    yield "error", book(lambda sheet: sheet.row(1).set_cell_error(1, 7))
    yield "struck", rich(struck_out=True)
    yield "lowered", rich(escapement=xlwt.Font.ESCAPEMENT_SUBSCRIPT)
    yield "raised", rich(escapement=xlwt.Font.ESCAPEMENT_SUPERSCRIPT)
    yield ON_A_GROUND, styled(129, "font: color white; pattern: pattern solid, fore_colour dark_blue")


WHITE = '<ofd:FillColor Value="255 255 255"/>'


def ofd_files() -> Iterator[tuple[str, Case]]:
    left = 20 + WIDTH
    cells = draw((Cell("规章", 0, 0, ""), Cell("", 0, 1, "")))
    figure, beside = ofd_text("12", left + 2, 41), left + 2 + 2 * SIZE
    white = ofd_text("9", beside, 41).replace("<ofd:TextCode", f"{WHITE}<ofd:TextCode")
    small = ofd_text("9", beside, 41 - 0.5 * SIZE + 0.4 * SIZE)
    small = small.replace(f'Size="{SIZE}"', f'Size="{0.6 * SIZE}"').replace(
        f'Y="{SIZE}"', f'Y="{0.6 * SIZE}"'
    )
    ground = fill(left + 1, 41, left + WIDTH - 1, 53)
    yield "unpainted", Case(ofd(cells + figure + ofd_text("9", beside, 41, 'Visible="false"')))
    yield "white", Case(ofd(cells + figure + white))
    navy = '<ofd:FillColor Value="0 0 128"/>'
    hidden = figure + ofd_text("9", beside, 41).replace("<ofd:TextCode", f"{navy}<ofd:TextCode")
    yield "like_ground", Case(ofd(cells + ground.replace("<ofd:Abbr", f"{navy}<ofd:Abbr") + hidden))
    yield "raised", Case(ofd(cells + figure + small))
    on_ground = ofd_text("129", left + 2, 41).replace("<ofd:TextCode", f"{WHITE}<ofd:TextCode")
    yield ON_A_GROUND, Case(ofd(cells + ground + on_ground))


def pdf() -> Iterator[tuple[str, Case]]:
    left, base = 166, 306

    def page(paint: Callable[[Canvas], object]) -> Case:
        file = io.BytesIO()
        canvas = Canvas(file)
        canvas.grid([100, 160, 240], [300, 324, 348])
        canvas.setFont("Helvetica", 10)
        canvas.drawString(104, base, "A")
        canvas.drawString(104, base + 24, "B")
        paint(canvas)
        canvas.save()
        return Case(file.getvalue())

    def figure(canvas: Canvas, rise: float = 0, size: float = 10, mode: int = 0) -> None:
        canvas.drawString(left, base, "12")
        pen = canvas.beginText(left + canvas.stringWidth("12"), base)
        pen.setFont("Helvetica", size)
        pen.setRise(rise)
        pen.setTextRenderMode(mode)
        pen.textOut("9")
        canvas.drawText(pen)

    def covered(canvas: Canvas) -> None:
        canvas.drawString(left + 40, base, "9")
        canvas.rect(left + 35, base - 2, 20, 14, stroke=0, fill=1)
        canvas.drawString(left, base, "12")

    def white(canvas: Canvas) -> None:
        canvas.drawString(left, base, "12")
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(left + 40, base, "9")

    def white_on_a_ground(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0, 0, 0.5)
        canvas.rect(left - 4, base - 4, 60, 18, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(left, base, "129")

    def like_ground(canvas: Canvas) -> None:
        canvas.drawString(left, base, "12")
        canvas.setFillColorRGB(0.85, 0.89, 0.95)
        canvas.rect(left + 14, base - 4, 40, 18, stroke=0, fill=1)
        canvas.drawString(left + 18, base, "9")

    def picture(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (20, 10))), left, base, 16, 8)

    yield "unpainted", page(lambda canvas: figure(canvas, mode=3))
    yield "covered", page(covered)
    yield "white_on_paper", page(white)
    yield "like_ground", page(like_ground)
    yield "picture", page(picture)
    yield "raised", page(lambda canvas: figure(canvas, rise=5, size=6))
    yield ON_A_GROUND, page(white_on_a_ground)


FORMATS: dict[str, Callable[[], Iterator[tuple[str, Case]]]] = {
    "HTML": html,
    "DOCX": docx,
    "Word XML": word_xml,
    "DOC": doc,
    "RTF": rtf,
    "XLSX": xlsx,
    "XLS": xls,
    "OFD": ofd_files,
    "PDF": pdf,
}
