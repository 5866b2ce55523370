"""Pairs of texts that may have much in common, among very many: those whose signatures share a band.

A pair is found by chance, nearly always where it shares much: two texts that have half of their pieces in
common with a probability of 87 %, with seven tenths in common 99.98 %. What is found is only looked at more
closely (`same_runs`); the seed is fixed, so that equal texts make equal pairs.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from warehouse.copying.number_sets import is_among
from warehouse.copying.signatures import BANDS

# In a band where very many are alike (a form letter of a province), each is looked at beside its neighbours
# in the order given, which is that of places: all pairs of 5,000 texts would be 12 million.
NEIGHBOURS = 6
CHUNK = 16_384  # texts whose neighbours in a band are in hand at a time
BATCH = 2_048  # pairs whose sketches are in hand at a time: they stay in the processor's cache
NONE = np.uint64(2**64 - 1)
_LOW, _PLACE = np.uint64(32), np.uint64(2**32 - 1)
_STEP = np.uint64(0x9E3779B97F4A7C15)

Bands: TypeAlias = Callable[[int], np.ndarray]  # of the number of a band: what each text has there


def likeliest(bands: Bands, sketches: np.ndarray, most: int) -> np.ndarray:
    """(text × most): the others that are likest to each text, of those that share a band with it, then -1.

    The likest first, then in their order. One band is in memory at a time, and of its pairs a part: all would
    be gigabytes where a nation's texts are much alike.
    """
    best = np.full((len(sketches), most), NONE)  # how unlike the other is, and which it is, as one number
    for number in range(BANDS):
        band, order = _in_order(bands(number))
        for start in range(0, len(order), CHUNK):
            _improve(best, sketches, *_neighbours(band, order, start))
    found = (best & _PLACE).astype(np.int32)
    found[best == NONE] = -1
    return found


def sharing_a_band(bands: Bands, with_any: Bands) -> np.ndarray:
    """Whether each text shares a band with one `with_any` tells of; of all others none is its pair."""
    found = np.zeros(len(bands(0)), bool)
    for number in range(BANDS):
        found |= is_among(*(of(number).astype(np.uint64) * _STEP for of in (bands, with_any)))
    return found


def _in_order(band: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of a band in order, and whose they are; of equal ones in the order given."""
    whole = band.astype(np.uint64) << _LOW | np.arange(len(band), dtype=np.uint64)
    whole.sort()
    return (whole >> _LOW).astype(np.uint32), (whole & _PLACE).astype(np.int32)


def _neighbours(band: np.ndarray, order: np.ndarray, start: int) -> tuple[np.ndarray, np.ndarray]:
    """(one, other) of texts that are equal in a band: from a place in its order on, each beside the next."""
    end = min(start + CHUNK, len(order))
    ones, others = [], []
    for step in range(1, NEIGHBOURS + 1):
        following = band[start + step : end + step]
        is_same = band[start : start + len(following)] == following
        ones.append(order[start : start + len(following)][is_same])
        others.append(order[start + step : end + step][is_same])
    return np.concatenate(ones), np.concatenate(others)


def _improve(best: np.ndarray, sketches: np.ndarray, one: np.ndarray, other: np.ndarray) -> None:
    """Put each of some pairs among the best of both its texts, where it is."""
    is_new = ~(_has(best, one, other) | _has(best, other, one))
    one, other = one[is_new], other[is_new]
    unlike = _unlike(sketches, one, other) << _LOW
    text = np.concatenate([one, other])
    pair = np.concatenate([unlike | other.astype(np.uint64), unlike | one.astype(np.uint64)])
    is_better = pair < best[text, -1]
    text, pair = text[is_better], pair[is_better]
    order = np.lexsort((pair, text))
    text, pair = text[order], pair[order]
    texts, starts, counts = np.unique(text, return_index=True, return_counts=True)
    turn = np.arange(len(text)) - np.repeat(starts, counts)
    most = best.shape[1]
    is_first = turn < most
    beside = np.full((len(texts), most), NONE)
    beside[np.repeat(np.arange(len(texts)), counts)[is_first], turn[is_first]] = pair[is_first]
    best[texts] = np.sort(np.concatenate([best[texts], beside], axis=1), axis=1)[:, :most]


def _has(best: np.ndarray, text: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether the other of each pair is among the best of its text."""
    found: np.ndarray = ((best[text] & _PLACE) == other.astype(np.uint64)[:, None]).any(axis=1)
    return found


def _unlike(sketches: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How many numbers of their signatures are not equal."""
    parts = [
        (sketches[one[at : at + BATCH]] != sketches[other[at : at + BATCH]]).sum(axis=1, dtype=np.uint8)
        for at in range(0, len(one), BATCH)
    ]
    return np.concatenate([np.zeros(0, np.uint8), *parts]).astype(np.uint64)
