"""How much of a text another one has, for many pairs: those that were counted before are looked up."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from warehouse.copying.passages import same_count

SCHEMA = pa.schema([("pair", pa.uint64()), ("same", pa.int32())])
_STEP = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Digested:
    """Texts, and a number of 64 bits for each."""

    texts: Sequence[str]
    digests: np.ndarray


def digested(texts: Sequence[str]) -> Digested:
    """Texts with numbers that depend on nothing but their characters."""
    digests = (hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8) for text in texts)
    return Digested(texts, np.frombuffer(b"".join(each.digest() for each in digests), np.uint64))


class SameCounts:
    """What `same_count` says of pairs of texts, remembered by a number of 64 bits a pair.

    That two of the pairs of a nation's year have one number has a chance of one in a million.
    """

    def __init__(self, known: pa.Table) -> None:
        """`known` are rows of SCHEMA, as `table` told them."""
        self._pairs, self._same = known["pair"].to_numpy(), known["same"].to_numpy()
        self._asked: list[tuple[np.ndarray, np.ndarray]] = []

    def of(self, texts: Digested, others: Digested, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """For each pair, a place among `texts` and one among `others`: how much of the text the other has."""
        wanted = texts.digests[one] * _STEP ^ others.digests[other]
        at = np.searchsorted(self._pairs, wanted)
        is_known = np.zeros(len(wanted), bool)
        within = at < len(self._pairs)
        is_known[within] = self._pairs[at[within]] == wanted[within]
        same = np.zeros(len(wanted), np.int32)
        same[is_known] = self._same[at[is_known]]
        for place in np.flatnonzero(~is_known).tolist():
            same[place] = same_count(texts.texts[one[place]], others.texts[other[place]])
        self._asked.append((wanted, same))
        return same

    def table(self) -> pa.Table:
        """The pairs that were asked for, in order, each once."""
        pairs = np.concatenate([np.zeros(0, np.uint64), *(pairs for pairs, _ in self._asked)])
        same = np.concatenate([np.zeros(0, np.int32), *(same for _, same in self._asked)])
        pairs, first = np.unique(pairs, return_index=True)
        return pa.table([pairs, same[first]], schema=SCHEMA)
