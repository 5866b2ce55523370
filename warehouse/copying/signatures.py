"""MinHash signatures of texts: numbers of bands, which find pairs, and a sketch, which ranks them.

Each of PERMUTATIONS numbers is the least of all that a permutation makes of a text's pieces: of two texts so
many are equal as they have pieces in common. A band is ROWS of them, told by one number: texts that share one
are candidates (LSH). Of each number the sketch keeps a byte (b-bit minwise hashing, Li and König 2010): two
that differ have the same one once in 256 times, which is far below the chance in the signature itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rensa import RMinHash

SHINGLE = 5  # characters; fewer are common to all reports, more break at every changed word
PERMUTATIONS, BANDS, SEED = 128, 32, 1
ROWS = PERMUTATIONS // BANDS
BATCH = 300  # texts whose pieces are in hand at a time: they stay in the processor's cache
_STEP = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Signatures:
    """The `bands` of each text (text × BANDS, 32 bits) and its sketch (text × PERMUTATIONS, 8 bits)."""

    bands: np.ndarray
    sketches: np.ndarray


def signatures(texts: Sequence[str]) -> Signatures:
    """The signature of each text; it depends on nothing but that text."""
    batches = [_numbers(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
    numbers = np.concatenate([np.zeros((0, PERMUTATIONS), np.uint32), *batches])
    return Signatures(_bands(numbers), numbers.astype(np.uint8))


def _bands(numbers: np.ndarray) -> np.ndarray:
    """A number a band: by chance alone, of a million texts a hundred pairs have the same."""
    halves = numbers.view(np.uint64).reshape(len(numbers), BANDS, ROWS // 2)
    mixed = np.zeros(halves.shape[:2], np.uint64)
    for half in range(halves.shape[2]):
        mixed = (mixed ^ halves[:, :, half]) * _STEP
        mixed ^= mixed >> np.uint64(32)
    return mixed.astype(np.uint32)


def _numbers(texts: Sequence[str]) -> np.ndarray:
    """The least numbers of a few texts (text × PERMUTATIONS)."""
    lengths = np.array([max(len(text), SHINGLE) for text in texts])
    padded = "".join(text.ljust(SHINGLE) for text in texts)
    codes = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    hashes = np.zeros(len(codes) - SHINGLE + 1, np.uint64)
    for place in range(SHINGLE):
        hashes = (hashes ^ codes[place : place + len(hashes)]) * _STEP
        hashes ^= hashes >> np.uint64(32)
    ends = np.cumsum(lengths)
    is_within = np.ones(len(hashes), bool)  # no piece may run over from a text into the next
    for place in range(1, SHINGLE):
        is_within[ends[:-1] - place] = False
    counts = np.concatenate([[0], np.cumsum(lengths - SHINGLE + 1)]).astype(np.uint64)
    assert int(is_within.sum()) == int(counts[-1])
    made = RMinHash.digest_matrix_from_flat_token_hashes(hashes[is_within], counts, PERMUTATIONS, SEED)
    return np.array(made.to_rows(), np.uint32)
