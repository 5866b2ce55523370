"""The `findings` of a release: every check run over every report year before it is published."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import duckdb

from warehouse.build import parquet_files
from warehouse.build.context import BuildContext
from warehouse.build.parts import Year, fingerprint, with_years_before
from warehouse.build.years import copies
from warehouse.errors import ContractError
from warehouse.release.manifest import Entry
from warehouse.schema.check_queries import Check, all_checks
from warehouse.schema.contract import declared_rows
from warehouse.schema.duckdb_connection import connect, literal, number, read_files
from warehouse.schema.models import model, run_model
from warehouse.schema.severities import STOP
from warehouse.schema.tables import tables

TABLE = "findings"
BAD = """CREATE OR REPLACE TEMP TABLE bad (
    check_id VARCHAR, severity VARCHAR, report_id BIGINT, place VARCHAR,
    left_value DECIMAL(24, 6), right_value DECIMAL(24, 6), verdict VARCHAR)"""

# What the checks may read of a report beside its figures; its counts of sources and dates of crawls change
# with every crawl, and would have every year checked again.
REPORT_COLUMNS = (
    "report_id, year, agency_id, region_code, province_code, is_current, change, form, scope, kind, "
    "function, url, published_date"
)
# What checks read of the tables that are not cut by year.
OF_YEAR = {
    "versions": f"SELECT {REPORT_COLUMNS} FROM {{reports}}",
    "coverage": "SELECT * FROM {coverage}",
    "benchmarks": "SELECT * FROM {benchmarks}",
}
AGENCIES = "SELECT agency_id, successor_id, last_year FROM {agencies} WHERE successor_id IS NOT NULL"
# Relation → its rows.
SMALL_RELATIONS = {
    "versions": f"{OF_YEAR['versions']} WHERE year {{is_year}}",
    "versions_before": f"{OF_YEAR['versions']} WHERE year {{is_before}}",
    "coverage_now": f"{OF_YEAR['coverage']} WHERE year {{is_year}}",
    "coverage_before": f"{OF_YEAR['coverage']} WHERE year {{is_before}}",
    "benchmarks": f"{OF_YEAR['benchmarks']} WHERE year {{is_year}}",
    "agencies": AGENCIES,
}
DIGEST = "SELECT set_digest(read) FROM ({rows}) read"
# As one text all that checks read of 125,000 reports took thirty times as long.
DIGESTS = """
    SELECT year, string_agg(concat(name, ' ', digest), ';' ORDER BY name)
    FROM ({rows}) GROUP BY year"""
SMALL_TABLES = ("reports", "coverage", "agencies", "benchmarks")
FAILED = """CREATE OR REPLACE TEMP TABLE failed AS
    SELECT * FROM checks WHERE outcome = 'failed' AND is_current"""


# A view of the release that a check asks reads its tables by their names.
AS_RELEASED = "CREATE OR REPLACE TEMP VIEW reports AS FROM versions"


@dataclass(frozen=True)
class YearCheck:
    """A report year to check, with the year before it."""

    year: Year
    before: Year | None
    made_from: str


def declarations() -> tuple[object, ...]:
    """What decides a finding beside the code: the checks, without the words that say why, and their table."""
    checks = [(check.id, check.severity, check.sql) for check in all_checks().values()]
    return checks, model("out_findings"), tables()[TABLE].declaration


def write_all(context: BuildContext, years: list[Year]) -> list[Entry]:
    """Write the findings of every year, those of years whose checks would read the same as hard links.

    Raises ContractError where a check says that a fault is our own.
    """
    entries, wanted = [], []
    for check in year_checks(context, years):
        linked = context.link([check.year.path(TABLE)], check.made_from)
        entries += linked
        wanted += [] if linked else [check]
    return entries + list(context.executor.map(partial(_write, context), wanted))


def year_checks(context: BuildContext, years: list[Year]) -> Iterator[YearCheck]:
    """Each year with the one before it, and the fingerprint of all that its checks read."""
    small = _digests_of_small(context)
    for year, before in with_years_before(years):
        read = [part.made_from(context.recipes.figures) if part else "" for part in (year, before)]
        copied = copies.made_from(context, year, before)
        # Of the year before as a number: reports of it may be known where none of its figures is.
        told = [small.get(key, "") for key in ("all", year.year, year.year - 1 if year.year else "none")]
        made_from = fingerprint(context.recipes.findings, *read, copied, *told)
        yield YearCheck(year, before, made_from)


def _digests_of_small(context: BuildContext) -> dict[object, str]:
    """Year → a digest of what checks read of it in the tables that are not cut by year; "all": of no year."""
    files = _small_files(context)
    of_year = " UNION ALL ".join(
        f"SELECT year, '{name}' AS name, set_digest(rows) AS digest FROM ({query.format(**files)}) rows "
        "GROUP BY year"
        for name, query in OF_YEAR.items()
    )
    with connect(context.scratch_dir, 1, context.budget.one_year) as connection:
        found: dict[object, str] = dict(connection.execute(DIGESTS.format(rows=of_year)).fetchall())
        found["all"] = str(connection.execute(DIGEST.format(rows=AGENCIES.format(**files))).fetchall())
    return found


def _small_files(context: BuildContext) -> dict[str, str]:
    """Name → SQL source of the tables that are not cut by year."""
    paths = {name: context.release_dir / f"{name}.parquet" for name in SMALL_TABLES}
    return {name: f"read_parquet({literal(str(path))})" for name, path in paths.items()}


def _relate_small(connection: duckdb.DuckDBPyConnection, context: BuildContext, year: int | None) -> None:
    """The relations a check reads that are not cut by year."""
    filled = _small_files(context)
    filled["is_year"] = "IS NULL" if year is None else f"= {year}"
    filled["is_before"] = "IS NULL AND false" if year is None else f"= {year - 1}"
    for name, query in SMALL_RELATIONS.items():
        connection.execute(f"CREATE TEMP VIEW {name} AS {query.format(**filled)}")


def _relate(connection: duckdb.DuckDBPyConnection, context: BuildContext, check: YearCheck) -> None:
    """The relations a check reads, for one year."""
    _relate_small(connection, context, check.year.year)
    columns = "report_id, year, form, kind, function, url, published_date"
    for name, year, reports in (("now", check.year, "versions"), ("before", check.before, "versions_before")):
        source = read_files(context.release_dir, [(year or check.year).path("figures")])
        connection.execute(
            f"CREATE TEMP TABLE {name} AS SELECT * FROM {source} "
            f"JOIN (SELECT {columns} FROM {reports}) USING (report_id) WHERE is_current"
        )
    figures = read_files(context.release_dir, [check.year.path("figures")])
    connection.execute(f"CREATE TEMP VIEW figures_of_year AS FROM {figures}")
    for name in ("cells", "checks", "mentions", "sections"):
        paths = [partition.path(name) for partition in check.year.partitions]
        connection.execute(f"CREATE TEMP VIEW {name} AS FROM {read_files(context.release_dir, paths)}")
    connection.execute(FAILED)
    connection.execute(AS_RELEASED)
    copied = read_files(context.release_dir, [check.year.path(copies.TABLE)])
    connection.execute(f"CREATE TEMP VIEW copies AS FROM {copied}")


def _write(context: BuildContext, check: YearCheck) -> Entry:
    with connect(context.scratch_dir, 1, context.budget.one_year) as connection:
        _relate(connection, context, check)
        connection.execute(BAD)
        for query in all_checks().values():
            run(connection, query, check.year.year)
        run_model(connection, "out_findings")
        rows = declared_rows(connection, tables()[TABLE], "out_findings")
    path = check.year.path(TABLE)
    return parquet_files.write(tables()[TABLE], rows, context.release_dir, path, check.made_from)


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
    verdict = "verdict" if "verdict" in columns else "NULL"
    connection.execute(
        f"INSERT INTO bad SELECT $2, {severity}, report_id, place, {', '.join(sides)}, {verdict} FROM found",
        [check.severity, check.id],
    )
    if check.severity == STOP:
        rows = connection.execute("SELECT * FROM found ORDER BY ALL LIMIT 3").fetchall()
        raise ContractError(f"check {check.id} of {year}: {check.why}. First rows: {rows}")
