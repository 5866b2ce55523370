"""The `findings` of a release: every check run over every report year before it is published.

A year is checked again where anything that its checks read changed: those that look at a province in the
provinces that changed, all others over the whole year. The findings of other provinces stand.
"""

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

import duckdb
import pyarrow as pa

from warehouse.build import parquet_files
from warehouse.build.context import BuildContext
from warehouse.build.parts import Provinces, Year, fingerprint, with_years_before
from warehouse.build.years import copies
from warehouse.build.years.check_relations import (
    Digests,
    YearCheck,
    digests_of_small,
    relate_cells,
)
from warehouse.build.years.standing_findings import TABLE, Standing, standing
from warehouse.errors import ContractError
from warehouse.release.manifest import Entry
from warehouse.schema.check_queries import PROVINCE, Check, all_checks
from warehouse.schema.contract import declared_rows
from warehouse.schema.duckdb_connection import number
from warehouse.schema.models import model, run_model
from warehouse.schema.severities import STOP
from warehouse.schema.tables import tables

BAD = """CREATE OR REPLACE TEMP TABLE bad (
    check_id VARCHAR, severity VARCHAR, report_id BIGINT, region_code VARCHAR, place VARCHAR,
    left_value DECIMAL(24, 6), right_value DECIMAL(24, 6), verdict VARCHAR)"""
PROVINCES_OF_BAD = "SELECT DISTINCT province_code FROM bad JOIN versions USING (report_id)"


def declarations() -> tuple[object, ...]:
    """What decides a finding beside the code: the checks, without the words that say why, and their table."""
    checks = [(check.id, check.severity, check.sql, check.looks_at) for check in all_checks().values()]
    return checks, model("out_findings"), tables()[TABLE].declaration


@dataclass(frozen=True)
class Prepared:
    """The findings that are linked, the years to check, and what stands of each."""

    linked: list[Entry]
    wanted: list[YearCheck]
    stands: list[Standing]


def prepared(context: BuildContext, years: list[Year], small: "Future[list[Entry]]") -> Prepared:
    """Link the findings of years whose checks would read the same, once the `small` tables are there."""
    small.result()
    entries, wanted = [], []
    with context.database.cursor() as connection:
        digests = digests_of_small(connection, context.release_dir)
        for check in year_checks(context, years, digests):
            linked = context.link([check.year.path(TABLE)], check.made_from)
            entries += linked
            wanted += [] if linked else [check]
        return Prepared(entries, wanted, standing(context, connection, wanted, digests))


def write_all(context: BuildContext, ready: Prepared) -> list[Entry]:
    """Write the findings of every year.

    Raises ContractError where a check says that a fault is our own.
    """
    return ready.linked + list(context.executor.map(partial(_write, context), ready.wanted, ready.stands))


def year_checks(context: BuildContext, years: list[Year], digests: Digests) -> Iterator[YearCheck]:
    """Each year with the one before it, and the fingerprint of all that its checks read."""
    for year, before in with_years_before(years):
        read = [part.made_from(context.recipes.figures) if part else "" for part in (year, before)]
        copied = copies.made_from(context, year, before)
        # Of the year before as a number: reports of it may be known where none of its figures is.
        small = (digests.get(each, {}) for each in (year.year, year.year - 1 if year.year else 0))
        told = [repr(sorted(of_year.items(), key=repr)) for of_year in small]
        yield YearCheck(year, before, fingerprint(context.recipes.findings, *read, copied, *told))


def _write(context: BuildContext, check: YearCheck, stands: Standing) -> Entry:
    """The findings of a year: those that stand, and those of checks that are run again."""
    of_province = [query for query in stands.checks if query.looks_at == PROVINCE]
    others = [query for query in stands.checks if query.looks_at != PROVINCE]
    with context.database.cursor() as connection:
        parts = [stands.rows, found(context, connection, check, others, None)]
        if any(partition.is_in(stands.again) for partition in check.year.partitions):
            parts.append(found(context, connection, check, of_province, stands.again))
        connection.register("out_findings", pa.concat_tables(part.cast(stands.rows.schema) for part in parts))
        rows = declared_rows(connection, tables()[TABLE], "out_findings")
    path = check.year.path(TABLE)
    return parquet_files.write(tables()[TABLE], rows, context.release_dir, path, check.made_from)


def found(
    context: BuildContext,
    database: duckdb.DuckDBPyConnection,
    check: YearCheck,
    queries: list[Check],
    there: Provinces,
) -> pa.Table:
    """What checks find in some provinces of a year, in no order; `database` keeps nothing of it."""
    reading = (*(query.sql for query in queries), model("out_findings"), PROVINCES_OF_BAD)
    with database.cursor() as connection:
        check.relate(connection, context, there, "\n".join(reading))
        connection.execute(BAD)
        for query in queries:
            run(connection, query, check.year.year)
        provinces = frozenset(province for (province,) in connection.execute(PROVINCES_OF_BAD).fetchall())
        relate_cells(connection, context, check.year, provinces)
        run_model(connection, "out_findings")
        return declared_rows(connection, tables()[TABLE], "out_findings")


def run(connection: duckdb.DuckDBPyConnection, check: Check, year: int | None) -> None:
    """Add the bad rows of a check to relation bad; ContractError where the fault is our own."""
    sql = check.sql.replace("{year}", str(year) if year is not None else "NULL")
    if not number(connection, f"CREATE OR REPLACE TEMP TABLE found AS {sql}"):  # as most find, in most years
        return
    columns = {row[0] for row in connection.execute("DESCRIBE found").fetchall()}
    severity = "coalesce(severity, $1)" if "severity" in columns else "$1"
    sides = [
        f"try_cast({side} AS DECIMAL(24, 6))" if side in columns else "NULL"
        for side in ("left_value", "right_value")
    ]
    region, verdict = (name if name in columns else "NULL" for name in ("region_code", "verdict"))
    row = f"$2, {severity}, report_id, {region}, place, {', '.join(sides)}, {verdict}"
    connection.execute(f"INSERT INTO bad SELECT {row} FROM found", [check.severity, check.id])
    if check.severity == STOP:
        rows = connection.execute("SELECT * FROM found ORDER BY ALL LIMIT 3").fetchall()
        raise ContractError(f"check {check.id} of {year}: {check.why}. First rows: {rows}")
