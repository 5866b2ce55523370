"""How much of a text another one has, for many pairs: those that were counted before are looked up."""

import numpy as np
import pyarrow as pa

from warehouse.copying.same_runs import same_counts
from warehouse.copying.texts import Texts

SCHEMA = pa.schema([("text", pa.uint64()), ("other", pa.uint64()), ("same", pa.int32())])
_STEP = np.uint64(0x9E3779B97F4A7C15)


class SameCounts:
    """What `same_counts` says of pairs of texts, remembered by a number of 64 bits a pair.

    That two of the pairs of a nation's year have one number has a chance of one in a million.
    """

    def __init__(self, known: pa.Table) -> None:
        """`known` are rows of SCHEMA, as `table` told them."""
        self._known = known
        pairs = _pairs(known["text"].to_numpy(), known["other"].to_numpy())
        order = np.argsort(pairs)
        self._pairs, self._same = pairs[order], known["same"].to_numpy()[order]
        self._asked: list[pa.Table] = []

    @property
    def has_new(self) -> bool:
        """Whether pairs were counted that were not known."""
        return any(len(asked) for asked in self._asked)

    def of(self, texts: Texts, others: Texts, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """For each pair, a place among `texts` and one among `others`: how much of the text the other has."""
        left, right = texts.digests[one], others.digests[other]
        wanted = _pairs(left, right)
        at = np.searchsorted(self._pairs, wanted)
        is_known = np.zeros(len(wanted), bool)
        within = at < len(self._pairs)
        is_known[within] = self._pairs[at[within]] == wanted[within]
        same = np.zeros(len(wanted), np.int32)
        same[is_known] = self._same[at[is_known]]
        new = np.flatnonzero(~is_known)
        same[new] = same_counts(texts, others, one[new], other[new])
        self._asked.append(pa.table([left[new], right[new], same[new]], schema=SCHEMA))
        return same

    def table(self, texts: np.ndarray, others: np.ndarray) -> pa.Table:
        """All pairs known of `texts` and `others` (digests), in order, each once."""
        whole = pa.concat_tables([self._known, *self._asked])
        left, right = whole["text"].to_numpy(), whole["other"].to_numpy()
        current = np.flatnonzero(np.isin(left, texts) & np.isin(right, others))
        _, first = np.unique(_pairs(left[current], right[current]), return_index=True)
        return whole.take(pa.array(current[first])).combine_chunks()


def _pairs(texts: np.ndarray, others: np.ndarray) -> np.ndarray:
    made: np.ndarray = texts * _STEP ^ others
    return made
