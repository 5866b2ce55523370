"""Lines of labels shared out among rows of numbers, for all rows at once at the least total distance.

Taking the line nearest to a row found 42 of 175 cells in files of LibreOffice, where labels wrap.
"""

import re
from collections.abc import Sequence
from functools import cache

from extract.layout.geometry import Word
from extract.layout.pieces import middle_x, middle_y

FRESH = re.compile(r"\s*([（(]?[一二三四五六七八九十]{1,3}[）)、.．，]|\d{1,2}[.．、])")
MOST_LINES = 8  # of one label
UNLABELLED = 3.0  # type sizes: the price of a row without label
UNUSED = 0.8  # type sizes: the price of a line left out, such as a group's label
STALE = 1.5  # type sizes: the price of a label that begins without its number where others have one


def share_out_labels(lines: Sequence[Word], levels: Sequence[float], size: float) -> list[Sequence[Word]]:
    """For each row's level its label's lines, so that labels stand nearest to their rows in total.

    Labels stand around their row's level, or begin at it: whichever fits all rows better.
    """
    shares = [_cheapest(lines, levels, size, is_centred) for is_centred in (True, False)]
    return min(shares, key=lambda share: share[0])[1]


def _cheapest(
    lines: Sequence[Word], levels: Sequence[float], size: float, is_centred: bool
) -> tuple[float, list[Sequence[Word]]]:
    has_numbers = sum(FRESH.match(line.text) is not None for line in lines) * 2 > len(levels)

    @cache
    def best(line: int, row: int) -> tuple[float, int]:
        """Least price of the lines and rows from here on, and how many lines the row takes (-1: skip one)."""
        if row == len(levels):
            return (len(lines) - line) * UNUSED * size, -1
        choices = [(best(line, row + 1)[0] + UNLABELLED * size, 0)]
        if line < len(lines):
            choices.append((best(line + 1, row)[0] + UNUSED * size, -1))
        for count in range(1, min(MOST_LINES, len(lines) - line) + 1):
            end = line + count - 1
            if count > 1 and not _goes_on(lines[line], lines[end - 1], lines[end], size):
                break
            ends = (line, line + count - 1) if is_centred else (line, line)
            price = abs((middle_y(lines[ends[0]]) + middle_y(lines[ends[1]])) / 2 - levels[row])
            price += STALE * size * (has_numbers and not FRESH.match(lines[line].text))
            choices.append((best(line + count, row + 1)[0] + price, count))
        return min(choices)

    shares: list[Sequence[Word]] = []
    line = 0
    while len(shares) < len(levels):
        count = best(line, len(shares))[1]
        if count < 0:
            line += 1
        else:
            shares.append(lines[line : line + count])
            line += count
    return best(0, 0)[0], shares


def _goes_on(first: Word, above: Word, line: Word, size: float) -> bool:
    """Whether a line can be a further one of the label that `first` begins."""
    is_aligned = abs(line.x0 - first.x0) < 2 * size or abs(middle_x(line) - middle_x(first)) < size
    return is_aligned and line.y0 - above.y1 < size and not FRESH.match(line.text)
