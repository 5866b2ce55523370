"""The passages that two texts have in common, and how much of a text they are.

A passage is a run of at least RUN characters that count (`CountedText`), word for word the same, wherever it
stands in the other text. 13 is the measure that Chinese editors use when they look for copying.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from warehouse.copying.counted import CountedText

RUN = 13
LONGEST = 50_000  # characters of a text that are looked at: a whole long report


@dataclass(frozen=True, slots=True)
class Passage:
    """The same words in two texts: [start, end) in one, [other_start, other_end) in the other."""

    start: int
    end: int
    other_start: int
    other_end: int


def share_pct(length: int, same: int) -> float:
    """Those characters as a percentage of a counted text of that length, to a tenth."""
    return round(100 * same / length, 1) if length else 0.0


def passages(text: str, other: str) -> list[Passage]:
    """The passages of two printed texts, in the order of the first: where to mark them side by side.

    Both are looked at up to LONGEST characters, in time that grows as their length. Passages of `text` do not
    overlap; two of them may be the same place of `other`.

    >>> passages("本局全年开展业务培训三次，覆盖全部科室。", "去年，本局全年开展业务培训三次，覆盖全部科室")
    [Passage(start=0, end=19, other_start=3, other_end=22)]
    """
    one, two = CountedText(text[:LONGEST]), CountedText(other[:LONGEST])
    here, there = one.places(), two.places()
    return [
        Passage(here[start], here[start + length - 1] + 1, there[at], there[at + length - 1] + 1)
        for start, at, length in _common(one.text, two.text)
    ]


def _common(text: str, other: str) -> Iterator[tuple[int, int, int]]:
    """(start in text, start in other, length) of runs that cover what `same_counts` counts, and no more."""
    places = {other[place : place + RUN]: place for place in range(len(other) - RUN, -1, -1)}
    place = covered = 0
    while place <= len(text) - RUN:
        at = places.get(text[place : place + RUN])
        if at is None:
            place += 1
            continue
        end, other_end = place + RUN, at + RUN
        while end < len(text) and other_end < len(other) and text[end] == other[other_end]:
            end, other_end = end + 1, other_end + 1
        start = max(place, covered)
        yield start, at + start - place, end - start
        covered = end
        place = end - RUN + 1  # a run may begin in the last characters of this one, and go on elsewhere
