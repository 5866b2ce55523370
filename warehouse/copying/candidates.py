"""Pairs of texts that may have much in common, among very many: MinHash signatures, cut into bands (LSH).

A pair is found by chance, nearly always where it shares much: two texts that have half of their pieces in
common with a probability of 87 %, with seven tenths in common 99.98 %. What is found is only looked at more
closely (`same_runs`); the seed is fixed, so that equal texts make equal pairs.
"""

from collections.abc import Sequence

import numpy as np
from rensa import RMinHash

from warehouse.copying.number_sets import is_among

SHINGLE = 5  # characters; fewer are common to all reports, more break at every changed word
PERMUTATIONS, BANDS, SEED = 128, 32, 1
ROWS = PERMUTATIONS // BANDS
# In a band where very many are alike (a form letter of a province), each is looked at beside its neighbours
# in the order given, which is that of places: all pairs of 5,000 texts would be 12 million.
NEIGHBOURS = 6
BATCH = 300  # texts whose pieces are in hand at a time: they stay in the processor's cache
UNLIKE_BITS = np.uint64(PERMUTATIONS.bit_length())
_STEP = np.uint64(0x9E3779B97F4A7C15)


def signatures(texts: Sequence[str]) -> np.ndarray:
    """The signature of each text, a row of PERMUTATIONS numbers; it depends on nothing but that text."""
    batches = [_signatures_of(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
    return np.concatenate(batches) if batches else np.zeros((0, PERMUTATIONS), np.uint32)


def likeliest(signed: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """(text, other) of the `most` others that are likest to each text, of those that share a band with it.

    Text by text, the likest first, then in their order. The pairs of a band are put to the best of the bands
    before: all of them would be gigabytes where a nation's texts are much alike.
    """
    bits = np.uint64(max(len(signed), 1).bit_length())
    best = np.zeros(0, np.uint64)
    for band in range(BANDS):
        pairs = _pairs_of_band(signed[:, band * ROWS : (band + 1) * ROWS])
        text, other = _text_and_other(best, bits)
        known = np.minimum(text, other) * len(signed) + np.maximum(text, other)
        one, other = np.divmod(pairs[~np.isin(pairs, known)], max(len(signed), 1))
        unlike = _unlike(signed, one, other)
        ranked = [_ranked(one, unlike, other, bits), _ranked(other, unlike, one, bits)]
        best = np.sort(np.concatenate([best, *ranked]))
        is_best = np.ones(len(best), bool)
        owner, _ = _text_and_other(best, bits)
        is_best[most:] = owner[most:] != owner[:-most]
        best = best[is_best]
    text, other = _text_and_other(best, bits)
    return text.astype(np.int32), other.astype(np.int32)


def _ranked(text: np.ndarray, unlike: np.ndarray, other: np.ndarray, bits: np.uint64) -> np.ndarray:
    """Pairs as one number each, whose order is that of `likeliest`."""
    high, middle, low = (each.astype(np.uint64) for each in (text, unlike, other))
    ranked: np.ndarray = (high << (bits + UNLIKE_BITS)) | (middle << bits) | low
    return ranked


def _text_and_other(ranked: np.ndarray, bits: np.uint64) -> tuple[np.ndarray, np.ndarray]:
    low = ranked & ((np.uint64(1) << bits) - np.uint64(1))
    return (ranked >> (bits + UNLIKE_BITS)).astype(np.int64), low.astype(np.int64)


def sharing_a_band(signed: np.ndarray, with_any: np.ndarray) -> np.ndarray:
    """Whether each signature is equal in a band to one of `with_any`; of all others none is its pair."""
    found = np.zeros(len(signed), bool)
    for band in range(BANDS):
        ours, theirs = (_numbers_of_band(each, band) for each in (signed, with_any))
        found |= is_among(ours, theirs)
    return found


def _numbers_of_band(signed: np.ndarray, band: int) -> np.ndarray:
    """A number of 64 bits that is equal where the band is; two of a million bands may share one by chance."""
    first, second = _halves(signed[:, band * ROWS : (band + 1) * ROWS])
    mixed: np.ndarray = first * _STEP ^ second
    return mixed


def _halves(band: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(band).view(np.uint64).T  # ROWS of 32 bits are two numbers


def _signatures_of(texts: Sequence[str]) -> np.ndarray:
    """The signatures of a few texts (text × PERMUTATIONS)."""
    lengths = np.array([max(len(text), SHINGLE) for text in texts])
    padded = "".join(text.ljust(SHINGLE) for text in texts)
    codes = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    hashes = np.zeros(len(codes) - SHINGLE + 1, np.uint64)
    for place in range(SHINGLE):
        hashes = (hashes ^ codes[place : place + len(hashes)]) * _STEP
        hashes ^= hashes >> np.uint64(32)
    ends = np.cumsum(lengths)
    starts = ends - lengths
    is_within = np.ones(len(hashes), bool)  # no piece may run over from a text into the next
    for place in range(1, SHINGLE):
        is_within[ends[:-1] - place] = False
    counts = np.concatenate([[0], np.cumsum(lengths - SHINGLE + 1)]).astype(np.uint64)
    assert int(is_within.sum()) == int(counts[-1]) and len(starts) == len(texts)
    made = RMinHash.digest_matrix_from_flat_token_hashes(hashes[is_within], counts, PERMUTATIONS, SEED)
    return np.array(made.to_rows(), np.uint32)


def _pairs_of_band(band: np.ndarray) -> np.ndarray:
    """one * count + other of the texts that are equal in a band."""
    count = len(band)
    first, second = _halves(band)
    order = np.lexsort((second, first))
    first, second = first[order], second[order]
    found = [
        order[:-step][is_same].astype(np.int64) * count + order[step:][is_same]
        for step in range(1, NEIGHBOURS + 1)
        if (is_same := (first[:-step] == first[step:]) & (second[:-step] == second[step:])).any()
    ]
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _unlike(signed: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How many numbers of their signatures are not equal."""
    parts = [
        np.count_nonzero(signed[one[at : at + BATCH]] != signed[other[at : at + BATCH]], axis=1)
        for at in range(0, len(one), BATCH)
    ]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
