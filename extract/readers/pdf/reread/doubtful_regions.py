"""Where on its pages a doubtful table stands: all that the second reader looks at."""

import re
from collections.abc import Iterable
from math import inf
from typing import NamedTuple

from extract.codebook import indicators
from extract.layout.geometry import Box
from extract.model.reading import Figure

PLACE = re.compile(r"pdf:p(\d+)/([-\d.]+),([-\d.]+),([-\d.]+),([-\d.]+)")
HEADS = 130.0  # points from the top of a page: a figure above that may have its heads on the page before
# Points that the heads of a table take above its first figures: table four has three rows of heads, in which
# four letters may stand upright; those of table three may take half a page.
HEADS_HEIGHT = {"T4": 120.0}
BELOW = 60.0  # points under the last figure that was read: rows may follow that were not
WHOLE_PAGE: Box = (0.0, 0.0, inf, inf)


def is_same_place(one: str, other: str) -> bool:
    """Whether the cells of two locators overlap on a page."""
    boxes, others = ([tuple(map(float, box)) for box in PLACE.findall(place)] for place in (one, other))
    return any(
        page == other_page and x0 < right and left < x1 and y0 < bottom and top < y1
        for page, x0, y0, x1, y1 in boxes
        for other_page, left, top, right, bottom in others
    )


class _Band(NamedTuple):
    """What a figure's cell takes of the height of a page, and whether its table is doubtful."""

    page: int
    top: float
    bottom: float
    is_doubtful: bool
    heads_top: float


def regions(figures: Iterable[Figure], blocks: frozenset[str]) -> dict[int, Box]:
    """By page the part of it that the tables `blocks` may take: from the table before to their last figure.

    The whole width, since labels stand left of figures, and to the end of a page where the table goes on.
    """
    bands = [*_bands(figures, blocks)]
    doubtful = [band for band in bands if band.is_doubtful]
    pages = {band.page for band in doubtful}
    found = {page: _region(page, bands, page - 1 in pages, page + 1 in pages) for page in pages}
    for page in pages:
        if page > 1 and page - 1 not in found and _first(doubtful, page) < HEADS:
            found[page - 1] = 0.0, _end(bands, page - 1, inf), inf, inf
    return found


def _bands(figures: Iterable[Figure], blocks: frozenset[str]) -> Iterable[_Band]:
    known = indicators()
    for figure in figures:
        block = known[figure.indicator].block
        height = HEADS_HEIGHT.get(block, inf)
        for page, _, top, _, bottom in PLACE.findall(figure.locator):
            yield _Band(int(page), float(top), float(bottom), block in blocks, float(top) - height)


def _region(page: int, bands: list[_Band], goes_back: bool, goes_on: bool) -> Box:
    own = [band for band in bands if band.page == page and band.is_doubtful]
    before = _end(bands, page, min(band.top for band in own))
    top = 0.0 if goes_back else max(before, min(band.heads_top for band in own))
    return 0.0, top, inf, inf if goes_on else max(band.bottom for band in own) + BELOW


def _first(bands: list[_Band], page: int) -> float:
    return min(band.top for band in bands if band.page == page)


def _end(bands: list[_Band], page: int, above: float) -> float:
    """Where the last other table above a height ends, 0 where there is none."""
    return max(
        (
            band.bottom
            for band in bands
            if band.page == page and not band.is_doubtful and band.bottom <= above + 1
        ),
        default=0.0,
    )
