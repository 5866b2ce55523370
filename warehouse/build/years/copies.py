"""The `copies` of a release: which text and tables of a year are last year's, or other bodies', once more.

A file a year, since a text may come from anywhere in the country: it is written anew where a section or
figure of that year or of the year before changed. Rows that nothing which changed can reach stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.build import parquet_files
from warehouse.build.context import BuildContext
from warehouse.build.parts import Provinces, Year, fingerprint, with_years_before
from warehouse.build.years import copied_sections, shelves
from warehouse.build.years.copied_pairs import Pairs, grouped, near, of_last_year, of_same_year
from warehouse.build.years.copied_sections import Sections
from warehouse.build.years.standing_copies import Standing, StandingRows, of_provinces, rows_before, standing
from warehouse.copying import counted
from warehouse.copying.same_counts import SCHEMA, SameCounts
from warehouse.copying.same_figures import same_figures
from warehouse.release.manifest import Entry
from warehouse.schema import nested_lists
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.figure_columns import wide_columns
from warehouse.schema.tables import tables

TABLE = "copies"
# In memory of each report while the texts of its year are compared with each other and last year's; where
# most rows stand, it is little more than their signatures.
REPORT_BYTES, STANDING_BYTES = 12_000, 4_000
DOCUMENTS = 5_000  # whose rows are in memory at a time, a group of their own in the file
BODY = pa.schema([("agency_id", pa.int64()), ("province_code", pa.string())])
COUNTS = "same-counts"  # of pairs of texts, kept between builds
# What finds the reports whose tables may be last year's, before all figures are compared.
CURRENT = ("report_id", "is_current", "agency_id", "region_code", "province_code", "scope")
SOME_FIGURES = ("req_new", "license_decisions", "penalty_decisions")
TABLES = f"""
    SELECT t.report_id, 0 AS ord, 'last_year' AS source, 1 AS rank, 'tables' AS what, t.agency_id,
           t.region_code, t.province_code, NULL AS section, 100 AS same_pct, NULL AS alike_count,
           p.report_id AS other_report_id, 0 AS other_ord, p.agency_id AS other_agency_id
    FROM now t
    JOIN before p ON p.agency_id = t.agency_id AND p.scope = t.scope
    WHERE {" AND ".join(f"t.{name} IS NOT DISTINCT FROM p.{name}" for name in SOME_FIGURES)}"""


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
        linked = context.link([year.path(TABLE)], made_from(context, year, before))
        entries += linked
        wanted += [] if linked else [(year, before)]
    largest = max((_bytes(context, *pair) for pair in wanted), default=0)
    entries += context.budget.map(context.executor, largest, partial(_write, context), wanted)
    copied_sections.forget_others(context, years)
    context.kept.forget_others(COUNTS, {_counts_key(context, year) for year in years})
    pa.default_memory_pool().release_unused()
    return entries


def _bytes(context: BuildContext, year: Year, before: Year | None) -> int:
    """What a year takes in memory."""
    return year.count * (STANDING_BYTES if rows_before(context, year, before) else REPORT_BYTES)


def _write(context: BuildContext, years: tuple[Year, Year | None]) -> Entry:
    """The file of the first of two years."""
    year, before = years
    path, made = year.path(TABLE), made_from(context, year, before)
    with TemporaryFile(dir=context.scratch_dir) as texts, TemporaryFile(dir=context.scratch_dir) as others:
        made_rows = _pieces(context, year, before, (texts, others))
        return parquet_files.write_pieces(tables()[TABLE], made_rows, context.release_dir, path, made)


def _pieces(
    context: BuildContext, year: Year, before: Year | None, files: tuple[IO[bytes], IO[bytes]]
) -> Iterator[pa.Table]:
    """The rows of some provinces of a year after others; its texts and those of last year go to `files`."""
    stands = standing(context, year, before)
    same_tables = _same_tables(context, (year, before), stands) if before else None
    compared, counts = _compared(context, year, before, stands, files)
    start = first = 0
    for piece in shelves.pieces(year, DOCUMENTS):
        end = start + sum(counts[first : first + len(piece)])
        provinces = frozenset(part.province for part in piece)
        rows = stands.of(provinces)
        found = [table for texts in compared for table in texts.tables(rows, start, end)]
        if same_tables:
            found += same_tables.tables(rows, provinces)
        yield _declared(found)
        start, first = end, first + len(piece)


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
class _SameTexts:
    """What came of comparing the texts of a source, which was done `again` for sections at those places."""

    source: str
    own: Sections
    others: Sections
    again: np.ndarray
    pairs: Pairs

    def tables(self, stands: StandingRows, start: int, end: int) -> list[pa.Table]:
        """The rows of the sections between two places, whose rows stood before."""
        places = self.again[slice(*np.searchsorted(self.again, (start, end)))]
        stand = stands.but_of(self.source, self.own.about.take(pa.array(places)))
        return [stand, self.pairs.of(start, end).table(self.own, self.others, self.source)]


@dataclass(frozen=True)
class _SameTables:
    """Rows of tables that are last year's; the bodies whose tables were looked at."""

    rows: pa.Table
    bodies: pa.Array

    def tables(self, stands: StandingRows, provinces: frozenset[str | None]) -> list[pa.Table]:
        """The rows of some provinces, whose rows stood before."""
        return [stands.but_of_bodies(self.bodies), of_provinces(self.rows, provinces)]


