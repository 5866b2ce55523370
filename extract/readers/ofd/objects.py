"""The drawn objects of an OFD page (GB/T 33190-2016, sections 8 to 11): glyphs and rules, in points."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from lxml import etree

from extract.layout.geometry import Box, Point, Word
from extract.layout.ruled import Segment
from extract.model.colours import SOME_COLOUR, Colour, is_pale
from extract.model.looks import PLAIN, Look, Trait

POINTS = 72 / 25.4  # OFD measures in millimetres
THIN = 1.2  # millimetres: a filled shape no thicker than this is a rule
ASCENT, DESCENT, HALF_WIDTH = 0.8, 0.1, 0.5  # of the size: where a glyph stands about its base line
# Elements by their local names: files differ in the namespace they give.
TEXT, PATH, IMAGE, BLOCK = "{*}TextObject", "{*}PathObject", "{*}ImageObject", "{*}PageBlock"
CODE, PATH_DATA = "{*}TextCode", "{*}AbbreviatedData"
STROKE, FILL = "{*}StrokeColor", "{*}FillColor"
MAX_GLYPHS = 200_000
PATH_STEP = re.compile(r"([A-Z])([^A-Z]*)")
PATH_NUMBERS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def number(text: str | None, otherwise: float = 0.0) -> float:
    """The attribute's number; `otherwise` where it is absent or says something else."""
    try:
        return float(text) if text else otherwise
    except ValueError:
        return otherwise


def numbers(text: str | None, count: int) -> tuple[float, ...] | None:
    """That many numbers, or None where the attribute is absent or says something else."""
    try:
        values = tuple(map(float, (text or "").split()))
    except ValueError:
        return None
    return values if len(values) == count else None


def objects(layer: etree._Element, kind: str) -> Iterator[etree._Element]:
    """The objects of one kind in a layer, those inside page blocks too."""
    for child in layer.iterchildren(kind, BLOCK):
        if child.tag.endswith("PageBlock"):
            yield from objects(child, kind)
        else:
            yield child


def look_of(element: etree._Element) -> Look:
    """How a text is painted: not at all, or in a colour. An outline shows a text of any colour."""
    stated = element.attrib
    is_outlined = stated.get("Stroke", "false") == "true"
    is_filled = stated.get("Fill", "true") != "false"
    is_painted = stated.get("Visible", "true") != "false" and stated.get("Alpha", "255") != "0"
    if not is_painted or not (is_filled or is_outlined):
        return Look(Trait.UNPAINTED)
    return PLAIN if is_outlined else Look(colour=_colour(element, FILL))


class Ground(NamedTuple):
    """What text may stand on: the box of a shape or picture, and its colour where it has one."""

    box: Box
    colour: Colour


