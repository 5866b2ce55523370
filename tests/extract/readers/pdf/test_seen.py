"""What nobody sees of a PDF page, watermarks and digits in doubt: left out or refused, never a figure."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from extract.model.document import Document, Hints
from extract.readers.pdf.reader import read
from tests.extract.layout.grid_cases import SIZE, needs_font, pdf

Draw = Callable[[Canvas], object]
COLUMNS, ROWS = (100, 160, 224, 288), (300, 324, 348)


def table(canvas: Canvas, left: float = 0.0, figure: str = "12") -> None:
    canvas.setFont("Chinese", SIZE)
    canvas.setFillGray(0)
    canvas.grid([left + x for x in COLUMNS], [*ROWS])
    canvas.drawString(left + 104, 306, "规章")
    canvas.drawString(left + 180, 306, figure)
    canvas.drawString(left + 240, 306, "3")


def page(*steps: Draw, figure: str = "12") -> Document:
    def draw(canvas: Canvas) -> None:
        table(canvas, figure=figure)
        for step in steps:
            canvas.saveState()
            step(canvas)
            canvas.restoreState()

    return read(pdf(draw), Hints())


def figures(document: Document) -> list[str]:
    """The cells of the figures' row; `?` for one that is refused."""
    return ["?" if cell.refused else cell.text for cell in document.grids[0].cells[-3:]]


def kinds(document: Document) -> set[str]:
    return {kind for kind, *_ in document.notes}


def turned(text: str, angle: float, x: float, y: float, size: float = 9.0, grey: float = 0.8) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(grey)
        canvas.setFont("Chinese", size)
        canvas.translate(x, y)
        canvas.rotate(angle)
        canvas.drawString(0, 0, text)

    return draw


@needs_font
@given(
    text=st.sampled_from(["8", "20", "内部", "市"]),
    angle=st.floats(8, 82).flatmap(lambda angle: st.sampled_from([angle, -angle])),
    x=st.floats(165, 280),
    size=st.floats(8, 40),
    grey=st.sampled_from([0.0, 0.5, 0.85]),
)
@settings(deadline=None, max_examples=8)
def test_turned_type_is_never_of_a_figure(
    text: str, angle: float, x: float, size: float, grey: float
) -> None:
    document = page(turned(text, angle, x, 308, size, grey), figure="12")
    assert {cell for cell in figures(document) if cell.isdecimal()} <= {"12", "3"}


@needs_font
@given(text=st.sampled_from(["2022", "8"]), x=st.floats(165, 280), size=st.floats(7, 40))
@settings(deadline=None, max_examples=8)
def test_pale_type_is_left_out_or_refused(text: str, x: float, size: float) -> None:
    document = page(turned(text, 0, x, 308, size))
    assert {cell for cell in figures(document) if cell.isdecimal()} <= {"12", "3"}
    assert kinds(document) & {"watermark", "text_in_doubt"}


@needs_font
@given(edge=st.floats(90, 300), figure=st.sampled_from(["7", "12", "4821"]))
@settings(deadline=None, max_examples=8)
def test_what_the_crop_box_leaves_out_is_no_figure(edge: float, figure: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((0, 0, edge, 842))
        table(canvas, figure=figure)

    document = read(pdf(draw), Hints())
    shown = {text: refusal for grid in document.grids for text, refusal in _cells(grid)}
    assert not {text for text, refused in shown.items() if text.isdecimal() and not refused} - {figure, "3"}
    if edge < 180:
        assert figure not in shown


def _cells(grid: object) -> list[tuple[str, str]]:
    return [(cell.text, cell.refused) for cell in grid.cells]  # type: ignore[attr-defined]


@needs_font
def test_a_table_beside_the_crop_box_is_not_seen() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((0, 0, 300, 842))
        table(canvas)
        table(canvas, left=250)

    document = read(pdf(draw), Hints())
    assert [figures(document), len(document.grids), kinds(document)] == [
        ["规章", "12", "3"],
        1,
        {"hidden_text"},
    ]


@needs_font
@pytest.mark.parametrize("by", ["a line", "a filled rectangle"])
@pytest.mark.parametrize("struck", ["9", "345"])
def test_a_struck_digit_refuses_its_cell(by: str, struck: str) -> None:
    def strike(canvas: Canvas) -> None:
        width = canvas.stringWidth(struck, "Chinese", SIZE)
        canvas.drawString(170, 306, struck)
        if by == "a line":
            canvas.line(170, 309.4, 170 + width, 309.4)
        else:
            canvas.rect(170, 309.1, width, 0.6, stroke=0, fill=1)

    document = page(strike, figure="12")
    assert (figures(document), kinds(document)) == (["规章", "?", "3"], {"text_in_doubt"})


@needs_font
def test_an_underlined_figure_is_read() -> None:
    document = page(lambda canvas: canvas.line(178, 304.6, 194, 304.6))
    assert (figures(document), kinds(document)) == (["规章", "12", "3"], set())


@needs_font
@given(degrees=st.floats(-2, 2))
@settings(deadline=None, max_examples=8)
def test_a_skewed_page_is_read(degrees: float) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(20, 20)
        canvas.rotate(degrees)
        table(canvas)

    document = read(pdf(draw), Hints())
    assert figures(document) == ["规章", "12", "3"]
    x0, y0, *_ = map(float, document.grids[0].cells[-2].locator.partition("/")[2].split(","))
    turn = math.radians(degrees)
    left = 20 + 160 * math.cos(turn) - 312 * math.sin(turn)
    assert abs(x0 - left) < 12 and 0 < y0 < 842
