"""Number formats: a sheet's numbers are read as they are shown, and what is not understood is refused."""

import io
import shutil
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from extract.model.document import Hints
from extract.model.looks import REASONS
from extract.readers.office import PROGRAMS, convert
from extract.readers.sheet.number_formats import number, text
from extract.readers.sheet.reader import read

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
VALUE_TYPE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
ACCOUNTING = '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '
# value, format → what a person sees; None: not understood
SHOWN: list[tuple[float, str, str | None]] = [
    (889132, "0!.0000", "88.9132"),
    (889132, "0\\.0000", "88.9132"),
    (1234567, "#,##0", "1,234,567"),
    (1234567, "#,##0,", "1,235"),
    (1234567, '0!.0,"万"', "123.5万"),
    (0, ACCOUNTING, "-"),
    (12, ACCOUNTING, "12"),
    (-12, ACCOUNTING, "-12"),
    (0, "#", ""),
    (0, "0;-0;", ""),
    (0, '0;-0;"无"', "无"),
    (7, ";;;", ""),
    (0.61, "0%", "61%"),
    (88.9132, "0", "89"),
    (0.5, "0", "1"),
    (2.675, "0.00", "2.68"),
    (12, '0"元"', "12元"),
    (12, "0元", "12元"),
    (12, 'General"件"', "12件"),
    (12, "[Red]0", "12"),
    (12, "[$¥-804]#,##0.00", "¥12.00"),
    (-12, "0.00_);(0.00)", "(12.00)"),
    (5, "0.##", "5"),
    (5, "000", "005"),
    (1234567, "000-000", "1234-567"),
    (12345, '[>=10000]0!.0,"万";0', "1.2万"),
    (99, '[>=10000]0!.0,"万";0', "99"),
    (12, "@", "12"),
    (-0.3, "0", None),
    (12, "yyyy", None),
    (1.5, "# ?/?", None),
    (150, "0.00E+00", None),
    (12, "[DBNum1]0", None),
    (12, "**0", None),
    (12, '0"元', None),
    (-12, "[<100]0;0.0", None),
    (12, "0;0;0;0;0", None),
]


@pytest.mark.parametrize(("value", "code", "wanted"), SHOWN)
def test_a_number_is_read_as_its_format_shows_it(value: float, code: str, wanted: str | None) -> None:
    assert number(value, code) == wanted


def test_texts_are_shown_by_the_fourth_section() -> None:
    assert [text("无", code) for code in ("0", ";;;", '@"元"', ACCOUNTING, "yyyy")] == [
        "无",
        "",
        "无元",
        "无",
        "无",
    ]


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_digits_behind_the_point_are_those_of_the_rounded_number(thousandths: int, digits: int) -> None:
    value = thousandths / 1000
    shown = number(value, "0." + "0" * digits if digits else "0")
    if shown is not None:
        assert abs(Decimal(shown) - Decimal(thousandths) / 1000) * 2 <= Decimal(1).scaleb(-digits)
        assert len(shown.partition(".")[2]) == digits


@given(st.text('0#?.,%;-@_* "\\!元[]Redy>=10', max_size=12), st.floats(allow_nan=True))
def test_any_format_gives_a_text_or_is_refused(code: str, value: float) -> None:
    shown = number(value, code)
    assert shown is None or shown == " ".join(shown.split())


def books(code: str, value: object) -> dict[str, bytes]:
    """A workbook, new and old, whose cell B2 holds the value in the format."""
    new, old = openpyxl.Workbook(), xlwt.Workbook()
    sheet, old_sheet = new.active, old.add_sheet("表")
    assert sheet is not None
    for row, (label, shown) in enumerate([("项", "数量"), ("甲", value), ("乙", 3)]):
        style = xlwt.easyxf(num_format_str=code if row == 1 else "General")
        sheet.append([label, shown])
        old_sheet.write(row, 0, label)
        old_sheet.write(row, 1, shown, style)
    sheet["B2"].number_format = code
    files = {"xlsx": io.BytesIO(), "xls": io.BytesIO()}
    new.save(files["xlsx"])
    old.save(files["xls"])
    return {name: file.getvalue() for name, file in files.items()}


@pytest.mark.parametrize("name", ["xlsx", "xls"])
@pytest.mark.parametrize(
    ("code", "value", "wanted"),
    [("0!.0000", 889132, "88.9132"), ('0;-0;"-"', 0, "-"), ("#,##0", 1312, "1,312"), ("#", 0, "")],
)
def test_cells_hold_what_is_shown(name: str, code: str, value: float, wanted: str) -> None:
    (grid,) = read(books(code, value)[name], Hints()).grids
    cell = grid.at(1, 1)
    assert cell is not None and (cell.text, cell.refused) == (wanted, "")


@pytest.mark.parametrize("name", ["xlsx", "xls"])
def test_a_format_that_is_not_understood_refuses_its_cell(name: str) -> None:
    (grid,) = read(books("0.00E+00", 12)[name], Hints()).grids
    cell = grid.at(1, 1)
    assert cell is not None and cell.refused == "number_format" and "number format" in REASONS[cell.refused]


@pytest.mark.parametrize("name", ["xlsx", "xls"])
def test_a_sheet_that_shows_no_zeros_has_blanks(name: str) -> None:
    new, old = openpyxl.Workbook(), xlwt.Workbook()
    sheet, old_sheet = new.active, old.add_sheet("表")
    assert sheet is not None
    for row, (label, value) in enumerate([("项", "数量"), ("甲", 0), ("乙", 10)]):
        sheet.append([label, value])
        old_sheet.write(row, 0, label)
        old_sheet.write(row, 1, value)
    sheet.sheet_view.showZeros = False
    old_sheet.show_zero_values = False
    file = io.BytesIO()
    (new if name == "xlsx" else old).save(file)
    document = read(file.getvalue(), Hints())
    assert document.grids[0].texts == ("项", "数量", "甲", "", "乙", "10")
    assert [note[0] for note in document.notes] == ["hidden_text"]


@pytest.mark.skipif(not any(map(shutil.which, PROGRAMS)), reason="LibreOffice is not installed")
def test_an_office_program_shows_the_same() -> None:
    codes = [
        "0",
        "0.00",
        "#,##0",
        "#,##0.0",
        "0.0,",
        "0%",
        "0.##",
        "#",
        ACCOUNTING,
        '0;-0;"-"',
        '0"件"',
        "000",
    ]
    values = [0, 1, 12, 1312, 0.5, 88.9132, 1234567.891, -3, -1234.5]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.column_dimensions["A"].width = 40
    places = [(value, code) for value in values for code in codes]
    for row, (value, code) in enumerate(places, start=1):
        sheet.cell(row, 1, value).number_format = code
    file = io.BytesIO()
    book.save(file)
    converted = zipfile.ZipFile(io.BytesIO(convert(file.getvalue(), ".xlsx", ".ods")))
    cells = etree.fromstring(converted.read("content.xml")).iter(f"{TABLE}table-cell")
    shown = ["".join(cell.itertext()) for cell in cells if cell.get(VALUE_TYPE)]
    differing = [
        (value, code, line, number(value, code))
        for (value, code), line in zip(places, shown, strict=True)
        if number(value, code) not in (None, " ".join(line.split()))
    ]
    assert not differing
