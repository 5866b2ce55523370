"""Pairs of sections that have text in common: with the same body's of last year, with other bodies'."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from warehouse.build.years.copied_sections import OF_BODY, Key, Sections
from warehouse.copying.candidates import Bands, likeliest, sharing_a_band
from warehouse.copying.passages import share_pct
from warehouse.copying.same_runs import same_counts
from warehouse.copying.texts import Texts
from warehouse.schema import nested_lists

HALF = 50.0  # percent of a text that another body's must have, to be told
KEPT, LOOKED_AT = 3, 12  # other bodies' texts that are told, and compared, beside equal ones
PAIR = np.int32, np.int32, np.int8, np.int32, np.int32  # of the columns of `Pairs`
BATCH = 50_000  # sections whose like ones are told at a time, and texts whose pairs are counted


@dataclass(frozen=True)
class Pairs:
    """Sections that have text in common, in order of `one`: the places of both, and what the table says.

    `alike` is empty where the table does not say it.
    """

    one: np.ndarray
    other: np.ndarray
    rank: np.ndarray
    same: np.ndarray
    alike: np.ndarray

    def of(self, start: int, end: int) -> "Pairs":
        """Those of the sections from one place to another."""
        rows = slice(*np.searchsorted(self.one, (start, end)))
        return Pairs(*(each[rows] for each in (self.one, self.other, self.rank, self.same, self.alike)))

    def table(self, own: Sections, others: Sections, source: str) -> pa.Table:
        """The pairs as rows of the table `copies`."""
        count = len(self.one)
        about = own.about.take(pa.array(self.one)).drop_columns(["scope"])
        other = others.about.take(pa.array(self.other))
        lengths = own.texts.lengths[self.one]
        shares = zip(lengths.tolist(), self.same.tolist(), strict=True)
        alike = pa.array(self.alike, pa.int32()) if len(self.alike) else pa.nulls(count, pa.int32())
        columns = {
            "source": pa.repeat(source, count),
            "rank": pa.array(self.rank, pa.int16()),
            "what": pa.repeat("text", count),
            "same_pct": pa.array([share_pct(length, same) for length, same in shares], pa.float64()),
            "same_count": pa.array(self.same, pa.int32()),
            "compared_count": pa.array(lengths, pa.int32()),
            "alike_count": alike,
            **{f"other_{name}": other[name] for name in ("report_id", "ord", "agency_id")},
        }
        return pa.table(dict(zip(about.column_names, about.columns, strict=True)) | columns)


def of_last_year(own: Sections, older: Sections, wanted: Collection[Key] | None) -> Pairs:
    """Each section beside the one of its number in the report of the same body and scope the year before.

    Only those of the `wanted` keys, where any are given.
    """
    here, there = own.having(wanted), older.having(wanted)
    found = np.zeros(len(own.about) + len(older.about), np.int64)
    for name in OF_BODY:
        values, count = nested_lists.codes(
            pa.chunked_array([*own.about[name].chunks, *older.about[name].chunks], own.about[name].type)
        )
        found = found * count + values
    # Of several reports of a body and scope the last one stands for the body.
    ours, one = np.unique(found[here][::-1], return_index=True)
    theirs, other = np.unique(found[len(own.about) + there][::-1], return_index=True)
    _, left, right = np.intersect1d(ours, theirs, assume_unique=True, return_indices=True)
    one, other = here[::-1][one[left]], there[::-1][other[right]]
    order = np.argsort(one)
    one, other = one[order].astype(np.int32), other[order].astype(np.int32)
    same = same_counts(own.texts, older.texts, one, other)
    return Pairs(one, other, np.ones(len(one), np.int8), same, np.zeros(0, np.int32))


@dataclass(frozen=True)
class Grouped:
    """The texts of a year, each once; `number` is that of the text at each place."""

    own: Sections
    number: np.ndarray
    first: np.ndarray  # place of each number
    order: np.ndarray  # of the places by number
    starts: np.ndarray  # of each number there
    sizes: np.ndarray
    texts: Texts

    def bands(self, numbers: np.ndarray | None = None) -> Bands:
        """What some of the texts, or all, have in each band."""
        places = self.first if numbers is None else self.first[numbers]
        return lambda band: self.own.band(band)[places]

    def sketches(self, numbers: np.ndarray) -> np.ndarray:
        """The sketches of some of the texts, in order."""
        return self.own.sketches(self.first[numbers])


def grouped(own: Sections) -> Grouped:
    """Equal texts as one, numbered by the place of the first."""
    number = pa.array(own.texts.digests).dictionary_encode().indices.to_numpy()
    _, first = np.unique(number, return_index=True)
    order, sizes = np.argsort(number, kind="stable").astype(np.int32), np.bincount(number)
    return Grouped(own, number, first, order, np.cumsum(sizes) - sizes, sizes, own.texts.take(first))


def near(texts: Grouped, changed: np.ndarray | None) -> np.ndarray:
    """The numbers of the texts whose pairs may be other ones where texts of those bands came or went."""
    if changed is None:
        return np.arange(len(texts.sizes))
    return np.flatnonzero(sharing_a_band(texts.bands(), lambda band: changed[:, band]))


@dataclass(frozen=True)
class _Alike:
    """Of each text (number), from `starts` to `ends`: itself, then what has HALF of it, the most first."""

    starts: np.ndarray
    ends: np.ndarray
    other: np.ndarray
    same: np.ndarray


def of_same_year(texts: Grouped, wanted: np.ndarray) -> Pairs:
    """Each section beside the few of other bodies that have most of it, if they have HALF or more.

    Only those of the `wanted` texts (numbers).
    """
    alike = _alike(texts, wanted)
    is_wanted = np.zeros(len(texts.sizes), bool)
    is_wanted[wanted] = True
    places = np.flatnonzero(is_wanted[texts.number])
    _, bodies = np.unique(texts.own.bodies, return_inverse=True)
    within = np.empty(len(bodies), np.int64)  # the turn of each place among those of its text
    within[texts.order] = np.arange(len(bodies)) - np.repeat(texts.starts, texts.sizes)
    of_body, times = np.unique(texts.number * (bodies.max(initial=0) + 1) + bodies, return_counts=True)
    parts = [tuple(np.zeros(0, kind) for kind in PAIR)]
    for at in range(0, len(places), BATCH):
        batch = places[at : at + BATCH]
        found = _nearest(texts, alike, bodies, within, batch)
        others = _others(texts, alike, bodies, (of_body, times), batch)
        parts.append((*found, others[np.searchsorted(batch, found[0])].astype(np.int32)))
    one, other, rank, same, alike_count = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Pairs(one, other, rank, same, alike_count)


def _nearest(
    texts: Grouped, alike: _Alike, bodies: np.ndarray, within: np.ndarray, places: np.ndarray
) -> tuple[np.ndarray, ...]:
    """(one, other, rank, same): the first KEPT of other bodies, of equal texts those that come next in turn.

    All sections take a step at a time: to the next one of the same text, or to the next text.
    """
    number = texts.number[places]
    entry, step, rank = alike.starts[number], np.zeros(len(places), np.int64), np.zeros(len(places), np.int8)
    found = []
    open_ = np.arange(len(places))
    while len(open_):
        text = alike.other[entry[open_]]
        is_own, size = text == number[open_], texts.sizes[text]
        is_left = step[open_] < size - is_own
        turn = step[open_] + is_own * (within[places[open_]] + 1)
        here, left = open_[is_left], text[is_left]
        other = texts.order[texts.starts[left] + turn[is_left] % size[is_left]]
        is_foreign = bodies[other] != bodies[places[here]]
        told = here[is_foreign]
        rank[told] += 1
        found.append((places[told], other[is_foreign], rank[told], alike.same[entry[told]]))
        step[here] += 1
        spent = open_[~is_left]
        entry[spent], step[spent] = entry[spent] + 1, 0
        open_ = open_[(entry[open_] < alike.ends[number[open_]]) & (rank[open_] < KEPT)]
    one, other, ranks, same = (np.concatenate(each) for each in zip(*found, strict=True))
    order = np.lexsort((ranks, one))
    return one[order].astype(np.int32), other[order], ranks[order], same[order]


def _others(
    texts: Grouped,
    alike: _Alike,
    bodies: np.ndarray,
    of_body: tuple[np.ndarray, np.ndarray],
    places: np.ndarray,
) -> np.ndarray:
    """How many sections of other bodies have HALF of the text at each place."""
    number = texts.number[places]
    counts = alike.ends[number] - alike.starts[number]
    whose = np.repeat(np.arange(len(places)), counts)
    entries = np.arange(len(whose)) + np.repeat(alike.starts[number] - (np.cumsum(counts) - counts), counts)
    text = alike.other[entries]
    known, times = of_body
    asked = text * (bodies.max(initial=0) + 1) + bodies[places[whose]]
    at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    of_own = np.where(known[at] == asked, times[at], 0)
    others: np.ndarray = np.bincount(whose, texts.sizes[text] - of_own, len(places)).astype(np.int64)
    return others


def _alike(texts: Grouped, wanted: np.ndarray) -> _Alike:
    """Which texts have HALF of a wanted one."""
    lengths = texts.texts.lengths
    parts = [(wanted, wanted, lengths[wanted]), *_halves(texts, wanted)]
    owner, other, same = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.lexsort((other, -same, owner != other, owner))
    owner, numbers = owner[order], np.arange(len(texts.sizes))
    starts, ends = (np.searchsorted(owner, numbers, side) for side in ("left", "right"))
    return _Alike(starts, ends, other[order], same[order])


def _halves(texts: Grouped, wanted: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(text, other, characters): what has HALF of the wanted texts, of some of them at a time."""
    likest, lengths = _likest(texts, wanted), texts.texts.lengths
    texts.texts.put_down(np.union1d(wanted[(likest >= 0).any(axis=1)], likest[likest >= 0]))
    for at in range(0, len(wanted), BATCH):
        others = likest[at : at + BATCH]
        turn, column = np.nonzero(others >= 0)
        one, other = wanted[at + turn], others[turn, column]
        same = same_counts(texts.texts, texts.texts, one, other)
        is_half = 100 * same / lengths[one] >= HALF - 0.05  # as `share_pct` says it, to a tenth
        yield one[is_half].astype(np.int32), other[is_half], same[is_half]


def _likest(texts: Grouped, wanted: np.ndarray) -> np.ndarray:
    """(text × LOOKED_AT): the texts that are likest to the wanted ones, then -1."""
    if len(wanted) == len(texts.sizes):
        return likeliest(texts.bands(), texts.sketches(wanted), LOOKED_AT)
    # All texts that share a band with a wanted one: of those its neighbours there are chosen.
    beside = np.flatnonzero(sharing_a_band(texts.bands(), texts.bands(wanted)))
    found = likeliest(texts.bands(beside), texts.sketches(beside), LOOKED_AT)
    found = found[np.searchsorted(beside, wanted)]
    return np.where(found < 0, -1, beside[found]).astype(np.int32)
