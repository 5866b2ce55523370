"""How many characters of a text stand in runs that another has too, for many pairs at once.

A run is RUN characters that count, as in `passages`. Runs are told by numbers of 64 bits: that two of all
that meet here in a nation share one by chance has a chance of one in a million.
"""

import numpy as np

from warehouse.copying.number_sets import is_among
from warehouse.copying.passages import RUN
from warehouse.copying.texts import Texts

BATCH = 66_000  # characters of texts at a time: with what is made of them they stay in the processor's cache
_STEP, _SPREAD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)


def same_counts(texts: Texts, others: Texts, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """For each pair, a place among `texts` and one among `others`: how much of the text the other has.

    Time grows as the length of the texts; memory does not grow with the number of pairs.
    """
    same = np.zeros(len(one), np.int32)
    if not len(one):
        return same
    texts.put_down(one)
    others.put_down(other)
    order = np.argsort(other, kind="stable")  # so that a text is read once for all that are held against it
    filled = np.cumsum(texts.lengths[one[order]] + others.lengths[other[order]])
    for pairs in np.split(order, np.flatnonzero(np.diff(filled // BATCH)) + 1):
        same[pairs] = _counted(texts, others, one[pairs], other[pairs])
    return same


def _counted(texts: Texts, others: Texts, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    first, whose = np.unique(one, return_inverse=True)
    second, against = np.unique(other, return_inverse=True)
    numbers, starts, counts = _runs(texts, first)
    known, known_starts, known_counts = _runs(others, second)
    # A number that holds for one of the other texts alone, so that one table serves them all.
    own = (np.arange(len(second), dtype=np.uint64) + np.uint64(1)) * _STEP
    known = known[_spans(known_starts, known_counts)] ^ np.repeat(own, known_counts)
    counts = counts[whose]
    asked = numbers[_spans(starts[whose], counts)] ^ np.repeat(own[against], counts)
    return _covered(np.flatnonzero(is_among(asked, known)), counts)


def _runs(texts: Texts, places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The number of the run at each character of these texts after each other; of each, where, how many."""
    codes = np.frombuffer(texts.read(places).encode("utf-32-le"), np.uint32).astype(np.uint64)
    lengths = texts.lengths[places].astype(np.int64)
    numbers, size = codes, 1
    while size < RUN:  # of two shorter runs, which overlap in the end
        step = min(size, RUN - size)
        numbers, size = _mixed(numbers[:-step], numbers[step:]), size + step
    return numbers * _SPREAD, np.cumsum(lengths) - lengths, np.maximum(lengths - RUN + 1, 0)


def _mixed(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    mixed: np.ndarray = first * _STEP
    mixed ^= second
    mixed ^= mixed >> np.uint64(29)
    return mixed


def _spans(starts: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The numbers from each start on, so many of each, after each other."""
    before = np.cumsum(counts) - counts
    spans: np.ndarray = np.arange(counts.sum()) + np.repeat(starts - before, counts)
    return spans


def _covered(hits: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Characters in the runs at `hits`, for each of the pairs, which have so many runs after each other."""
    whose = np.repeat(np.arange(len(counts)), counts)[hits]
    steps = np.full(len(hits), RUN)  # a run counts from where the one before it ends
    is_same = whose[1:] == whose[:-1]
    steps[1:][is_same] = np.minimum(np.diff(hits), RUN)[is_same]
    covered: np.ndarray = np.bincount(whose, steps, len(counts)).astype(np.int32)
    return covered
