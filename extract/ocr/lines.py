"""Where text stands in a part of a page image: the boxes of its lines."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.ocr.page import Pixels
from extract.ocr.signs import sign_of

SPECK = 10  # pixels of ink: less is dust, the smallest sign of type (a hyphen) has more
WALL = 4  # pixels at the edge of a cell in which its rule may still stand
MARGIN = 0.15  # of the line's height, left around it for the models
STRAY = 3  # pixels of ink in a row of the page that may be dust
LOWEST = 12  # pixels: type of 5 points
EVEN = 0.8  # of the tallest mark's height: digits of one type are higher
SMALL, SMALL_RAISED = 0.45, 0.35  # of it: commas are lower; where nothing stands so low, quotes are
RAISED = 0.2  # of it: how far the foot of a raised mark is off the line
GAP = 0.35  # of the tallest line's height: strokes of one character, as in 二, stand nearer


class Line(NamedTuple):
    """A line's tight box in pixels, how many separate marks it has, and the sign that its shape tells.

    `is_mixed`: were it a figure, a mark of it would be a note's.
    """

    x0: int
    y0: int
    x1: int
    y1: int
    marks: int = 0
    sign: str = ""
    is_mixed: bool = False


class Mark(NamedTuple):
    """The box of connected ink: a digit is one, a character of Chinese may be several."""

    left: int
    top: int
    width: int
    height: int


def find_lines(ink: Pixels) -> list[Line]:
    """The lines of text in a cell, top to bottom; none where it is blank."""
    clean, boxes = _clean(ink, WALL)
    lines = []
    for top, bottom in _joined(_stretches(np.count_nonzero(clean, axis=1) > 0)):
        columns = np.flatnonzero(clean[top:bottom].any(axis=0))
        left, right = int(columns[0]), int(columns[-1]) + 1
        marks = [mark for mark in boxes if top <= mark.top + mark.height / 2 < bottom]
        lines.append(Line(left, top, right, bottom, len(marks), is_mixed=_are_mixed(marks)))
    if len(lines) == len(boxes) == 1:
        (line,) = lines
        if len(ink) / 4 <= (line.y0 + line.y1) / 2 <= len(ink) * 3 / 4:
            return [line._replace(sign=sign_of(clean[line.y0 : line.y1, line.x0 : line.x1]))]
    return lines


def _are_mixed(marks: Sequence[Mark]) -> bool:
    """Whether a mark is smaller than digits beside it are; points, commas and dashes are smaller still.

    A part of a broken digit has its other part above or below it.
    """
    tallest = max((mark.height for mark in marks), default=0)
    foot = max((mark.top + mark.height for mark in marks if mark.height == tallest), default=0)
    for mark in marks:
        is_raised = mark.top + mark.height <= foot - RAISED * tallest
        least = SMALL_RAISED if is_raised else SMALL
        if least * tallest <= mark.height < EVEN * tallest and not any(
            mark.left < other.left + other.width and other.left < mark.left + mark.width
            for other in marks
            if other is not mark
        ):
            return True
    return False


def find_strips(ink: Pixels) -> Iterator[Line]:
    """The lines of a page whose tables are wiped out, top to bottom; each reaches from edge to edge."""
    is_inked = np.count_nonzero(ink, axis=1) > STRAY
    for top, bottom in _stretches(is_inked):
        if bottom - top < LOWEST:
            continue
        clean, _ = _clean(ink[top:bottom])
        columns = np.flatnonzero(clean.any(axis=0))
        if columns.size:
            yield Line(int(columns[0]), top, int(columns[-1]) + 1, bottom)


def crop(grey: Pixels, line: Line) -> Pixels:
    """The line's image with a margin, as far as `grey` reaches."""
    margin = max(round((line.y1 - line.y0) * MARGIN), 2)
    height, width = grey.shape
    return grey[
        max(line.y0 - margin, 0) : min(line.y1 + margin, height),
        max(line.x0 - margin, 0) : min(line.x1 + margin, width),
    ]


def _clean(ink: Pixels, wall: int = 0) -> tuple[Pixels, list[Mark]]:
    """Ink without specks and without what lies in the outermost `wall` pixels, and its marks."""
    height, width = ink.shape
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    left, top, across, down, area = boxes.T
    is_mark = (area >= SPECK) & (left + across > wall) & (top + down > wall)
    is_mark &= (left < width - wall) & (top < height - wall)
    is_mark[0] = False
    marks = [Mark(*box) for box in boxes[is_mark, :4].tolist()]
    kept = np.take(
        is_mark.view(np.uint8), np.asarray(labels, np.int32), mode="clip"
    )  # faster than is_mark[labels]
    return kept, marks


def _stretches(is_inked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_inked.astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _joined(rows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that are parts of one line of characters put together: 二, the dot of an i, a low comma."""
    tallest = max((bottom - top for top, bottom in rows), default=0)
    joined: list[tuple[int, int]] = []
    for top, bottom in rows:
        if joined and top - joined[-1][1] <= tallest * GAP and bottom - joined[-1][0] <= tallest * (1 + GAP):
            joined[-1] = (joined[-1][0], bottom)
        else:
            joined.append((top, bottom))
    return joined
