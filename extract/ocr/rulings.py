"""The rules of tables in a straight page image.

Long runs of ink propose their positions; each piece between two crossings is then looked at on the ink,
so that noise loses no wall and the stroke of a character makes none.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from cv2.typing import MatLike

from extract.layout.ruled import Segment
from extract.ocr.page import POINT, Pixels

LONG_ACROSS = round(40 * POINT)  # four characters
SHORT_ACROSS = round(18 * POINT)  # no stroke of a table's type; believed where it joins two upright rules
LONG_DOWN = round(11 * POINT)  # the lowest rows seen are 13 points high
BRIDGE = 3  # pixels of a rule that noise may wipe out; more would join type to the rule above it
THICKEST = 3 * POINT
SLOPE = 0.01  # what is left of the skew
SAME = 2.5 * POINT  # two rules nearer than this are one
REACH = 5  # pixels between the end of a rule and the one it meets
BAND = 3  # pixels beside its position in which a rule may run: paper is never quite flat
DRAWN = 0.85  # share of a piece that must be ink
END = 6 * POINT  # a rule that runs on so far past the last crossing shows a table cut by the page


class _Rule(NamedTuple):
    """The box of a long run of ink, in pixels."""

    x: int
    y: int
    width: int
    height: int


class Rulings(NamedTuple):
    """The walls of every table, piece by piece (pixels), and the page's ink without them."""

    segments: list[Segment]
    type_ink: Pixels


def find_rulings(ink: Pixels) -> Rulings:
    """What is ruled on a page, and what is printed."""
    level, upright = _runs(ink, SHORT_ACROSS, 1), _runs(ink, 1, LONG_DOWN)
    across, down = _believed(level, upright, ink)
    segments: list[Segment] = []
    for region in _regions(across, down, ink):
        segments += _walls(ink, [*_inside(across, region)], [*_inside(down, region)])
    rules = (level & _drawing(across, ink)) | (upright & _drawing(down, ink))
    grown = cv2.dilate(rules, np.ones((3, 3), np.uint8))
    return Rulings(segments, np.where(grown > 0, np.uint8(0), ink))


def _believed(level: Pixels, upright: Pixels, ink: Pixels) -> tuple[list[_Rule], list[_Rule]]:
    """The level and upright runs that are rules: long or between two others, and no stroke of a character."""
    across = [rule for rule in _boxes(level) if rule.height <= THICKEST + SLOPE * rule.width]
    drawn = _drawing([rule for rule in across if rule.width >= LONG_ACROSS], ink)
    down = [rule for rule in _boxes(upright) if rule.width <= THICKEST + SLOPE * rule.height]
    down = [rule for rule in down if _meets(rule, drawn)]
    uprights = _drawing(down, ink)
    return [rule for rule in across if rule.width >= LONG_ACROSS or _is_between(rule, uprights)], down


def _runs(ink: Pixels, width: int, height: int) -> Pixels:
    """Only straight runs of ink of at least this length, small gaps closed."""
    bridge = np.ones((1 if height == 1 else BRIDGE, 1 if width == 1 else BRIDGE), np.uint8)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, bridge)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((height, width), np.uint8))
    return np.asarray(opened, np.uint8)


def _boxes(mask: MatLike) -> list[_Rule]:
    """The boxes of what hangs together (by outlines: on sparse masks much cheaper than labelling)."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return [_Rule(*cv2.boundingRect(outline)) for outline in outlines]


def _drawing(rules: Iterable[_Rule], ink: Pixels) -> Pixels:
    drawn = np.zeros_like(ink)
    for x, y, width, height in rules:
        drawn[y : y + height, x : x + width] = 255
    return drawn


def _meets(rule: _Rule, drawn: Pixels) -> bool:
    """Whether an upright run starts, ends or is crossed at a level rule: strokes of characters are not."""
    x, y, width, height = rule
    return bool(drawn[max(y - REACH, 0) : y + height + REACH, max(x - REACH, 0) : x + width + REACH].any())


def _is_between(rule: _Rule, uprights: Pixels) -> bool:
    """Whether a short level run reaches from one upright rule to another."""
    x, y, width, height = rule
    return _meets(_Rule(x, y, 1, height), uprights) and _meets(_Rule(x + width - 1, y, 1, height), uprights)


def _regions(across: Sequence[_Rule], down: Sequence[_Rule], ink: Pixels) -> Iterator[_Rule]:
    """Boxes of rules that hang together; a single line is no table."""
    grown = cv2.dilate(_drawing([*across, *down], ink), np.ones((7, 7), np.uint8))
    yield from (box for box in _boxes(grown) if box.width > LONG_ACROSS and box.height > LONG_DOWN)


def _inside(rules: Iterable[_Rule], region: _Rule) -> Iterator[_Rule]:
    for rule in rules:
        if region.x <= rule.x < region.x + region.width and region.y <= rule.y < region.y + region.height:
            yield rule


def _walls(ink: Pixels, across: Sequence[_Rule], down: Sequence[_Rule]) -> Iterator[Segment]:
    ys = _positions((rule.y + rule.height / 2, rule.width) for rule in across)
    xs = _positions((rule.x + rule.width / 2, rule.height) for rule in down)
    for y in ys:
        for left, right in _slots(xs, [(rule.x, rule.x + rule.width) for rule in across]):
            if _is_drawn(ink, y, left, right):
                yield left, y, right, y
    for x in xs:
        for top, bottom in _slots(ys, [(rule.y, rule.y + rule.height) for rule in down]):
            if _is_drawn(ink.T, x, top, bottom):
                yield x, top, x, bottom


def _positions(rules: Iterable[tuple[float, int]]) -> list[float]:
    """The positions of (position, length), nearby ones joined, longer ones counting more."""
    groups: list[list[tuple[float, int]]] = []
    for rule in sorted(rules):
        if groups and rule[0] - groups[-1][0][0] <= SAME:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return [sum(at * length for at, length in group) / sum(length for _, length in group) for group in groups]


def _slots(positions: Sequence[float], ends: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """The stretches between crossings, and those that run on past the outermost ones."""
    if not positions or not ends:
        return []
    first, last = min(start for start, _ in ends), max(end for _, end in ends)
    before = [float(first)] if first < positions[0] - END else []
    after = [float(last)] if last > positions[-1] + END else []
    return list(pairwise([*before, *positions, *after]))


def _is_drawn(ink: Pixels, position: float, start: float, end: float) -> bool:
    first = max(round(position) - BAND, 0)
    band = ink[first : round(position) + BAND + 1, round(start) + BAND : round(end) - BAND]
    return bool(band.size) and float((band > 0).any(axis=0).mean()) >= DRAWN
