"""A closer look at suspicious pages: what lies outside, stands at an angle, is struck, or reads otherwise.

Each test here asks pdfium about every character; so a page must first look odd to the layout, which has the
boxes of its numbers and lines anyway.
"""

from collections.abc import Iterable, Sequence
from itertools import compress

from extract.layout.assemble import TextLine
from extract.layout.geometry import Box
from extract.layout.ruled import Fragment, Ruling, Segment
from extract.model.looks import LeftOut, Look, Trait
from extract.readers.pdf.pdfium import Page
from extract.readers.pdf.seen import doubtful_text
from extract.readers.pdf.seen.actual_text import DrawnGlyphs, replaced

DIGITS = frozenset("0123456789")
TALL = 45.0  # points: a line as high is set across the page
EDGE = 0.2  # of a glyph: how much of it the page's edge may cut off
MIDDLE = 0.25, 0.78  # of a digit's height: where a line strikes it out
BEYOND = 1.0  # points


def is_suspicious(
    page: Page, tables: Sequence[Fragment], lines: Iterable[TextLine], strokes: Sequence[Ruling]
) -> bool:
    """Whether a page needs the closer look: few do."""
    if page.is_odd or (strokes and tables):
        return True
    right, bottom = page.width + BEYOND, page.height + BEYOND
    for table in tables:
        if table.xs[0] < -BEYOND or table.ys[0] < -BEYOND or table.xs[-1] > right or table.ys[-1] > bottom:
            return True
    return any(
        line.x0 < -BEYOND or line.y0 < -BEYOND or line.x1 > right or line.y1 > bottom or line.size > TALL
        for line in lines
    )


def look_again(page: Page, strokes: Sequence[Ruling], left_out: LeftOut, glyphs: DrawnGlyphs) -> None:
    """Take out of the page's text what is outside, turned, struck or replaced."""
    printed = [index for index, letter in enumerate(page.text) if not letter.isspace()]
    boxes = dict(zip(printed, page.boxes(printed), strict=True))
    looks = dict.fromkeys(_replaced(page, printed, glyphs), Look(Trait.REPLACED))
    looks |= dict.fromkeys(_struck(page, boxes, strokes), Look(Trait.STRUCK))
    outside = {index for index, box in boxes.items() if not _is_inside(page, *_middle(box))}
    looks |= dict.fromkeys(_cut(page, boxes, outside), Look(Trait.CUT))
    looks |= dict.fromkeys(_turned(page, printed), Look(Trait.WATERMARK))
    looks |= dict.fromkeys(outside, Look(Trait.OUTSIDE))
    doubtful_text.replace(page, looks, left_out)


def within(page: Page, segments: Iterable[Segment]) -> list[Segment]:
    """The borders as far as they are on the page."""
    kept = []
    for x0, y0, x1, y1 in segments:
        box = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        left, top, right, bottom = box
        if right < 0 or bottom < 0 or left > page.width or top > page.height:
            continue
        kept.append((max(left, 0.0), max(top, 0.0), min(right, page.width), min(bottom, page.height)))
    return kept


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _is_inside(page: Page, x: float, y: float) -> bool:
    return 0 <= x <= page.width and 0 <= y <= page.height


def _cut(page: Page, boxes: dict[int, Box], outside: set[int]) -> Iterable[int]:
    """Digits inside whose number goes on outside, or which the edge cuts off in part."""
    for index, (x0, y0, x1, y1) in boxes.items():
        if index in outside or page.text[index] not in DIGITS:
            continue
        across, up = (x1 - x0) * EDGE, (y1 - y0) * EDGE
        is_cut = x0 < -across or x1 > page.width + across or y0 < -up or y1 > page.height + up
        if is_cut or any(neighbour in outside for neighbour in _number(page.text, index)):
            yield index


def _number(text: str, index: int) -> range:
    """The indexes of the characters that stand together with one."""
    start = end = index
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return range(start, end)


def _turned(page: Page, printed: Sequence[int]) -> list[int]:
    """Characters that stand at another angle than the page's text; none where most of it does."""
    found = [*compress(printed, page.are_turned(printed))]
    return found if 2 * len(found) < len(printed) else []


def _struck(page: Page, boxes: dict[int, Box], strokes: Sequence[Ruling]) -> Iterable[int]:
    """Digits with a line through their middle."""
    if not strokes:
        return
    low, high = MIDDLE
    for index, (x0, y0, x1, y1) in boxes.items():
        if page.text[index] not in DIGITS:
            continue
        top, bottom = y0 + low * (y1 - y0), y0 + high * (y1 - y0)
        if any(
            top < y < bottom and min(x1, end) - max(x0, start) > (x1 - x0) / 2 for y, start, end in strokes
        ):
            yield index


def _replaced(page: Page, printed: Sequence[int], glyphs: DrawnGlyphs) -> Iterable[int]:
    """Digits under /ActualText whose glyph, by its font, is another."""
    for index in replaced(page, [index for index in printed if page.text[index] in DIGITS]):
        if glyphs.at(page.number, *page.origin(index)) != page.text[index]:
            yield index
