"""Numbers printed over the border of their cell: neither cell may pass for a figure.

Glyphs go to the cell that holds their middle, so a number that overruns its cell would leave its last digits
to the neighbour: 1234567 beside 3 would be read as 12345 and 673.
"""

from collections.abc import Iterable

from extract.layout.geometry import Word

NUMERIC = frozenset("0123456789０１２３４５６７８９,.，．")
WIDE_DIGITS = frozenset("023456789")
STEP = 0.9  # of a digit's height: from the middle of a digit to the next; of Arial 0.78, of SimSun 0.74
FULL_STEP = 1.6  # … of full-width digits
POINT = 0.45  # of it: room between a digit and a point or comma, or beside a narrow 1
BETWEEN = 0.3  # of it: room between two other digits; of Courier 0.23, of SimSun spaced by a point 0.3
WORD = 0.12  # of it: room between a digit and a word that it touches
ELLIPSIS = "…"  # stands where the text of such a cell goes on beyond it: no number has one


def runs_on(one: Word, following: Word) -> bool:
    """Whether two words of different cells, next to each other in the file, are printed as one number."""
    height = max(one.y1 - one.y0, following.y1 - following.y0)
    if following.x0 - one.x1 > FULL_STEP * height:  # most words
        return False
    before, after = one.text.strip(), following.text.strip()
    last, first = before[-1:], after[:1]
    if last not in NUMERIC and first not in NUMERIC:
        return False
    if abs(one.y0 + one.y1 - following.y0 - following.y1) > 1.5 * height:  # a comma stands low
        return False
    if last.isdecimal() and first.isdecimal() and len(before) == len(after) == 1:
        step = sum(STEP if digit.isascii() else FULL_STEP for digit in (last, first)) / 2
        return 0 < following.x0 + following.x1 - one.x0 - one.x1 < 2 * step * height
    return abs(following.x0 - one.x1) < _room(last, first) * height


def _room(last: str, first: str) -> float:
    """How far apart two letters of one number stand at most, of a digit's height."""
    if last not in NUMERIC or first not in NUMERIC:
        return WORD
    return BETWEEN if {last, first} <= WIDE_DIGITS else POINT


def marked(text: str, sides: Iterable[str]) -> str:
    """The text of a cell, with an ellipsis at each side where a number runs on."""
    for side in sides:
        text = ELLIPSIS + text if side == "left" else text + ELLIPSIS
    return text
