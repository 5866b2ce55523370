"""A page image → PageContent: its tables, filled, and the lines of text around them."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from extract.layout.assemble import PageContent, TextLine
from extract.layout.cell_text import PADDING
from extract.layout.filling import fill
from extract.layout.geometry import Box
from extract.layout.overrun import NUMERIC, marked
from extract.layout.ruled import Fragment, RuledCell, Segment, TooManyRulingsError, find_tables
from extract.ocr.certain import is_figure, read_cells, read_words
from extract.ocr.crossing import INSET, crossed
from extract.ocr.lines import Line, crop, find_lines, find_strips
from extract.ocr.orientation import quarter_turns
from extract.ocr.page import POINT, Pixels, prepare
from extract.ocr.rulings import find_rulings

CLEAR = 3  # pixels around a table that still belong to its rules

cv2.setNumThreads(1)  # a worker has one core, and reads the same whatever their number


def read_page(grey: Pixels, dpi: float, number: int, unit: float = 1.0) -> PageContent:
    """The page as tables and lines, in points; `to_shown` leads back to the source.

    `unit` is the length of a pixel there. A page that lies on its side or upside down is turned.
    """
    page = prepare(grey, dpi, quarter_turns(grey), unit)
    segments, ink = find_rulings(page.ink)
    tables = _tables(segments, number)
    for table in tables:
        _fill(page.grey, ink, table)
    lines = list(_lines(page.grey, ink, [table.box for table in tables]))
    fill(tables, [])  # takes away the rows that only overrunning rules made
    height, width = page.grey.shape
    return PageContent(
        number, width / POINT, height / POINT, lines, tables, to_shown=page.to_shown, reader="scan"
    )


def _tables(segments: Sequence[Segment], number: int) -> list[Fragment]:
    """Tables in points; a picture full of straight lines has none."""
    try:
        pieces = [(x0 / POINT, y0 / POINT, x1 / POINT, y1 / POINT) for x0, y0, x1, y1 in segments]
        return find_tables(pieces, number)
    except TooManyRulingsError:
        return []


def _fill(grey: Pixels, ink: Pixels, table: Fragment) -> None:
    """Read the cells of a table."""
    seen = [(cell, *line) for cell in table.cells for line in _in_cell(grey, ink, cell)]
    texts = read_cells([image for _, _, image in seen], [line for _, line, _ in seen])
    for (cell, line, _), text in zip(seen, texts, strict=True):
        _append(cell, line, text.strip())
    for left, right in crossed(ink, table):
        if NUMERIC & {*left.text, *right.text} and is_figure(left.text) and is_figure(right.text):
            left.text, right.text = marked(left.text, ["right"]), marked(right.text, ["left"])


def _in_cell(grey: Pixels, ink: Pixels, cell: RuledCell) -> Iterator[tuple[Line, Pixels]]:
    """The lines that the models must read; a sign that its shape tells is put into its cell."""
    left, top, right, bottom = (round(edge * POINT) for edge in cell.places[0][1:])
    inside = np.s_[top + INSET : bottom - INSET + 1, left + INSET : right - INSET + 1]
    if not ink[inside].size:
        return
    for line in find_lines(ink[inside]):
        if line.sign:
            cell.text = line.sign
        else:
            yield line, crop(grey[inside], line)


def _append(cell: RuledCell, line: Line, text: str) -> None:
    """Lines that fill the cell's width run on; other line breaks stay."""
    cell.text += ("\n" if cell.text and not cell.is_full else "") + text
    _, left, _, right, _ = cell.places[0]
    room = (right - left - 2 * PADDING) * POINT - (line.y1 - line.y0)
    cell.is_full = line.x1 - line.x0 > room


def _lines(grey: Pixels, ink: Pixels, tables: Sequence[Box]) -> Iterator[TextLine]:
    """The text around the tables."""
    around = ink.copy()
    for table in tables:
        left, top, right, bottom = (round(edge * POINT) for edge in table)
        around[max(top - CLEAR, 0) : bottom + CLEAR + 1, max(left - CLEAR, 0) : right + CLEAR + 1] = 0
    lines = list(find_strips(around))
    for line, text in zip(lines, read_words([crop(grey, line) for line in lines]), strict=True):
        if text.strip():
            yield TextLine(text.strip(), *(edge / POINT for edge in line[:4]))
