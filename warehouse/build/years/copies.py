"""The `copies` of a release: which text and tables of a year are last year's, or other bodies', once more.

A file a year, since a text may come from anywhere in the country: it is written anew where a section or
figure of that year or of the year before changed. Rows that nothing which changed can reach stand.
"""

from functools import partial
from importlib.metadata import version
from tempfile import TemporaryFile

import duckdb
import numpy as np
import pyarrow as pa

from warehouse.build import parquet_files
from warehouse.build.context import BuildContext
from warehouse.build.parts import Year, fingerprint, with_years_before
from warehouse.build.years import copied_sections
from warehouse.build.years.copied_pairs import grouped, near, of_last_year, of_same_year
from warehouse.build.years.copied_sections import Sections
from warehouse.build.years.standing_copies import Standing, standing
from warehouse.copying import counted
from warehouse.copying.same_counts import SCHEMA, SameCounts
from warehouse.release.manifest import Entry
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.check_queries import all_checks
from warehouse.schema.contract import declared_rows
from warehouse.schema.duckdb_connection import connect, literals, read_files
from warehouse.schema.tables import tables

TABLE = "copies"
REPORT_BYTES = 24_000  # in memory while the texts of its year are compared with each other and last year's
COUNTS = "same-counts"  # of pairs of texts, kept between builds
SAME_TABLES = "X.DUP"  # the check that says when tables are last year's
# The tables that a check finds to be last year's, with that year's report.
TABLES = """
    SELECT t.report_id, 0 AS ord, 'last_year' AS source, 1 AS rank, 'tables' AS what, t.agency_id,
           t.region_code, t.province_code, NULL AS section, 100 AS same_pct, d.left_value AS same_count,
           d.left_value AS compared_count, NULL AS alike_count, p.report_id AS other_report_id,
           0 AS other_ord, p.agency_id AS other_agency_id
    FROM ({same_tables}) d
    JOIN now t USING (report_id)
    JOIN before p ON p.agency_id = t.agency_id AND p.scope = t.scope"""


def declarations() -> tuple[object, ...]:
    """What decides a row beside the code: the table, what counts of a text, signatures, the tables' check."""
    return tables()[TABLE], counted.declarations(), version("rensa"), all_checks()[SAME_TABLES].sql


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
    largest = REPORT_BYTES * max((year.count for year, _ in wanted), default=0)
    entries += context.budget.map(context.executor, largest, partial(_write, context), wanted)
    copied_sections.forget_others(context, years)
    context.kept.forget_others(COUNTS, {_counts_key(context, year) for year in years})
    pa.default_memory_pool().release_unused()
    return entries


def _write(context: BuildContext, years: tuple[Year, Year | None]) -> Entry:
    """The file of the first of two years."""
    year, before = years
    path, made = year.path(TABLE), made_from(context, year, before)
    with TemporaryFile(dir=context.scratch_dir) as texts, TemporaryFile(dir=context.scratch_dir) as others:
        own = copied_sections.load(context, year, texts)
        older = copied_sections.load(context, before, others) if before else None
        rows = _rows(context, years, own, older)
    return parquet_files.write(tables()[TABLE], rows, context.release_dir, path, made)


def _rows(
    context: BuildContext, years: tuple[Year, Year | None], own: Sections, older: Sections | None
) -> pa.Table:
    year, before = years
    columns, shape = [column.name for column in tables()[TABLE].stored], arrow_schema(tables()[TABLE])
    counts = SameCounts(context.kept.find(COUNTS, _counts_key(context, year), SCHEMA))
    stands, digests = standing(context, year, before, own), own.texts.digests
    # Nobody knows which year that is of those without one.
    parts = [] if year.year is None else _of_same_year(own, counts, stands)
    with connect(context.scratch_dir, 1, context.budget.one_year) as connection:
        if before and older:
            parts += _of_last_year(own, older, counts, stands)
            parts += _same_tables(context, connection, (year, before), stands)
            digests = np.concatenate([digests, older.texts.digests])
        if counts.has_new:
            context.kept.put(COUNTS, _counts_key(context, year), counts.table(own.texts.digests, digests))
        whole = pa.concat_tables([part.select(columns).cast(shape) for part in [stands.rows[:0], *parts]])
        connection.register("out_copies", whole)
        return declared_rows(connection, tables()[TABLE], "out_copies")


def _counts_key(context: BuildContext, year: Year) -> str:
    """What pairs were counted by, and of which year: a pair counts the same whatever stands beside it."""
    return f"{year.year}-{fingerprint(context.recipes.copies)}"


def _of_same_year(own: Sections, counts: SameCounts, stands: Standing) -> list[pa.Table]:
    texts = grouped(own)
    wanted = near(texts, stands.signatures)
    again = own.about.filter(pa.array(np.isin(texts.number, wanted)))
    pairs = of_same_year(own, texts, counts, wanted)
    return [stands.but_of("same_year", again), pairs.table(own, own, "same_year")]


def _of_last_year(own: Sections, older: Sections, counts: SameCounts, stands: Standing) -> list[pa.Table]:
    here, there = own.having(stands.keys), older.having(stands.keys)
    again = own.about.take(pa.array([place for _, place in here], pa.int64()))
    pairs = of_last_year(own, older, counts, here, there)
    return [stands.but_of("last_year", again), pairs.table(own, older, "last_year")]


def _same_tables(
    context: BuildContext, connection: duckdb.DuckDBPyConnection, years: tuple[Year, Year], stands: Standing
) -> list[pa.Table]:
    bodies = _bodies(context, connection, years, stands)
    connection.register("bodies", bodies)
    for name, year in zip(("now", "before"), years, strict=True):
        source = read_files(context.release_dir, [year.path("figures")])
        connection.execute(
            f"CREATE TEMP VIEW {name} AS FROM {source} SEMI JOIN bodies USING (agency_id) WHERE is_current"
        )
    found = connection.sql(TABLES.format(same_tables=all_checks()[SAME_TABLES].sql)).to_arrow_table()
    return [stands.but_of_bodies(bodies["agency_id"]), found]


def _bodies(
    context: BuildContext, connection: duckdb.DuckDBPyConnection, years: tuple[Year, Year], stands: Standing
) -> pa.Table:
    """The bodies, now or in the release before, of the provinces whose figures may have changed."""
    roots = [context.release_dir]
    if context.previous and len(stands.rows):
        roots.append(context.previous.path)
    files = (root / year.path("figures") for root in roots for year in years)
    source = f"read_parquet({literals([path for path in files if path.is_file()])}, hive_partitioning=false)"
    provinces = pa.table({"province_code": pa.array(stands.provinces, pa.string())})
    connection.register("provinces", provinces)
    return connection.sql(
        f"SELECT DISTINCT agency_id FROM {source} f "
        "WHERE EXISTS (FROM provinces p WHERE p.province_code IS NOT DISTINCT FROM f.province_code)"
    ).to_arrow_table()
