"""Figures of a workbook that nobody sees: white ones on no ground, and those whose format prints nothing."""

import io

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Color, Font, PatternFill

from extract.model.document import Hints
from extract.readers.sheet.reader import read
from tests.extract.readers.shown_cells import figure, shown

NAVY, PAPER = (PatternFill("solid", fgColor=colour) for colour in ("FF000080", "FFFFFFFF"))
WHITE = Font(color="FFFFFFFF")
# font, fill and format of a cell with 12 → its text
LOOKS: dict[str, tuple[Font, PatternFill | None, str, str]] = {
    "white": (WHITE, None, "General", "12 (white)"),
    "white of the theme": (Font(color=Color(theme=0)), None, "General", "12 (white)"),
    "darkened": (Font(color=Color(theme=0, tint=-0.5)), None, "General", "12"),
    "white on white": (WHITE, PAPER, "General", "12 (white)"),
    "white on navy": (WHITE, NAVY, "General", "12"),
    "shade of the theme's white on its like": (
        Font(color=Color(theme=0, tint=-0.05)),
        PatternFill("solid", fgColor="FFF2F2F2"),
        "General",
        "12 (like_ground)",
    ),
    "navy on navy": (Font(color="FF000080"), NAVY, "General", "12 (like_ground)"),
    "of the palette on its like": (
        Font(color=Color(indexed=22)),
        PatternFill("solid", fgColor=Color(indexed=22)),
        "General",
        "12 (like_ground)",
    ),
    "darker than its like": (
        Font(color=Color(theme=4, tint=-0.25)),
        PatternFill("solid", fgColor=Color(theme=4)),
        "General",
        "12",
    ),
    "usual on black": (Font(), PatternFill("solid", fgColor="FF000000"), "General", "12 (like_ground)"),
    "black of the theme on black": (
        Font(color=Color(theme=1)),
        PatternFill("solid", fgColor=Color(indexed=8)),
        "General",
        "12 (like_ground)",
    ),
    "black of the theme made white": (Font(color=Color(theme=1, tint=1.0)), None, "General", "12 (white)"),
    "in a font of pictures": (Font(name="Wingdings"), None, "General", "12 (styled)"),
    "usual on navy": (Font(), NAVY, "General", "12"),
    "black": (Font(color="FF000000"), None, "General", "12"),
    "no format's": (Font(), None, ";;;", ""),
    "struck": (Font(strike=True), None, "General", "1\u03362\u0336 (struck)"),
    "raised": (Font(vertAlign="superscript"), None, "General", "¹²"),
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("value", [12, "12"], ids=["number", "text"])
def test_a_figure_that_is_not_shown_is_refused(look: str, value: object) -> None:
    font, fill, form, text = LOOKS[look]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["规章", value])
    sheet.append(["行政许可", 7])
    cell = sheet["B1"]
    cell.font, cell.number_format = font, form
    if fill is not None:
        cell.fill = fill
    file = io.BytesIO()
    book.save(file)
    found = read(file.getvalue(), Hints()).grids[0].at(0, 1)
    assert shown(found) == text
    assert (figure(found) is not None) is (text == "12")


@pytest.mark.parametrize(
    ("style", "form", "text"),
    [
        ("font: color white", "General", "12 (white)"),
        ("font: color white; pattern: pattern solid, fore_colour white", "General", "12 (white)"),
        ("font: color white; pattern: pattern solid, fore_colour dark_blue", "General", "12"),
        ("font: color gray25; pattern: pattern solid, fore_colour gray25", "General", "12 (like_ground)"),
        ("font: color gray25; pattern: pattern solid, fore_colour gray50", "General", "12"),
        ("pattern: pattern solid, fore_colour black", "General", "12 (like_ground)"),
        ("pattern: pattern solid, fore_colour yellow", "General", "12"),
        ("font: color black", "General", "12"),
        ("font: color black", ";;;", ""),
        ("font: struck_out on", "General", "1\u03362\u0336 (struck)"),
    ],
)
@pytest.mark.parametrize("beside", [[], [8, 9]], ids=["alone", "in a record of several"])
def test_a_figure_of_an_old_workbook_that_is_not_shown_is_refused(
    style: str, form: str, text: str, beside: list[int]
) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("附表")
    for row, label in enumerate(("规章", "行政许可")):
        sheet.write(row, 0, label)
        sheet.write(row, 1, 7)
        for column, value in enumerate(beside, 2):
            sheet.write(row, column, value)
    sheet.write(2, 0, "行政处罚")
    sheet.write(2, 1, 12, xlwt.easyxf(style, num_format_str=form))
    for column, value in enumerate(beside, 2):
        sheet.write(2, column, value)
    file = io.BytesIO()
    book.save(file)
    grid = read(file.getvalue(), Hints()).grids[0]
    assert [shown(cell) for cell in grid.cells if cell.row == 2] == ["行政处罚", text, *map(str, beside)]
