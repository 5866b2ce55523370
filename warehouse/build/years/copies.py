"""The `copies` of a release: which text and tables of a year are last year's, or other bodies', once more.

A text may come from anywhere in the country: every file of a year is made from all of that year and of the
one before. Rows that nothing which changed can reach stand. A file holds a run of provinces, so that it
stands where all its rows do.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from itertools import accumulate
from tempfile import TemporaryFile
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.build import parquet_files
from warehouse.build.budget import release_unused
from warehouse.build.context import BuildContext
from warehouse.build.parts import Provinces, Year, fingerprint, with_years_before
from warehouse.build.years import copied_sections, shelves
from warehouse.build.years.copied_pairs import Pairs, grouped, near, of_last_year, of_same_year
from warehouse.build.years.copied_sections import Sections
from warehouse.build.years.copied_tables import SameTables, bodies_of, same_tables
from warehouse.build.years.standing_copies import Run, Standing, StandingRows, files_before, standing
from warehouse.copying import counted
from warehouse.release.manifest import Entry
from warehouse.schema import nested_lists
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.tables import tables

TABLE = "copies"
# In memory of each report while the texts of its year are compared with each other and last year's; where
# most rows stand, it is little more than their signatures.
REPORT_BYTES, STANDING_BYTES = 12_000, 4_000
DOCUMENTS = 10_000  # of a file, whose rows are in memory at a time; each costs a question half a millisecond


def declarations() -> tuple[object, ...]:
    """What decides a row beside the code: the table, what counts of a text, signatures."""
    return tables()[TABLE], counted.declarations(), version("rensa")


def made_from(context: BuildContext, year: Year, before: Year | None) -> str:
    """The fingerprint of the file of a year."""
    read = [part.made_from(context.recipes.figures) if part else "" for part in (year, before)]
    return fingerprint(context.recipes.copies, *read)


def write_all(context: BuildContext, years: list[Year]) -> list[Entry]:
    """Write the copies of every year, those of years that would come out the same as hard links."""
    entries: list[Entry] = []
    wanted: list[tuple[Year, Year | None]] = []
    for year, before in with_years_before(years):
        linked = context.link(_paths(year), made_from(context, year, before))
        entries += linked
        wanted += [] if linked else [(year, before)]
    largest = max((_bytes(context, *pair) for pair in wanted), default=0)
    for written in context.budget.map(context.executor, largest, partial(_write, context), wanted):
        entries += written
    copied_sections.forget_others(context, years)
    release_unused()
    return entries


def _bytes(context: BuildContext, year: Year, before: Year | None) -> int:
    """What a year takes in memory."""
    return year.count * (STANDING_BYTES if files_before(context, year, before) else REPORT_BYTES)


def _write(context: BuildContext, years: tuple[Year, Year | None]) -> list[Entry]:
    """The files of the first of two years: linked where all of their rows stand."""
    with TemporaryFile(dir=context.scratch_dir) as texts, TemporaryFile(dir=context.scratch_dir) as others:
        return list(_files(context, *years, (texts, others)))


def _files(
    context: BuildContext, year: Year, before: Year | None, files: tuple[IO[bytes], IO[bytes]]
) -> Iterator[Entry]:
    """Write the rows of some provinces of a year after others; its texts and last year's go to `files`."""
    stands, made = standing(context, year, before), made_from(context, year, before)
    compared, counts = _compared(context, year, before, stands, files)
    for run, path in zip(_runs(year, counts), _paths(year), strict=True):
        is_held = stands.is_of(path, run.provinces)
        is_reached = run.provinces & {*stands.provinces} or any(each.reaches(run) for each in compared)
        rows = _rows(stands.of(run.provinces), compared, run) if is_reached or not is_held else None
        if rows and not (is_held and rows.are_as_before):
            yield parquet_files.write(tables()[TABLE], rows.table, context.release_dir, path, made)
        elif context.previous:
            yield replace(context.previous.hand_on(path, context.release_dir), made_from=made)


def _runs(year: Year, counts: list[int]) -> Iterator[Run]:
    """What each file of a year holds; `counts` tells how many sections each of its provinces has."""
    ends = [0, *accumulate(counts)]
    first = 0
    for run in shelves.pieces(year, DOCUMENTS):
        last = first + len(run)
        yield Run(frozenset(part.province for part in run), ends[first], ends[last])
        first = last


