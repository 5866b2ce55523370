"""Small digits drawn beside a figure: raised ones are marks of notes, others make the cell unreadable."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.codebook.figure_text import parse
from extract.model.document import Hints
from extract.model.grid import Cell
from extract.readers.pdf.reader import read
from tests.extract.layout.grid_cases import needs_font, pdf
from tests.extract.readers.ofd.test_ofd import SIZE, draw, text
from tests.extract.readers.ofd.test_ofd import read_pages as read_ofd

# figure, small digits, how far they are raised and their size beside the figure's → the cell's text
DRAWN = {
    ("12", "1", 0.5, 0.6): "12¹",
    ("5", "1", 0.5, 0.6): "5¹",
    ("5", "12", 0.4, 0.5): "5¹²",
    ("1,234", "3", 0.35, 0.7): "1,234³",
    ("12", "1", 0.0, 0.6): "12 1",
    ("12", "1", -0.2, 0.6): "12 1",
    ("12", "3", 0.2, 0.8): "12 3",
}


def small_beside(canvas: Canvas, figure: str, mark: str, rise: float, size: float) -> None:
    """Text of ten points at the pen's place, then the mark."""
    pen = canvas.beginText(166, 306)
    pen.setFont("Chinese", 10)
    pen.textOut(figure)
    pen.setRise(rise * 10)
    pen.setFont("Chinese", size * 10)
    pen.textOut(mark)
    canvas.drawText(pen)


@needs_font
@pytest.mark.parametrize("width", [80, 36], ids=["wide", "narrow"])
@pytest.mark.parametrize("drawn", DRAWN, ids=str)
def test_a_small_digit_in_a_pdf_is_no_part_of_the_figure(
    drawn: tuple[str, str, float, float], width: int
) -> None:
    def page(canvas: Canvas) -> None:
        canvas.grid([100, 160, 160 + width], [300, 324, 348])
        canvas.setFont("Chinese", 10)
        canvas.drawString(104, 306, "规章")
        canvas.drawString(104, 330, "文件")
        small_beside(canvas, *drawn)

    cell = read(pdf(page), Hints()).grids[0].at(1, 1)
    assert cell.text == DRAWN[drawn]
    assert parse(cell.text).value in (None, parse(drawn[0]).value)


@needs_font
@pytest.mark.parametrize("drawn", DRAWN, ids=str)
def test_a_small_digit_in_a_table_without_rules_is_no_part_of_the_figure(
    drawn: tuple[str, str, float, float],
) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Chinese", 10)
        for column, head in enumerate(("事项", "甲类", "乙类", "丙类")):
            canvas.drawString(100 + 66 * column, 340, head)
        for row, label in enumerate(("规章", "文件", "许可", "处罚")):
            canvas.drawString(100, 323 - 17 * row, label)
            for column in (1, 2, 3):
                if (row, column) != (1, 1):
                    canvas.setFont("Chinese", 10)
                    canvas.drawString(100 + 66 * column, 323 - 17 * row, f"{row + 3}")
        small_beside(canvas, *drawn)

    document = read(pdf(page), Hints())
    read_as = {cell.text for grid in document.grids for cell in grid.cells}
    glued = drawn[0] + drawn[1]
    assert glued not in read_as
    assert document.grids and (DRAWN[drawn] in read_as or " " in DRAWN[drawn])


@pytest.mark.parametrize("drawn", DRAWN, ids=str)
def test_a_small_digit_in_an_ofd_file_is_no_part_of_the_figure(drawn: tuple[str, str, float, float]) -> None:
    figure, mark, rise, size = drawn
    cells = (Cell("规章", 0, 0, ""), Cell(figure, 0, 1, ""))
    x, y = 20 + 24 + 2 + SIZE * len(figure), 40 + 1 - rise * SIZE + (1 - size) * SIZE
    small = text(mark, x, y).replace(f'"{SIZE}"', f'"{SIZE * size}"').replace(f'{SIZE}"', f'{SIZE * size}"')
    assert read_ofd(draw(cells) + small).grids[0].at(0, 1).text == DRAWN[drawn]
