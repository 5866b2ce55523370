"""A report laid out on A4 pages: texts, rules and fills in points from the upper left corner.

What a PDF, an OFD or a scan draws. Tables break between rows; a cell that spans the break is cut in two.
"""

from dataclasses import dataclass, field

from spiders.replica import prose
from spiders.replica.forms import Table, tables
from spiders.replica.model import Report
from spiders.replica.places import Place, places, width

PAGE = (595.0, 842.0)
LEFT, TOP, BOTTOM = 60.0, 64.0, 780.0
WIDE = PAGE[0] - 2 * LEFT
BODY, SMALL = 12.0, 9.0
PAD = 3.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `x`, `y` are its upper left corner. `is_vertical` runs down from there."""

    x: float
    y: float
    size: float
    text: str
    is_vertical: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight ruling, horizontal or vertical."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass
class Sheet:
    """One page."""

    lines: list[Line] = field(default_factory=list)
    rules: set[Rule] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Look:
    """How tables are drawn: without closing rule where a page cuts them, with upright stub text."""

    open_breaks: bool = False
    upright_stub: bool = False


def advance(character: str, size: float) -> float:
    """The width of a glyph: half the size for ASCII, the size for the rest."""
    return size / 2 if character.isascii() else size


def measure(text: str, size: float) -> float:
    return sum(advance(character, size) for character in text)


def wrap(text: str, size: float, room: float) -> list[str]:
    """Lines of at most `room` points, cut at any character as Chinese setting does, numbers kept whole."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and measure(lines[-1] + piece, size) > room:
            lines.append("")
        lines[-1] += piece
    return lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        if pieces and character.isascii() and pieces[-1].isascii():
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def sheets(report: Report, look: Look) -> list[Sheet]:
    """The whole report on pages."""
    flow = _Flow(look)
    drawn = {table.name: table for table in tables(report)}
    flow.paragraph(report.title, 16.0, 0.0)
    for text in prose.intro(report):
        flow.paragraph(text)
    for part in prose.parts(report):
        for text in (part.heading, *part.paragraphs):
            flow.paragraph(text)
        if part.table:
            flow.table(drawn[part.table])
    flow.paragraph(prose.signature(report))
    return flow.sheets


class _Flow:
    """The pages so far and the height reached on the last one."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.sheets = [Sheet()]
        self.y = TOP

    def turn(self) -> None:
        self.sheets.append(Sheet())
        self.y = TOP

    def paragraph(self, text: str, size: float = BODY, indent: float = 2.0) -> None:
        first = "　" * int(indent)
        for line in wrap(first + text, size, WIDE):
            if self.y + size * 1.6 > BOTTOM:
                self.turn()
            self.sheets[-1].lines.append(Line(LEFT, self.y, size, line))
            self.y += size * 1.6

    def table(self, table: Table) -> None:
        columns = _columns(table)
        heights = _heights(table, columns, self.look)
        found, start = places(table), 0
        for stop in [*self._breaks(heights), len(heights)]:
            if stop > start:
                self._segment(found, columns, heights, (start, stop))
                start = stop
            if stop < len(heights):
                self.turn()
        self.y += BODY

    def _breaks(self, heights: list[float]) -> list[int]:
        """The rows before which a new page begins."""
        y, found = self.y, []
        for row, height in enumerate(heights):
            if y + height > BOTTOM:
                found.append(row)
                y = TOP
            y += height
        return found

    def _segment(
        self, found: list[Place], columns: list[float], heights: list[float], rows: tuple[int, int]
    ) -> None:
        start, stop = rows
        tops = [self.y + sum(heights[start:row]) for row in range(start, stop + 1)]
        is_cut = self.look.open_breaks and stop < len(heights)
        for place in found:
            first, last = max(place.row, start), min(place.row + place.box.rowspan, stop)
            if first < last:
                left, right = columns[place.column], columns[place.column + place.box.colspan]
                room = (left, tops[first - start], right, tops[last - start])
                self._box(room, is_cut and last == stop)
                if _home(place, heights, rows):
                    self._text(place, room)
        self.y = tops[-1]

    def _box(self, room: tuple[float, float, float, float], is_open: bool) -> None:
        left, top, right, bottom = room
        edges = [(left, top, right, top), (left, top, left, bottom), (right, top, right, bottom)]
        if not is_open:
            edges.append((left, bottom, right, bottom))
        self.sheets[-1].rules.update(Rule(*edge) for edge in edges)

    def _text(self, place: Place, room: tuple[float, float, float, float]) -> None:
        left, top, right, bottom = room
        if self.look.upright_stub and is_upright(place):
            y = (top + bottom - SMALL * len(place.box.text)) / 2
            x = (left + right - SMALL) / 2
            self.sheets[-1].lines.append(Line(x, y, SMALL, place.box.text, True))
            return
        lines = wrap(place.box.text, SMALL, right - left - 2 * PAD)
        y = (top + bottom - len(lines) * SMALL * 1.3) / 2 + SMALL * 0.15
        for number, line in enumerate(lines):
            x = (left + right - measure(line, SMALL)) / 2
            self.sheets[-1].lines.append(Line(x, y + number * SMALL * 1.3, SMALL, line))


def is_upright(place: Place) -> bool:
    """The leftmost stub label of table three, which word processors often set upright."""
    return place.column == 0 and place.box.rowspan > 10


def _home(place: Place, heights: list[float], rows: tuple[int, int]) -> bool:
    """Whether the text of a box stands in this segment: the first with 40 points of it."""
    first, last = max(place.row, rows[0]), min(place.row + place.box.rowspan, rows[1])
    before = sum(heights[place.row : first])
    visible = sum(heights[first:last])
    total = sum(heights[place.row : place.row + place.box.rowspan])
    if visible == total:
        return True
    return before < 40 <= before + visible if before else visible >= 40


def _columns(table: Table) -> list[float]:
    """The x of every column edge."""
    count = width(table)
    if table.name == "t3":
        shares = [26.0, 46.0, 110.0] + [41.8] * 7
    elif table.name == "s14":
        shares = [300.0, 50.0, 80.0]
    elif table.name == "t2":
        shares = [150.0 / (count - 3)] * (count - 3) + [100.0] * 3
    else:
        shares = [1.0] * count
    edges = [LEFT]
    for share in shares:
        edges.append(edges[-1] + share * WIDE / sum(shares))
    return edges


def _heights(table: Table, columns: list[float], look: Look) -> list[float]:
    heights = [SMALL * 1.3 + 2 * PAD] * len(table.rows)
    for place in sorted(places(table), key=lambda each: each.box.rowspan):
        room = columns[place.column + place.box.colspan] - columns[place.column] - 2 * PAD
        if look.upright_stub and is_upright(place):
            continue
        need = len(wrap(place.box.text, SMALL, room)) * SMALL * 1.3 + 2 * PAD
        span = slice(place.row, place.row + place.box.rowspan)
        missing = need - sum(heights[span])
        if missing > 0:
            heights[place.row + place.box.rowspan - 1] += missing
    return heights