def ground(element: etree._Element, origin: Point) -> Ground | None:
    """What lies where a picture or a filled shape is drawn."""
    colour = SOME_COLOUR
    if element.tag.endswith("PathObject"):
        if element.get("Fill", "false") != "true":
            return None
        colour = _colour(element, FILL) or 0
        if not is_pale(colour) and not _is_rectangle(element):
            colour = SOME_COLOUR  # all borders of a table may be one path, whose box says nothing
    _, _, width, height = numbers(element.get("Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
    placement = Placement(element, origin)
    left, top = placement.left * POINTS, placement.top * POINTS
    return Ground((left, top, left + width * POINTS, top + height * POINTS), colour)


def _is_rectangle(path: etree._Element) -> bool:
    runs = [run for data in path.iterchildren(PATH_DATA) for run in subpaths(data.text or "") if run]
    if len(runs) != 1:
        return False
    across, down = ({round(point[axis], 3) for point in runs[0]} for axis in (0, 1))
    return len(across) == len(down) == 2


class Placement:
    """Where an object's own coordinates stand on the page: its matrix, then its boundary's corner."""

    def __init__(self, element: etree._Element, origin: Point) -> None:
        boundary = numbers(element.get("Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
        self.left, self.top = boundary[0] - origin[0], boundary[1] - origin[1]
        self.matrix = numbers(element.get("CTM"), 6) or IDENTITY

    def point(self, x: float, y: float) -> Point:
        a, b, c, d, e, f = self.matrix
        return (a * x + c * y + e + self.left) * POINTS, (b * x + d * y + f + self.top) * POINTS

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def glyphs(element: etree._Element, origin: Point) -> Iterator[Word]:
    """The characters of a TextObject, each with a box made from its size; the file states no tight one."""
    placement = Placement(element, origin)
    size = number(element.get("Size"))
    scale = number(element.get("HScale"), 1.0)
    for code in element.iterchildren(CODE):
        text = code.text or ""
        if len(text) > MAX_GLYPHS:
            continue
        across = steps(code.get("DeltaX"), len(text))
        down = steps(code.get("DeltaY"), len(text))
        left, base = number(code.get("X")), number(code.get("Y"))
        space = ""
        for at, char in enumerate(text):
            width = size * scale * (HALF_WIDTH if char.isascii() else 1.0)
            if text[at : at + 2].isdecimal() and at < len(across):
                width = min(max(width, across[at]), size * scale)  # digits of one text are not parted
            if char.isspace():
                space = " "
            else:
                box = placement.box(left, base - ASCENT * size, left + width, base + DESCENT * size)
                yield Word(space + char, *box)
                space = ""
            left += across[at] if at < len(across) else 0.0 if down else width
            base += down[at] if at < len(down) else 0.0


def steps(text: str | None, most: int) -> list[float]:
    """DeltaX or DeltaY: numbers, where `g 5 3.2` stands for 3.2 five times. At most that many are made."""
    found: list[float] = []
    parts = iter((text or "").split())
    try:
        for part in parts:
            count, value = (int(next(parts)), next(parts)) if part == "g" else (1, part)
            found += [float(value)] * min(max(count, 0), most)
            if len(found) >= most:
                break
    except (ValueError, StopIteration):
        return found
    return found


def rules(element: etree._Element, origin: Point) -> Iterator[Segment]:
    """The straight rules of a PathObject: stroked edges, and filled shapes that are thin; white is none."""
    placement = Placement(element, origin)
    is_stroked = element.get("Stroke", "true") != "false" and not is_pale(_colour(element, STROKE))
    is_filled = element.get("Fill", "false") == "true" and not is_pale(_colour(element, FILL))
    for data in element.iterchildren(PATH_DATA):
        for line in subpaths(data.text or ""):
            placed = [placement.point(*point) for point in line]
            if is_stroked:
                yield from ((*start, *end) for start, end in pairwise(placed))
            elif is_filled and len(placed) > 2:
                yield from _thin(placed)


def _colour(element: etree._Element, kind: str) -> Colour | None:
    """The fill's or stroke's colour in RGB; None where none is stated, which is black."""
    child = next(element.iterchildren(kind), None)
    if child is None:
        return None
    values = (child.get("Value") or "").split()
    if len(values) != 3 or not all(value.isdecimal() for value in values):
        return SOME_COLOUR  # a pattern, or a colour space of its own (section 8.3)
    red, green, blue = (min(int(value), 255) for value in values)
    return red << 16 | green << 8 | blue


def _thin(points: list[Point]) -> Iterator[Segment]:
    xs, ys = zip(*points, strict=True)
    x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
    if y1 - y0 <= THIN * POINTS < x1 - x0:
        yield x0, (y0 + y1) / 2, x1, (y0 + y1) / 2
    elif x1 - x0 <= THIN * POINTS < y1 - y0:
        yield (x0 + x1) / 2, y0, (x0 + x1) / 2, y1


def subpaths(data: str) -> Iterator[list[Point]]:
    """The runs of straight lines in abbreviated path data; a curve or an arc stands between two runs."""
    line: list[Point] = []
    for operator, stated in PATH_STEP.findall(data):
        values = numbers(stated, PATH_NUMBERS.get(operator, -1))
        if values is None:
            break
        if operator == "C":
            line += line[:1]
        elif operator == "L":
            line.append((values[0], values[1]))
        else:
            yield line
            line = [(values[-2], values[-1])]
    yield line
