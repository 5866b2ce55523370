"""Figures of a sheet shown otherwise than they are stored: by conditions, views, sizes and alignment."""

import io
import struct
import zipfile

import openpyxl
import pytest
import xlwt
from openpyxl.drawing.image import Image as SheetImage
from openpyxl.styles import Alignment, Border, Font, Side
from PIL import Image

from extract.model.document import Hints
from extract.model.grid import Grid
from extract.readers.sheet.reader import read
from extract.readers.sheet.xls_facts import conditional
from tests.extract.readers.shown_cells import shown

SHEET = "xl/worksheets/sheet1.xml"
EXTENSION = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    "<x14:conditionalFormattings><x14:conditionalFormatting "
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:cfRule type="cellIs">{}</x14:cfRule>'
    "<xm:sqref>B2</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    "</worksheet>"
)
NUMBER, FONT = 1 << 25, 1 << 26


def book(font: Font | None = None, alignment: Alignment | None = None, value: object = 129) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["规章", "甲"])
    sheet.append(["行政许可", value])
    if font is not None:
        sheet["B2"].font = font
    if alignment is not None:
        sheet["B2"].alignment = alignment
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def edited(data: bytes, old: str, new: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == SHEET:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            target.writestr(name, content)
    return file.getvalue()


def grid_of(data: bytes) -> Grid:
    return read(data, Hints()).grids[0]


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ('<x14:dxf><font><color rgb="FFFFFFFF"/></font></x14:dxf>', "129 (number_format)"),
        ("<x14:dxf><font><strike/></font></x14:dxf>", "129 (number_format)"),
        ('<x14:dxf><numFmt numFmtId="200" formatCode=";;;"/></x14:dxf>', "129 (number_format)"),
        ('<x14:dataBar showValue="0"/>', "129 (number_format)"),
        ('<x14:dxf><font><color rgb="FFFF0000"/></font></x14:dxf>', "129"),
        ("<x14:dataBar/>", "129"),
    ],
)
def test_conditions_in_the_extension_of_excel_2010(rule: str, wanted: str) -> None:
    assert shown(grid_of(edited(book(), "</worksheet>", EXTENSION.format(rule))).at(1, 1)) == wanted


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (book(alignment=Alignment(horizontal="fill")), "129 (styled)"),
        (book(alignment=Alignment(horizontal="center")), "129"),
        (book(font=Font(sz=1)), "129 (styled)"),
        (book(font=Font(sz=6)), "129"),
        (edited(book(), "<sheetView ", '<sheetView showFormulas="1" '), "129"),
    ],
)
def test_what_a_style_or_view_does_to_a_figure(data: bytes, wanted: str) -> None:
    assert shown(grid_of(data).at(1, 1)) == wanted


def test_a_sheet_that_shows_formulas_shows_no_results() -> None:
    computed = edited(book(value="=120+9"), "<f>120+9</f><v></v>", "<f>120+9</f><v>129</v>")
    assert shown(grid_of(computed).at(1, 1)) == "129"
    as_formulas = edited(computed, "<sheetView ", '<sheetView showFormulas="1" ')
    assert shown(grid_of(as_formulas).at(1, 1)).split() == ["129", "(formula)"]


@pytest.mark.parametrize("size", ['ht="0.75" customHeight="1"', 'ht="0"', 'hidden="1"'])
def test_a_row_of_next_to_no_height_is_hidden(size: str) -> None:
    assert shown(grid_of(edited(book(), '<row r="2"', f'<row {size} r="2"')).at(1, 1)) == ""


@pytest.mark.parametrize("width", ["0", "0.1", "0.42578125"])
def test_a_column_of_next_to_no_width_is_hidden(width: str) -> None:
    columns = f'<cols><col min="2" max="2" width="{width}" customWidth="1"/></cols><sheetData>'
    document = read(edited(book(), "<sheetData>", columns), Hints())
    assert not document.grids and document.notes[0][0] == "hidden_text"


def condition(flags: int, attributes: int = 0, script: int = 0, colour: int = 0x7FFF) -> bytes:
    """The records CondFmt and CF, over B2:C2, and the end of the sheet."""
    font = bytearray(118)
    struct.pack_into("<I", font, 68, attributes)
    struct.pack_into("<H", font, 74, script)
    struct.pack_into("<I", font, 80, colour)
    ranges = struct.pack("<HH4HH4H", 1, 0, 1, 1, 1, 2, 1, 1, 1, 1, 2)
    style = bytes(6) + struct.pack("<IH", flags, 0) + font
    records = ((0x01B0, ranges), (0x01B1, style), (0x000A, b""))
    return b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in records)


@pytest.mark.parametrize(
    ("records", "is_changed"),
    [
        (condition(NUMBER), True),
        (condition(FONT, attributes=0x80), True),
        (condition(FONT, script=1), True),
        (condition(FONT, colour=9), True),
        (condition(FONT, colour=10), False),
        (condition(1 << 29), False),
    ],
)
def test_conditions_of_old_workbooks(records: bytes, is_changed: bool) -> None:
    assert list(conditional(records, 0)) == ([(1, 1), (1, 2)] if is_changed else [])


def test_alignment_and_widths_of_old_workbooks() -> None:
    made = xlwt.Workbook()
    sheet = made.add_sheet("附表")
    for row, texts in enumerate((("规章", "甲", "乙"), ("行政许可", 12, 7))):
        for column, text in enumerate(texts):
            sheet.write(row, column, text)
    sheet.write(2, 0, "行政处罚")
    sheet.write(2, 1, 12, xlwt.easyxf("alignment: horizontal filled"))
    sheet.col(2).width = 60
    file = io.BytesIO()
    made.save(file)
    grid = grid_of(file.getvalue())
    assert [shown(grid.at(row, 1)) for row in (1, 2)] == ["12", "12 (styled)"]
    assert grid.at(1, 2) is None


@pytest.mark.parametrize(("is_framed", "rows"), [(True, 3), (False, 2)])
def test_a_framed_row_of_blanks_ends_a_table(is_framed: bool, rows: int) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["行政复议", "行政诉讼"])
    sheet.append(["总计", "总计"])
    if is_framed:
        sheet["B3"].border = Border(top=Side(style="thin"))
        sheet["B4"].border = Border(top=Side(style="thin"))
    file = io.BytesIO()
    made.save(file)
    grid = grid_of(file.getvalue())
    assert grid.row_count == rows
    assert not any(grid.texts[4:])


def pictured(place: str, value: object = None, merged: str = "") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["规章", "甲", "乙"])
    sheet.append(["行政许可", value, None])
    sheet.append(["行政处罚", 7, 8])
    if merged:
        sheet.merge_cells(merged)
    picture = io.BytesIO()
    Image.new("L", (40, 20), 128).save(picture, "PNG")
    sheet.add_image(SheetImage(picture), place)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_an_empty_cell_on_which_a_picture_begins_is_no_blank() -> None:
    assert shown(grid_of(pictured("B2")).at(1, 1)) == "\ufffc (picture)"
    assert shown(grid_of(pictured("B2", 12)).at(1, 1)) == "12"  # a seal, mostly
    assert shown(grid_of(pictured("C2", merged="B2:C2")).at(1, 1)) == "\ufffc (picture)"


def test_a_picture_beside_a_table_makes_no_row_of_it() -> None:
    for place in ("A4", "F9", "E2"):
        grid = grid_of(pictured(place, 12))
        assert [shown(cell) for cell in grid.cells] == [
            "规章",
            "甲",
            "乙",
            "行政许可",
            "12",
            "",
            "行政处罚",
            "7",
            "8",
        ]
