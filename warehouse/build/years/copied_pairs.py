"""Pairs of sections that have text in common: with the same body's of last year, with other bodies'."""

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np
import pyarrow as pa

from warehouse.build.years.copied_sections import Key, Sections
from warehouse.copying.candidates import best_of, likely_pairs, sharing_a_band
from warehouse.copying.passages import share_pct
from warehouse.copying.same_counts import SameCounts
from warehouse.copying.texts import Texts

HALF = 50.0  # percent of a text that another body's must have, to be told
KEPT, LOOKED_AT = 3, 12  # other bodies' texts that are told, and compared, beside equal ones


@dataclass
class Pairs:
    """Sections that have text in common, as columns: the places of both, and what the table says of them."""

    one: "array[int]" = field(default_factory=lambda: array("q"))
    other: "array[int]" = field(default_factory=lambda: array("q"))
    rank: "array[int]" = field(default_factory=lambda: array("q"))
    same: "array[int]" = field(default_factory=lambda: array("q"))
    alike: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, one: int, other: int, rank: int, same: int, alike: int) -> None:
        values = one, other, rank, same, alike
        for column, value in zip(
            (self.one, self.other, self.rank, self.same, self.alike), values, strict=True
        ):
            column.append(value)

    def table(self, own: Sections, others: Sections, source: str) -> pa.Table:
        """The pairs as rows of the table `copies`."""
        count = len(self.one)
        one, mate = pa.array(self.one, pa.int64()), pa.array(self.other, pa.int64())
        about = own.about.take(one).drop_columns(["scope"])
        other = others.about.take(mate)
        lengths = own.texts.lengths[one.to_numpy()].tolist()
        percent = [share_pct(length, same) for length, same in zip(lengths, self.same, strict=True)]
        alike = [None if number < 0 else number for number in self.alike]
        columns = {
            "source": pa.repeat(source, count),
            "rank": pa.array(self.rank, pa.int16()),
            "what": pa.repeat("text", count),
            "same_pct": pa.array(percent, pa.float64()),
            "same_count": pa.array(self.same, pa.int32()),
            "compared_count": pa.array(lengths, pa.int32()),
            "alike_count": pa.array(alike, pa.int32()),
            **{f"other_{name}": other[name] for name in ("report_id", "ord", "agency_id")},
        }
        return pa.table(dict(zip(about.column_names, about.columns, strict=True)) | columns)


def of_last_year(
    own: Sections,
    older: Sections,
    counts: SameCounts,
    here: Iterable[tuple[Key, int]],
    there: Iterable[tuple[Key, int]],
) -> Pairs:
    """Each section beside the one of its number in the report of the same body and scope the year before.

    `here` and `there` are key and place of the sections that are compared.
    """
    found, mates = dict(here), dict(there)
    shared = [key for key in found if key in mates]
    one, other = (np.array([places[key] for key in shared], np.int64) for places in (found, mates))
    pairs = Pairs()
    for place, mate, same in zip(one, other, counts.of(own.texts, older.texts, one, other), strict=True):
        pairs.add(place, mate, 1, same, -1)
    return pairs


@dataclass(frozen=True)
class Grouped:
    """The texts of a year, each once, and its signature; `number` is that of the text at each place."""

    number: np.ndarray
    order: np.ndarray  # of the places by number
    ends: np.ndarray
    texts: Texts
    signatures: np.ndarray

    def places(self, number: int) -> list[int]:
        """Where a text stands."""
        found: list[int] = self.order[self.ends[number - 1] if number else 0 : self.ends[number]].tolist()
        return found


def grouped(own: Sections) -> Grouped:
    """Equal texts as one, numbered by the place of the first."""
    number = pa.array(own.texts.digests).dictionary_encode().indices.to_numpy()
    _, first = np.unique(number, return_index=True)
    order, ends = np.argsort(number, kind="stable"), np.cumsum(np.bincount(number))
    return Grouped(number, order, ends, own.texts.take(first), own.signatures[first])


def near(own: Grouped, changed: np.ndarray) -> np.ndarray:
    """The numbers of the texts whose pairs may be other ones where texts of those signatures came or went."""
    return np.flatnonzero(sharing_a_band(own.signatures, changed))


def of_same_year(own: Sections, texts: Grouped, counts: SameCounts, wanted: np.ndarray) -> Pairs:
    """Each section beside the few of other bodies that have most of it, if they have HALF or more.

    Only those of the `wanted` texts (numbers).
    """
    alike, bodies = _alike(texts, counts, wanted), own.bodies
    of_bodies: dict[int, Counter[int]] = {}
    pairs = Pairs()
    for number in wanted.tolist():
        length, places = int(texts.texts.lengths[number]), texts.places(number)
        found = [(length, number), *alike.get(number, ())]
        for _, group in found:
            if group not in of_bodies:
                of_bodies[group] = Counter(bodies[place] for place in texts.places(group))
        for position, place in enumerate(places):
            body = bodies[place]
            count = sum(of_bodies[group].total() - of_bodies[group][body] for _, group in found)
            turned = chain(places[position + 1 :], places[:position])
            nearest = chain(
                ((length, other) for other in turned),
                ((same, other) for same, group in found[1:] for other in texts.places(group)),
            )
            foreign = (pair for pair in nearest if bodies[pair[1]] != body)
            for rank, (same, other) in enumerate(islice(foreign, KEPT), 1):
                pairs.add(place, other, rank, same, count)
    return pairs


def _alike(texts: Grouped, counts: SameCounts, wanted: np.ndarray) -> dict[int, list[tuple[int, int]]]:
    """Number of a text → (characters in common, number) of those that have HALF of it, the most first."""
    # All texts that share a band with a wanted one: of those its neighbours there are chosen.
    beside = np.flatnonzero(sharing_a_band(texts.signatures, texts.signatures[wanted]))
    one, other, likeness = likely_pairs(texts.signatures[beside])
    one, other = best_of(len(texts.ends), beside[one], beside[other], likeness, LOOKED_AT)
    is_wanted = np.isin(one, wanted)
    one, other = one[is_wanted], other[is_wanted]
    same = counts.of(texts.texts, texts.texts, one, other)
    found: dict[int, list[tuple[int, int]]] = {}
    for at in np.lexsort((other, -same, one)).tolist():
        number = int(one[at])
        if share_pct(int(texts.texts.lengths[number]), int(same[at])) >= HALF:
            found.setdefault(number, []).append((int(same[at]), int(other[at])))
    return found
