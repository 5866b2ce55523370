"""Numbers longer than their cell: the digits beyond its border make no figure there, nor in the neighbour."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.codebook.figure_text import parse
from extract.model.document import Hints
from extract.model.grid import Cell
from extract.readers.pdf.reader import read as read_pdf
from extract.report import read
from spiders.replica.model import Report, Value
from spiders.replica.render.flow import Look, Sheet, sheets
from spiders.replica.render.pdf import _content, write
from spiders.replica.world import made
from tests.extract.layout.grid_cases import SIZE, needs_font, pdf
from tests.extract.readers.ofd.test_ofd import SIZE as SIZE_OFD
from tests.extract.readers.ofd.test_ofd import draw, read_pages, text

NUMBERS = ("123456", "1234567", "111111", "1,234,567", "1234.567", "-123456", "１２３４")
KEY = ("req_new", "natural_person", None)
NEIGHBOUR = ("req_new", "legal_business", None)


@needs_font
@pytest.mark.parametrize("align", [Canvas.drawString, Canvas.drawRightString, Canvas.drawCentredString])
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("right", ["3", "", "28"])
def test_digits_beyond_the_border_make_no_figure(
    number: str, right: str, align: Callable[[Canvas, float, float, str], None]
) -> None:
    at = {Canvas.drawString: 162, Canvas.drawRightString: 182, Canvas.drawCentredString: 172}[align]

    def page(canvas: Canvas) -> None:
        canvas.grid([100, 160, 184, 208], [300, 324, 348])
        canvas.setFont("Chinese", SIZE)
        canvas.drawString(104, 306, "规章")
        canvas.drawCentredString(196, 306, right)
        align(canvas, at, 306, number)

    grid = read_pdf(pdf(page), Hints()).grids[0]
    label, first, second = (grid.at(1, column) for column in range(3))
    assert parse(first.text).status == "unreadable"
    assert second.text == right or parse(second.text).status == "unreadable"
    assert label.text == "规章" or "…" in label.text


@needs_font
@pytest.mark.parametrize("padding", [1.0, 2.0])
def test_numbers_that_just_fit_beside_each_other_stay_figures(padding: float) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Chinese", SIZE)
        width = canvas.stringWidth("1111") + 2 * padding
        canvas.grid([100 + width * step for step in range(4)], [300, 324])
        for step in range(3):
            canvas.drawString(100 + width * step + padding, 306, "1111")

    assert [cell.text for cell in read_pdf(pdf(page), Hints()).grids[0].cells] == ["1111"] * 3


@needs_font
@pytest.mark.parametrize("scale", [0.4, 1.0])
def test_numbers_aligned_to_one_border_from_both_sides_stay_figures(scale: float) -> None:
    """A sheet's numbers stand at the right, its texts at the left, each one point from the border."""

    def page(canvas: Canvas) -> None:
        canvas.scale(scale, scale)
        canvas.setFont("Chinese", SIZE)
        canvas.grid([100, 140, 180, 220, 260], [300, 324])
        for x, number in ((139.1, "28"), (219.1, "5")):
            canvas.drawRightString(x, 306, number)
        for x, number in ((140.9, "00"), (220.9, "７")):
            canvas.drawString(x, 306, number)

    assert [cell.text for cell in read_pdf(pdf(page), Hints()).grids[0].cells] == ["28", "00", "5", "７"]


@needs_font
def test_a_number_cut_by_the_page_is_no_figure() -> None:
    def page(canvas: Canvas) -> None:
        canvas.grid([100, 400, 594], [300, 324])
        canvas.setFont("Chinese", SIZE)
        canvas.drawString(104, 306, "规章")
        canvas.drawString(575, 306, "1234567")

    assert parse(read_pdf(pdf(page), Hints()).grids[0].at(0, 1).text).status == "unreadable"


def test_digits_beyond_the_border_make_no_figure_in_an_ofd_file() -> None:
    cells = (Cell("规章", 0, 0, ""), Cell("", 0, 1, ""), Cell("3", 0, 2, ""))
    number = text("1234567890123", 20 + 24 + 2, 41).replace(f"12 {SIZE_OFD}", f"12 {SIZE_OFD / 2}")
    grid = read_pages(draw(cells) + number).grids[0]
    assert [parse(grid.at(0, column).text).status for column in (1, 2)] == ["unreadable"] * 2


def overrun(report: Report) -> list[Sheet]:
    """The report's pages, the figure at KEY printed with more digits than its cell has room for."""
    pages = sheets(replace(report, cells={**report.cells, KEY: Value.of(98765)}), Look())
    for page in pages:
        page.lines = [
            replace(line, text="9876543210", x=line.x + 5) if line.text == "98765" else line
            for line in page.lines
        ]
    return pages


@pytest.mark.parametrize("style", ["strokes", "rects", "wps", "rotated"])
def test_in_a_report_both_cells_are_unreadable_and_a_problem_names_each(style: str) -> None:
    report = made("nanping-zrj", 2022)
    reading = read(write([_content(page, style) for page in overrun(report)], style))
    found = {figure.key: figure for figure in reading.cells}
    assert {key for key, figure in found.items() if figure.status == "unreadable"} == {KEY, NEIGHBOUR}
    named = {each.locator for each in reading.problems}
    assert {found[KEY].locator, found[NEIGHBOUR].locator} <= named
    rest = {key: value for key, value in report.cells.items() if key not in (KEY, NEIGHBOUR)}
    assert {key: found[key].value for key in rest} == {key: value.value for key, value in rest.items()}
