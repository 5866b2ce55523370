"""Ink that runs over the border between two cells: a number printed there belongs to neither."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from extract.layout.ruled import Fragment, RuledCell
from extract.ocr.lines import SPECK
from extract.ocr.page import POINT, Pixels

INSET = 3  # pixels between a rule's middle and the paper of the cell
REACH = (
    7  # pixels beyond: digits of one number stand nearer to it, text of a cell mostly farther from its rule
)
LINE = 34  # pixels: the height of type of 12 points, in which both sides are inked
WHOLE = 0.8  # of the cell's height: so much is left of the rule itself


def crossed(ink: Pixels, table: Fragment) -> Iterator[tuple[RuledCell, RuledCell]]:
    """The cells side by side, left one first, with ink close to their border on both sides of it."""
    starting: dict[int, list[RuledCell]] = defaultdict(list)
    for cell in table.cells:
        starting[cell.column].append(cell)
    for cell in table.cells:
        for other in starting[cell.column + cell.column_span]:
            if _run_on(ink, cell, other):
                yield cell, other


def _run_on(ink: Pixels, left: RuledCell, right: RuledCell) -> bool:
    (_, _, top, border, bottom), (_, _, other_top, _, other_bottom) = left.places[0], right.places[0]
    first, last = round(max(top, other_top) * POINT) + INSET, round(min(bottom, other_bottom) * POINT) - INSET
    middle = round(border * POINT)
    before = _rows(ink[first:last, max(middle - INSET - REACH, 0) : max(middle - INSET, 0)])
    if not before.size:  # all but a few
        return False
    after = _rows(ink[first:last, middle + INSET + 1 : middle + INSET + 1 + REACH])
    both = np.concatenate((before, after))
    is_rule = max(len(before), len(after)) >= WHOLE * (last - first)
    return bool(after.size) and not is_rule and int(both.max() - both.min()) <= LINE


def _rows(strip: Pixels) -> NDArray[np.intp]:
    """Which rows of pixels are inked; none where dust alone is there."""
    return np.flatnonzero(strip.any(axis=1)) if np.count_nonzero(strip) >= SPECK else np.empty(0, np.intp)
