"""The geometry of a printed page: words, boxes, places and matrices, shared by pdf, ofd and ocr.

The origin is at the top left and y runs downwards, in points (1/72 inch) unless a caller names another unit.
Only a PDF's own space has its origin at the bottom: a Matrix leads out of it.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

# What `turned` makes of a page, as the first four numbers of a matrix.
QUARTERS = frozenset(((1, 0, 0, -1), (0, 1, 1, 0), (-1, 0, 0, 1), (0, -1, -1, 0)))
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # x0, y0, x1, y1
Place = tuple[int, float, float, float, float]  # page, x0, y0, x1, y1


class Word(NamedTuple):
    """Printed text and its tight box: a glyph or glyphs side by side from a PDF, a whole line from OCR.

    A leading space says that the file has a space before it.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


# A word from all its five fields, in half the time of the constructor: a page makes hundreds.
make_word: Callable[[tuple[str, float, float, float, float]], Word] = partial(tuple.__new__, Word)


class Matrix(NamedTuple):
    """x' = a x + c y + e, y' = b x + d y + f, as in the PDF reference (ISO 32000-1, 8.3.3)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def then(self, next_one: "Matrix") -> "Matrix":
        """Both in one: first this matrix, then the next."""
        a, b, c, d, e, f = self
        return Matrix(
            *(a * next_one.a + b * next_one.c, a * next_one.b + b * next_one.d),
            *(c * next_one.a + d * next_one.c, c * next_one.b + d * next_one.d),
            *(e * next_one.a + f * next_one.c + next_one.e, e * next_one.b + f * next_one.d + next_one.f),
        )

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A box's corners moved, again as left, top, right, bottom."""
        a, b, c, d, e, f = self
        left, right = a * x0 + c * y0 + e, a * x1 + c * y1 + e
        top, bottom = b * x0 + d * y0 + f, b * x1 + d * y1 + f
        return min(left, right), min(top, bottom), max(left, right), max(top, bottom)

    def boxes(
        self, lefts: list[float], bottoms: list[float], rights: list[float], tops: list[float]
    ) -> list[Box]:
        """Many boxes moved; most pages stand upright or on a side, so that corners only change places."""
        a, b, c, d, e, f = self
        if (a, b, c, d) not in QUARTERS:
            return [*map(self.box, lefts, bottoms, rights, tops)]
        x0s, x1s = _shifted(lefts, rights, a, e) if a else _shifted(bottoms, tops, c, e)
        y0s, y1s = _shifted(bottoms, tops, d, f) if d else _shifted(lefts, rights, b, f)
        return [*zip(x0s, y0s, x1s, y1s, strict=True)]


def _shifted(
    lows: list[float], highs: list[float], direction: float, origin: float
) -> tuple[list[float], list[float]]:
    """Places along one axis, counted from another origin; the other way round where that runs backwards."""
    if direction < 0:
        return [origin - high for high in highs], [origin - low for low in lows]
    if not origin:
        return lows, highs
    return [low + origin for low in lows], [high + origin for high in highs]


def rotation(angle: float, x: float, y: float) -> Matrix:
    """Turned clockwise by an angle (radians, y downwards) about a point."""
    cos, sin = math.cos(angle), math.sin(angle)
    return Matrix(cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y)


def turned(box: Box, quarters: int) -> Matrix:
    """From the PDF's own space (y upwards) to one with the origin top left, turned clockwise."""
    left, bottom, right, top = box
    return (
        Matrix(1, 0, 0, -1, -left, top),
        Matrix(0, 1, 1, 0, -bottom, -left),
        Matrix(-1, 0, 0, 1, right, -bottom),
        Matrix(0, -1, -1, 0, top, right),
    )[quarters % 4]