def _paths(year: Year) -> list[str]:
    """Where a release keeps the runs of a year."""
    return shelves.numbered(tables()[TABLE], year, len(shelves.pieces(year, DOCUMENTS)))


def _declared(parts: list[pa.Table]) -> pa.Table:
    """Rows as declared, in the declared order."""
    table = tables()[TABLE]
    shape = arrow_schema(table)
    rows = pa.concat_tables([shape.empty_table(), *(part.select(shape.names).cast(shape) for part in parts)])
    report = shelves.places_of_reports(rows, nested_lists.ranks(rows["province_code"]))
    order, rank = (rows[name].to_numpy().astype(np.int64) for name in ("ord", "rank"))
    key = report << 32 | order << 16 | nested_lists.ranks(rows["source"]) << 8 | rank
    return rows.take(pa.array(np.argsort(key, kind="stable")))  # mostly in order: what stands lies so


@dataclass(frozen=True)
class _Rows:
    """Rows of a file: those before, which of them stand, and what was made in place of the others."""

    before: pa.Table
    stand: np.ndarray
    made: list[pa.Table]

    @property
    def are_as_before(self) -> bool:
        """Whether what was compared again came out the same, as it mostly does."""
        dropped = self.before.filter(pa.array(~self.stand))
        is_same: bool = _declared([dropped]).equals(_declared(self.made))
        return is_same

    @property
    def table(self) -> pa.Table:
        """All of them, as declared."""
        return _declared([self.before.filter(pa.array(self.stand)), *self.made])


def _rows(before: StandingRows, compared: "list[_SameTexts | SameTables]", run: Run) -> _Rows:
    stand = np.zeros(len(before.rows), bool)
    for each in compared:
        stand |= each.standing(before, run)
    return _Rows(before.rows, stand, [each.of(run) for each in compared])


@dataclass(frozen=True)
class _SameTexts:
    """What came of comparing the texts of a source, which was done `again` for sections at those places."""

    source: str
    own: Sections
    others: Sections
    again: np.ndarray
    pairs: Pairs

    def reaches(self, run: Run) -> bool:
        """Whether any section of a run was compared again."""
        return len(self._again(run)) > 0

    def standing(self, before: StandingRows, run: Run) -> np.ndarray:
        """Which rows of the source that stood before still do."""
        return before.texts(self.source, self.own.about.take(pa.array(self._again(run))))

    def of(self, run: Run) -> pa.Table:
        """The rows that were made of a run."""
        return self.pairs.of(run.start, run.end).table(self.own, self.others, self.source)

    def _again(self, run: Run) -> np.ndarray:
        return self.again[slice(*np.searchsorted(self.again, (run.start, run.end)))]


def _compared(
    context: BuildContext,
    year: Year,
    before: Year | None,
    stands: Standing,
    files: tuple[IO[bytes], IO[bytes]],
) -> tuple[list[_SameTexts | SameTables], list[int]]:
    """What came of comparing the texts and tables of a year; how many sections each of its provinces has."""
    found: list[_SameTexts | SameTables] = []
    if before:
        found.append(same_tables(context, (year, before), stands))
    has_new = stands.bands is None or bool(len(stands.bands))
    own = copied_sections.load(context, year, files[0], None if has_new else _homes(context, year, stands))
    if year.year is not None:  # nobody knows which year that is of those without one
        found.append(_of_same_year(own, stands))
    if before:
        older = copied_sections.load(context, before, files[1], _homes(context, before, stands))
        pairs = of_last_year(own, older, stands.keys)
        found.append(_SameTexts("last_year", own, older, own.having(stands.keys), pairs))
    return found, [count for _, count in own.signed]


def _homes(context: BuildContext, year: Year, stands: Standing) -> Provinces:
    """The provinces of the bodies whose sections may have changed in one of the years."""
    if stands.keys is None:
        return None
    bodies = pa.array({key[0] for key in stands.keys}, pa.int64())
    found = bodies_of(context.release_dir, year)
    homes = found.filter(pc.is_in(found["agency_id"], bodies))["province_code"]
    return frozenset(pc.unique(homes).to_pylist())


def _of_same_year(own: Sections, stands: Standing) -> _SameTexts:
    texts = grouped(own)
    wanted = near(texts, stands.bands)
    again = np.flatnonzero(np.isin(texts.number, wanted))
    return _SameTexts("same_year", own, own, again, of_same_year(texts, wanted))
