"""Ruled lines in, table fragments with merged cells out: the core of pdf, ofd and scan; filling.py adds text.

The origin is at the top left, y runs downwards. Tolerances are given in points (1/72 inch) and multiplied by
`point`, the length of one point in the caller's unit: 1 for pdf and ofd, dpi / 72 for a page image.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from extract.layout.geometry import Box, Place, Word
from extract.layout.tiling import Slots, Walls, tiling

SNAP = 2.5  # points: two parallel rules nearer than this are one rule (double borders, border pieces)
GAP = 3.5  # points: collinear pieces this near are one rule (Chromium draws a border cell by cell)
TOUCH = 3.0  # points: a rule ending this near another one meets it
SHORTEST = 5.0  # points: shorter rules are strokes of a drawing
CUT = 6.0  # points: rules that run on this far past the last crossing rule show a row or column cut open
MOST_RULES = 4000  # a page: no form has a tenth of it; beyond it the drawing is a picture
MOST_SLOTS = 40_000  # a table: the largest form has 400


# A straight piece of a border from (x0, y0) to (x1, y1); slanted ones are ignored.
Segment = tuple[float, float, float, float]
Piece = tuple[float, float, float]  # position, start, end


class Ruling(NamedTuple):
    """A horizontal or vertical rule: where it stands, and from where to where it runs."""

    position: float
    start: float
    end: float


class TooManyRulingsError(ValueError):
    """The page is drawn of more rules than any table has."""


@dataclass(slots=True)
class RuledCell:
    """One cell of a fragment; `is_full` tells of the last row that no glyph more fits in a cell's last line.

    `places` are the boxes it was printed in, (page, x0, y0, x1, y1): several when a page break cut it.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    places: list[Place]
    text: str = ""
    is_full: bool = False


@dataclass(slots=True)
class Fragment:
    """The part of a table that stands on one page: rules' positions and the cells between them.

    `slots` tell which cell covers a slot, until text is filled in.
    """

    page: int
    xs: list[float]
    ys: list[float]
    cells: list[RuledCell] = field(default_factory=list)
    slots: Slots = ()
    is_open_top: bool = False
    is_open_bottom: bool = False

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def holds(self, word: Word) -> bool:
        left, top, right, bottom = self.box
        return left < (word.x0 + word.x1) / 2 < right and top < (word.y0 + word.y1) / 2 < bottom


def find_tables(
    segments: Iterable[Segment], page: int = 1, point: float = 1.0, strokes: list[Ruling] | None = None
) -> list[Fragment]:
    """The ruled tables of a page, top to bottom, their cells still without text; frames of one cell are none.

    `strokes` gets the level lines that meet no upright one: they underline text, or strike it out.
    Raises TooManyRulingsError for a page that is a drawing.
    """
    across, down = _rulings(segments, point, strokes)
    tables = []
    for rows, columns in _connected(across, down, TOUCH * point, strokes):
        table = _table(rows, columns, page, point, strokes)
        if table is not None and len(table.cells) > 1:
            tables.append(table)
    return sorted(tables, key=lambda table: (table.ys[0], table.xs[0]))


def _rulings(
    segments: Iterable[Segment], point: float, strokes: list[Ruling] | None = None
) -> tuple[list[Ruling], list[Ruling]]:
    """The horizontal and the vertical rules that the pieces make up."""
    across, down = _pieces(segments, SNAP * point)
    if len(across) + len(down) > MOST_RULES * 5:
        raise TooManyRulingsError(f"{len(across) + len(down)} border pieces on one page")
    joined = _joined(across, point, strokes), _joined(down, point)
    if len(joined[0]) + len(joined[1]) > MOST_RULES:
        raise TooManyRulingsError(f"{len(joined[0]) + len(joined[1])} rules on one page")
    return joined


def _pieces(segments: Iterable[Segment], snap: float) -> tuple[list[Piece], list[Piece]]:
    """Border pieces as (position, start, end): those that run across, and those that run down.

    Browsers draw a border as a thin filled rectangle: its middle is the position.
    """
    across: list[Piece] = []
    down: list[Piece] = []
    for x0, y0, x1, y1 in segments:
        if y0 == y1 and x0 < x1:  # most pieces
            across.append((y0, x0, x1))
            continue
        if x0 == x1 and y0 < y1:
            down.append((x0, y0, y1))
            continue
        width, height = abs(x1 - x0), abs(y1 - y0)
        if height <= snap and width > height:
            across.append(((y0 + y1) / 2, x0, x1) if x0 < x1 else ((y0 + y1) / 2, x1, x0))
        elif width <= snap:
            down.append(((x0 + x1) / 2, y0, y1) if y0 < y1 else ((x0 + x1) / 2, y1, y0))
    return across, down


def _joined(pieces: list[Piece], point: float, short: list[Ruling] | None = None) -> list[Ruling]:
    """Collinear pieces as whole rules: a piece that touches no crossing rule still belongs to its table.

    `short` gets those too short for one.
    """
    rulings = []
    gap, shortest = GAP * point, SHORTEST * point
    for group in _clusters(sorted(pieces), SNAP * point):
        position = sum([piece[0] for piece in group]) / len(group)
        group.sort(key=_start)
        _, start, end = group[0]
        for _, next_start, next_end in group:
            if next_start > end + gap:
                if end - start >= shortest:
                    rulings.append(Ruling(position, start, end))
                elif short is not None:
                    short.append(Ruling(position, start, end))
                start, end = next_start, next_end
            elif next_end > end:
                end = next_end
        if end - start >= shortest:
            rulings.append(Ruling(position, start, end))
        elif short is not None:
            short.append(Ruling(position, start, end))
    return rulings


