"""Lines of labels shared out among rows of numbers, for all rows at once at the least total distance.

Taking the line nearest to a row found 42 of 175 cells in files of LibreOffice, where labels wrap.
"""

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter

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
    is_fresh = [FRESH.match(line.text) is not None for line in lines]
    has_numbers = sum(is_fresh) * 2 > len(levels)
    stale = [STALE * size * (has_numbers and not fresh) for fresh in is_fresh]
    middles = [*map(middle_y, lines)]
    labels = [
        [
            (middles[first] + middles[first + count]) / 2
            for count in range(_count(lines, is_fresh, first, size))
        ]
        for first in range(len(lines))
    ]
    beginnings = [middles[first : first + 1] * len(label) for first, label in enumerate(labels)]
    shares = [_cheapest(middles, stale, levels, size) for middles in (labels, beginnings)]
    counts = min(shares, key=itemgetter(0))[1]
    return [*_shared(lines, counts)]


def _count(lines: Sequence[Word], is_fresh: Sequence[bool], first: int, size: float) -> int:
    """How many lines the label that begins with this one may have."""
    for count in range(1, min(MOST_LINES, len(lines) - first)):
        line = lines[first + count]
        if is_fresh[first + count] or not _goes_on(lines[first], lines[first + count - 1], line, size):
            return count
    return min(MOST_LINES, len(lines) - first)


def _cheapest(
    labels: Sequence[Sequence[float]], stale: Sequence[float], levels: Sequence[float], size: float
) -> tuple[float, list[list[int]]]:
    """The least price of all rows, and for each row and next line how many lines it takes (-1: skip one).

    labels: for each line where the labels of one, two … lines from it on stand.
    """
    count = len(labels)
    later = [(count - line) * UNUSED * size for line in range(count + 1)]
    unlabelled, unused = UNLABELLED * size, UNUSED * size
    taken: list[list[int]] = []
    for level in reversed(levels):
        prices, counts = [later[count] + unlabelled], [0]  # from the last line to the first
        for line in reversed(range(count)):
            least, chosen = later[line] + unlabelled, 0
            if (price := prices[-1] + unused) <= least:
                least, chosen = price, -1
            extra = stale[line]
            for number, middle in enumerate(labels[line], 1):
                price = later[line + number] + (abs(middle - level) + extra)
                if price < least:
                    least, chosen = price, number
            prices.append(least)
            counts.append(chosen)
        later = prices[::-1]
        taken.append(counts[::-1])
    return later[0], taken[::-1]


def _shared(lines: Sequence[Word], taken: Sequence[Sequence[int]]) -> Iterator[Sequence[Word]]:
    line = 0
    for counts in taken:
        while counts[line] < 0:
            line += 1
        yield lines[line : line + counts[line]]
        line += counts[line]


def _goes_on(first: Word, above: Word, line: Word, size: float) -> bool:
    """Whether a line stands as a further one of the label that `first` begins."""
    is_aligned = abs(line.x0 - first.x0) < 2 * size or abs(middle_x(line) - middle_x(first)) < size
    return is_aligned and line.y0 - above.y1 < size
