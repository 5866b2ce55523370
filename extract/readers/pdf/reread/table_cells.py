"""The tables that pdfplumber finds between the edges of a page, in a quarter of the time.

It sorts the level edges anew for each upright one, and makes the sets of edges anew for each two crossings
that it asks whether they are joined. What makes a crossing and a cell is the same here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from pdfplumber.table import TableFinder, TableSettings, cells_to_tables
from pdfplumber.utils.geometry import obj_to_bbox

from extract.layout.geometry import Box

Point = tuple[float, float]  # x, distance from the top


class Crossing(NamedTuple):
    """The boxes of the edges that meet at a point."""

    upright: set[Box]
    level: set[Box]


class RegionTables(TableFinder):
    """What `page.find_tables()` finds: `found` are the tables, each the boxes of its cells."""

    def __init__(self, page: Any) -> None:
        self.page, self.settings = page, TableSettings.resolve(None)
        reach = self.settings.intersection_x_tolerance, self.settings.intersection_y_tolerance
        self.found: list[list[Box]] = cells_to_tables(cells(crossings(self.get_edges(), *reach)))


def crossings(edges: Sequence[dict[str, Any]], across: float, down: float) -> dict[Point, Crossing]:
    """Where upright and level edges cross, or miss each other by no more than the tolerances."""
    uprights = [(obj_to_bbox(edge), edge["x0"]) for edge in edges if edge["orientation"] == "v"]
    levels = sorted((edge for edge in edges if edge["orientation"] == "h"), key=itemgetter("top", "x0"))
    asked = [
        (edge["top"], edge["top"] + down, edge["top"] - down, edge["x0"] - across, edge["x1"] + across)
        for edge in levels
    ]
    boxes = [*map(obj_to_bbox, levels)]
    found: dict[Point, Crossing] = defaultdict(lambda: Crossing(set(), set()))
    for upright, x in uprights:
        _, top, _, bottom = upright
        for (y, lowest, highest, left, right), level in zip(asked, boxes, strict=True):
            if top <= lowest and bottom >= highest and left <= x <= right:
                crossing = found[x, y]
                crossing.upright.add(upright)
                crossing.level.add(level)
    return dict(found)


def cells(found: Mapping[Point, Crossing]) -> list[Box]:
    """The smallest cell that begins at each crossing: its corners are joined by edges that they share."""
    columns: dict[float, list[Point]] = defaultdict(list)
    rows: dict[float, list[Point]] = defaultdict(list)
    made = []
    for point in sorted(found, reverse=True):
        below, right = columns[point[0]], rows[point[1]]
        made.append(_smallest(point, below[::-1], right[::-1], found))
        below.append(point)
        right.append(point)
    return [cell for cell in reversed(made) if cell]


def _smallest(
    point: Point, below: Iterable[Point], right: Iterable[Point], found: Mapping[Point, Crossing]
) -> Box | None:
    (x0, y0), own = point, found[point]
    beside = [place for place in right if not own.level.isdisjoint(found[place].level)]
    for under in below:
        if own.upright.isdisjoint(found[under].upright):
            continue
        for place in beside:
            corner = found.get((place[0], under[1]))
            if (
                corner
                and not corner.upright.isdisjoint(found[place].upright)
                and not corner.level.isdisjoint(found[under].level)
            ):
                return x0, y0, place[0], under[1]
    return None