_position, _start = itemgetter(0), itemgetter(1)


def _clusters(pieces: list[Piece], width: float) -> Iterable[list[Piece]]:
    start = 0
    while start < len(pieces):
        end = bisect_right(pieces, pieces[start][0] + width, start, key=_position)
        yield pieces[start:end]
        start = end


@dataclass(slots=True)
class _Group:
    """Level rules, and the indexes of the upright ones that they meet."""

    rows: list[Ruling] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)


def _connected(
    across: list[Ruling], down: list[Ruling], touch: float, loose: list[Ruling] | None = None
) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Groups of rules that meet each other: the horizontal and the vertical rules of each table."""
    positions = [rule.position for rule in down]
    reaches = [(start - touch, end + touch) for _, start, end in down]
    groups: list[_Group] = []
    last = _Group()
    for rule in across:
        position, start, end = rule
        near = range(bisect_left(positions, start - touch), bisect_right(positions, end + touch))
        met = [index for index in near if reaches[index][0] <= position <= reaches[index][1]]
        if not met:
            if loose is not None:
                loose.append(rule)
            continue
        if not last.columns.issuperset(met):  # most rules are of the table of the last one
            last = _merged(groups, met)
        last.rows.append(rule)
    return [(group.rows, [down[index] for index in sorted(group.columns)]) for group in groups]


def _merged(groups: list[_Group], met: Sequence[int]) -> _Group:
    """The groups that share an upright rule with these, and these, put together as the last group."""
    joined = [group for group in groups if not group.columns.isdisjoint(met)]
    groups[:] = [group for group in groups if group.columns.isdisjoint(met)]
    rows = [row for group in joined for row in group.rows]
    groups.append(_Group(rows, set(met).union(*(group.columns for group in joined))))
    return groups[-1]


def _table(
    rows: list[Ruling], columns: list[Ruling], page: int, point: float, strokes: list[Ruling] | None = None
) -> Fragment | None:
    """The cells between the rules of a table; rules that run past the outermost crossing rule are closed."""
    ys, top, bottom = _closed(rows, columns, point)
    xs, left, right = _closed(columns, rows, point)
    slot_count = (len(xs) - 1) * (len(ys) - 1)
    if not 0 < slot_count <= MOST_SLOTS:
        return None
    rows += [Ruling(y, xs[0], xs[-1]) for y, is_open in ((ys[0], top), (ys[-1], bottom)) if is_open]
    columns += [Ruling(x, ys[0], ys[-1]) for x, is_open in ((xs[0], left), (xs[-1], right)) if is_open]
    table = Fragment(page, xs, ys, is_open_top=top, is_open_bottom=bottom)
    tiles, table.slots = tiling(_walls(columns, xs, ys, point), _walls(rows, ys, xs, point, strokes))
    table.cells = [
        RuledCell(
            row, column, bottom - row, right - column, [(page, xs[column], ys[row], xs[right], ys[bottom])]
        )
        for row, column, bottom, right in tiles
    ]
    return table


def _closed(rules: list[Ruling], crossing: list[Ruling], point: float) -> tuple[list[float], bool, bool]:
    """Distinct positions of the rules, with a virtual one at each end where two crossing rules run on."""
    positions: list[float] = []
    for rule in sorted(rules):
        if not positions or rule.position - positions[-1] > SNAP * point:
            positions.append(rule.position)
    starts = sorted(rule.start for rule in crossing)
    ends = sorted((rule.end for rule in crossing), reverse=True)
    is_open_start = len(starts) > 1 and starts[1] < positions[0] - CUT * point
    is_open_end = len(ends) > 1 and ends[1] > positions[-1] + CUT * point
    return [*starts[:is_open_start], *positions, *ends[:is_open_end]], is_open_start, is_open_end


def _walls(
    rules: list[Ruling],
    positions: list[float],
    along: list[float],
    point: float,
    strokes: list[Ruling] | None = None,
) -> Walls:
    """walls[i][k] is 1: a rule at positions[i] passes the middle of the slot along[k] to along[k + 1].

    `strokes` gets those that pass no slot, and are no walls: they begin at a border and strike a text out.
    """
    middles = [(a + b) / 2 for a, b in pairwise(along)]
    walls = [bytearray(len(middles)) for _ in positions]
    for rule in rules:
        first, last = bisect_left(middles, rule.start), bisect_right(middles, rule.end)
        if strokes is not None and last - first < 2 and not _spans(rule, along, first, last, point):
            strokes.append(rule)
            continue
        walls[nearest(positions, rule.position)][first:last] = b"\1" * (last - first)
    return tuple(map(bytes, walls))


def _spans(rule: Ruling, along: list[float], first: int, last: int, point: float) -> bool:
    """Whether a rule reaches from one end of its only slot to the other."""
    if last <= first:
        return False
    return rule.start <= along[first] + CUT * point and rule.end >= along[last] - CUT * point


def nearest(positions: Sequence[float], to: float) -> int:
    """The index of the nearest of ascending positions."""
    index = bisect_left(positions, to)
    if index == len(positions) or (index and to - positions[index - 1] <= positions[index] - to):
        return index - 1
    return index
