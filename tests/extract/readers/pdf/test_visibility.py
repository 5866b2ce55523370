"""Text of a PDF that nobody sees is no figure, and digits printed one over the other are none either."""

from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extract.codebook.figure_text import parse
from extract.model.document import Document, Hints
from extract.readers.pdf.reader import read
from tests.extract.layout.grid_cases import SIZE, needs_font, pdf
from tests.extract.readers.shown_cells import shown

Draw = Callable[[Canvas], None]
WHITE, BLACK = (1, 1, 1), (0, 0, 0)
BASE, LEFT = 306, 180  # where the cell's text stands


def page_with(draw: Draw) -> Document:
    """A page whose middle cell holds what `draw` prints."""

    def page(canvas: Canvas) -> None:
        canvas.grid([100, 160, 224, 288], [300, 324, 348])
        canvas.setFont("Chinese", SIZE)
        canvas.drawString(104, BASE, "规章")
        canvas.drawString(240, BASE, "3")
        draw(canvas)

    return read(pdf(page), Hints())


def middle_cell(document: Document) -> str:
    label, middle, right = document.grids[0].cells[-3:]
    assert (label.text, right.text) == ("规章", "3")
    return shown(middle)


def coloured(colour: tuple[int, int, int], text: str, at: float = LEFT) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(*colour)
        canvas.drawString(at, BASE, text)

    return draw


def box(colour: tuple[int, int, int], alpha: float = 1.0, clip: float = 30) -> Draw:
    """A filled shape over the old text, cut off at `clip` points of its width."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(LEFT - 10, 302, clip, 18)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.setFillColorRGB(*colour, alpha=alpha)
        canvas.rect(LEFT - 10, 302, 30, 18, stroke=0, fill=1)
        canvas.restoreState()

    return draw


def invisible(text: str) -> Draw:
    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(LEFT, BASE)
        line.setFont("Chinese", SIZE)
        line.setTextRenderMode(3)
        line.textOut(text)
        line.setTextRenderMode(0)
        canvas.drawText(line)

    return draw


def frames(canvas: Canvas) -> None:
    """All borders as one filled shape, whose box holds the text."""
    path = canvas.beginPath()
    for x in (100, 160, 224, 287):
        path.rect(x, 300, 1, 48)
    for y in (300, 324, 347):
        path.rect(100, y, 188, 1)
    canvas.setFillColorRGB(*BLACK)
    canvas.drawPath(path, stroke=0, fill=1)


def in_form(*steps: Draw) -> Draw:
    """What editors leave of a note over the page: a form of its own."""

    def draw(canvas: Canvas) -> None:
        canvas.beginForm("note")
        canvas.setFont("Chinese", SIZE)
        for step in steps:
            step(canvas)
        canvas.endForm()
        canvas.doForm("note")

    return draw


def together(*steps: Draw) -> Draw:
    return lambda canvas: [step(canvas) for step in steps] and None


@needs_font
@pytest.mark.parametrize("old", ["5", "12", "1234"])
@pytest.mark.parametrize("shift", [0, 2, 6, 12])
@pytest.mark.parametrize("wrap", [together, in_form], ids=["on the page", "in a form"])
def test_a_figure_that_was_covered_and_typed_anew_is_the_new_one(
    old: str, shift: float, wrap: Callable[..., Draw]
) -> None:
    anew = wrap(box(WHITE), coloured(BLACK, "7", LEFT + shift))
    document = page_with(together(coloured(BLACK, old), anew))
    assert middle_cell(document) == "7"
    assert [kind for kind, *_ in document.notes] == ["hidden_text"]


@needs_font
@pytest.mark.parametrize(
    ("draw", "text"),
    [
        (together(coloured(BLACK, "12"), box(BLACK)), ""),
        (coloured(WHITE, "12"), ""),
        (together(box(WHITE), coloured(WHITE, "12")), ""),
        (invisible("12"), ""),
        (together(invisible("12"), coloured(BLACK, "7", LEFT + 15)), "7"),
    ],
    ids=["covered", "white", "white on white", "invisible", "invisible beside a figure"],
)
def test_what_nobody_sees_is_not_read_and_told(draw: Draw, text: str) -> None:
    document = page_with(draw)
    assert middle_cell(document) == text
    ((kind, locator, detail),) = document.notes
    assert (kind, locator) == ("hidden_text", "pdf:p1")
    assert detail.startswith("2 characters that nobody sees were left out: 2 ")


@needs_font
@pytest.mark.parametrize(
    "draw",
    [
        together(box(WHITE), coloured(BLACK, "12")),
        together(box(BLACK), coloured(WHITE, "12")),
        together(coloured(BLACK, "12"), box((1, 1, 0), alpha=0.5)),
        together(coloured(BLACK, "12"), box(WHITE, clip=2)),
        together(coloured(BLACK, "12"), frames),
    ],
    ids=["on white", "white on a shape", "under a marker's ink", "beside a clipped shape", "in frames"],
)
def test_what_is_seen_stays(draw: Draw) -> None:
    document = page_with(draw)
    assert (middle_cell(document), document.notes) == ("12", ())


@needs_font
@pytest.mark.parametrize("shift", [0, 1, 2])
@pytest.mark.parametrize(("old", "new"), [("5", "7"), ("12", "34"), ("12", "7"), ("123", "4")])
def test_digits_over_each_other_are_no_number(shift: float, old: str, new: str) -> None:
    text = middle_cell(page_with(together(coloured(BLACK, old), coloured(BLACK, new, LEFT + shift))))
    assert parse(text).status == "unreadable"


@needs_font
def test_a_number_printed_twice_to_look_bold_is_one_number() -> None:
    twice = together(coloured(BLACK, "12"), coloured(BLACK, "12", LEFT + 0.3))
    assert middle_cell(page_with(twice)) == "12"


def outline(canvas: Canvas) -> None:
    """A figure drawn as a shape: its curves without its font."""
    path = canvas.beginPath()
    path.moveTo(LEFT, BASE)
    for step in range(4):
        path.curveTo(LEFT + step, BASE + 3, LEFT + step + 2, BASE + 6, LEFT + 1 + step, BASE + 1 + step)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def picture(width: float) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (20, 10))), LEFT, BASE, width, 8)

    return draw


@needs_font
@pytest.mark.parametrize(
    ("draw", "text"),
    [
        (outline, "\ufffc (picture)"),
        (picture(16), "\ufffc (picture)"),
        (together(outline, coloured(BLACK, "12", LEFT + 20)), "12"),
        (picture(90), ""),  # a seal over several cells
        (box((1, 1, 0)), ""),  # shading
    ],
    ids=["a shape", "a picture", "beside a figure", "over the border", "shading"],
)
def test_what_is_drawn_in_a_cell_is_no_blank(draw: Draw, text: str) -> None:
    assert middle_cell(page_with(draw)) == text
