"""Random grids with merged cells, and PDFs drawn of them in the ways that real writers draw."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extract.model.grid import Grid

CHINESE_FONT = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
needs_font = pytest.mark.skipif(
    not CHINESE_FONT.exists(), reason="needs the font wqy-zenhei (fonts-wqy-zenhei)"
)
PAGE = 595.0, 842.0
SIZE = 9.0
LETTERS = "本年度行政机关公开申请数量处理一二三（）0123456789.-"


@dataclass(frozen=True)
class Slot:
    """A cell to draw: where it is, what it covers and what it says."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str


@dataclass(frozen=True)
class Plan:
    """A table to draw: column widths and row heights in points, and its cells."""

    widths: tuple[float, ...]
    heights: tuple[float, ...]
    slots: tuple[Slot, ...]

    def box(self, slot: Slot) -> tuple[float, float, float, float]:
        """Left, top, right, bottom from the table's top left corner."""
        return (
            sum(self.widths[: slot.column]),
            sum(self.heights[: slot.row]),
            sum(self.widths[: slot.column + slot.column_span]),
            sum(self.heights[: slot.row + slot.row_span]),
        )

    def shape(self) -> list[tuple[int, int, int, int, str]]:
        return sorted((s.row, s.column, s.row_span, s.column_span, s.text) for s in self.slots)


def shape(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    """A read grid as comparable values, white space aside."""
    return sorted((c.row, c.column, c.row_span, c.column_span, "".join(c.text.split())) for c in grid.cells)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Tables of up to 8 by 8 slots, merged at random, no row or column without an edge of its own."""
    rows, columns = draw(st.integers(1, 8)), draw(st.integers(2, 8))
    owner: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in owner:
                continue
            width = draw(st.integers(1, min(3, columns - column)))
            while any((row, column + step) in owner for step in range(width)):
                width -= 1
            height = draw(st.integers(1, min(3, rows - row)))
            cell = (row, column, row + height, column + width)
            for y in range(row, row + height):
                for x in range(column, column + width):
                    owner[y, x] = cell
    boxes = sorted(set(owner.values()))
    ys = sorted({y for box in boxes for y in (box[0], box[2])})
    xs = sorted({x for box in boxes for x in (box[1], box[3])})
    text = st.text(LETTERS, max_size=6)
    slots = tuple(
        Slot(
            ys.index(top),
            xs.index(left),
            ys.index(bottom) - ys.index(top),
            xs.index(right) - xs.index(left),
            draw(text),
        )
        for top, left, bottom, right in boxes
    )
    widths = tuple(draw(st.integers(24, 60)) * 1.0 for _ in xs[1:])
    heights = tuple(draw(st.integers(26, 60)) * 1.0 for _ in ys[1:])
    return Plan(widths, heights, slots)


def wrapped(text: str, width: float) -> list[str]:
    """Text cut where a line is full, as word processors cut Chinese."""
    lines = [""]
    for letter in text:
        if pdfmetrics.stringWidth(lines[-1] + letter, "Chinese", SIZE) > width - 4:
            lines.append("")
        lines[-1] += letter
    return lines


def pdf(draw: Callable[[Canvas], None], compress: bool = False) -> bytes:
    """The bytes of a PDF of one page or more drawn by `draw`."""
    _register_font()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=PAGE, pageCompression=int(compress))
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


@cache
def _register_font() -> None:
    """Once a process: a font of 16 MB takes longer to load than most pages to read."""
    pdfmetrics.registerFont(TTFont("Chinese", str(CHINESE_FONT), subfontIndex=0))


def draw_table(canvas: Canvas, plan: Plan, style: str, left: float = 40.0, top: float = 60.0) -> None:
    """Draw borders and text in one of STYLES; `top` is measured from the page's top edge."""
    for slot in plan.slots:
        x0, y0, x1, y1 = plan.box(slot)
        box = (left + x0, PAGE[1] - top - y1, left + x1, PAGE[1] - top - y0)
        STYLES[style](canvas, *box)
        _write(canvas, slot.text, box, by_glyph=style == "wps")


def _stroked(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    canvas.setLineWidth(0.5)
    canvas.rect(x0, y0, x1 - x0, y1 - y0, stroke=1, fill=0)


def _pieces(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """Thin filled rectangles that stop short of the corners, over grey shading."""
    canvas.setFillGray(0.85)
    canvas.rect(x0, y0, x1 - x0, y1 - y0, stroke=0, fill=1)
    canvas.setFillGray(0)
    for x, y, width, height in (
        (x0 + 0.7, y0 - 0.35, x1 - x0 - 1.4, 0.7),
        (x0 + 0.7, y1 - 0.35, x1 - x0 - 1.4, 0.7),
        (x0 - 0.35, y0 + 0.7, 0.7, y1 - y0 - 1.4),
        (x1 - 0.35, y0 + 0.7, 0.7, y1 - y0 - 1.4),
    ):
        canvas.rect(x, y, width, height, stroke=0, fill=1)


def _wps(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """A white area under the text and single strokes, each edge twice by its two cells."""
    canvas.setFillGray(1)
    canvas.rect(x0 + 2, y0 + 2, x1 - x0 - 4, y1 - y0 - 4, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.setLineWidth(0.48)
    canvas.lines([(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)])


STYLES = {"stroked": _stroked, "pieces": _pieces, "wps": _wps}


def _write(canvas: Canvas, text: str, box: tuple[float, float, float, float], by_glyph: bool) -> None:
    x0, y0, x1, y1 = box
    lines = wrapped(text, x1 - x0)
    baseline = (y0 + y1) / 2 + (len(lines) / 2 - 0.8) * SIZE * 1.15
    canvas.setFont("Chinese", SIZE)
    for line in lines:
        x = (x0 + x1 - pdfmetrics.stringWidth(line, "Chinese", SIZE)) / 2
        for piece in line if by_glyph else [line]:
            canvas.drawString(x, baseline, piece)
            x += pdfmetrics.stringWidth(piece, "Chinese", SIZE)
        baseline -= SIZE * 1.15