def _compared(
    context: BuildContext,
    year: Year,
    before: Year | None,
    stands: Standing,
    files: tuple[IO[bytes], IO[bytes]],
) -> tuple[list[_SameTexts], list[int]]:
    """What came of comparing the texts of a year; how many sections each of its provinces has."""
    has_new = stands.signatures is None or bool(len(stands.signatures))
    own = copied_sections.load(context, year, files[0], None if has_new else _homes(context, year, stands))
    counts = SameCounts(context.kept.find(COUNTS, _counts_key(context, year), SCHEMA))
    found, digests = [], own.texts.digests
    if year.year is not None:  # nobody knows which year that is of those without one
        found.append(_of_same_year(own, counts, stands))
    if before:
        older = copied_sections.load(context, before, files[1], _homes(context, before, stands))
        pairs = of_last_year(own, older, counts, stands.keys)
        found.append(_SameTexts("last_year", own, older, own.having(stands.keys), pairs))
        digests = np.concatenate([digests, older.texts.digests])
    if counts.has_new and stands.keys is None:  # a few pairs are counted again sooner than all are kept
        context.kept.put(COUNTS, _counts_key(context, year), counts.table(own.texts.digests, digests))
    return found, [count for _, count in own.signed]


def _homes(context: BuildContext, year: Year, stands: Standing) -> Provinces:
    """The provinces of the bodies whose sections may have changed in one of the years."""
    if stands.keys is None:
        return None
    bodies = pa.array({key[0] for key in stands.keys}, pa.int64())
    found = _bodies(context.release_dir, year)
    homes = found.filter(pc.is_in(found["agency_id"], bodies))["province_code"]
    return frozenset(pc.unique(homes).to_pylist())


def _counts_key(context: BuildContext, year: Year) -> str:
    """What pairs were counted by, and of which year: a pair counts the same whatever stands beside it."""
    return f"{year.year}-{fingerprint(context.recipes.copies)}"


def _of_same_year(own: Sections, counts: SameCounts, stands: Standing) -> _SameTexts:
    texts = grouped(own)
    wanted = near(texts, stands.signatures)
    again = np.flatnonzero(np.isin(texts.number, wanted))
    return _SameTexts("same_year", own, own, again, of_same_year(own, texts, counts, wanted))


def _same_tables(context: BuildContext, years: tuple[Year, Year], stands: Standing) -> _SameTables:
    bodies = _compared_bodies(context, years, stands)
    with context.database.cursor() as connection:
        for name, year in zip(("now", "before"), years, strict=True):
            connection.register(name, _current(context, year, bodies))
        rows = connection.sql(TABLES).to_arrow_table()
    reports = (rows[name].combine_chunks() for name in ("report_id", "other_report_id"))
    counts = same_figures(*(_figures(context, year, ids) for year, ids in zip(years, reports, strict=True)))
    for name in ("same_count", "compared_count"):
        rows = rows.append_column(name, pa.array(counts))
    return _SameTables(rows.filter(pa.array(counts > 0)), bodies)


def _current(context: BuildContext, year: Year, bodies: pa.Array) -> pa.Table:
    """What the current reports of some bodies in a year are found by."""
    found = []
    for path in sorted(context.release_dir.glob(year.pattern("figures"))):
        with pq.ParquetFile(path) as file:
            rows = file.read([*CURRENT, *SOME_FIGURES], use_threads=False)
        found.append(rows.filter(pc.and_(rows["is_current"], pc.is_in(rows["agency_id"], bodies))))
    return pa.concat_tables(found)


def _figures(context: BuildContext, year: Year, reports: pa.Array) -> pa.Table:
    """Every figure of some reports of a year, in their order.

    DuckDB took four times as long: it compiles each mention of a table of hundreds of columns.
    """
    names, declared = [column.name for column in wide_columns()], arrow_schema(tables()["figures"])
    shape = pa.schema([declared.field(name) for name in ("report_id", *names)])
    found = [shape.empty_table()]
    for path in sorted(context.release_dir.glob(year.pattern("figures"))):
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                ids = file.read_row_group(group, ["report_id"], use_threads=False)["report_id"]
                places = np.flatnonzero(pc.is_in(ids, reports).to_numpy())
                if len(places):
                    rows = file.read_row_group(group, shape.names, use_threads=False)
                    found.append(rows.take(pa.array(places)).cast(shape))
    whole = pa.concat_tables(found).combine_chunks()
    return whole.select(names).take(pc.index_in(reports, whole["report_id"].combine_chunks()))


def _compared_bodies(context: BuildContext, years: tuple[Year, Year], stands: Standing) -> pa.Array:
    """The bodies, now or in the release before, of the provinces whose figures may have changed."""
    roots = [context.release_dir]
    if context.previous and stands.rows:
        roots.append(context.previous.path)
    bodies = pa.concat_tables(_bodies(root, year) for root in roots for year in years)
    agencies = of_provinces(bodies, frozenset(stands.provinces))["agency_id"]
    return pc.unique(agencies)


def _bodies(release: Path, year: Year) -> pa.Table:
    """Body and province of each report of a year."""
    found = [BODY.empty_table()]
    for path in sorted(release.glob(year.pattern("figures"))):
        with pq.ParquetFile(path) as file:
            found.append(file.read(BODY.names, use_threads=False).cast(BODY))
    return pa.concat_tables(found)
