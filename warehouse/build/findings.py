"""The `findings` of a release: every check run over every report year before it is published."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from warehouse.build import parquet_files
from warehouse.build.partitions import Works
from warehouse.build.yearly import Year
from warehouse.errors import ContractError
from warehouse.release.store import Entry, Release
from warehouse.schema import executor
from warehouse.schema import tables as schema
from warehouse.schema.check_queries import Check, all_checks

TABLE = "findings"
MEMORY = "2GB"  # of one year at a time
BAD = """CREATE OR REPLACE TEMP TABLE bad (
    check_id VARCHAR, severity VARCHAR, report_id BIGINT, place VARCHAR,
    left_value DECIMAL(24, 6), right_value DECIMAL(24, 6), verdict VARCHAR)"""

READ_OF_SMALL = (
    "SELECT report_id, agency_id, is_current, change, url, kind, published_date FROM versions",
    "FROM coverage_now",
    "FROM coverage_before",
    "FROM agencies",
)
FAILED = """CREATE OR REPLACE TEMP TABLE failed AS
    SELECT * FROM checks WHERE outcome = 'failed' AND is_current"""


@dataclass(frozen=True)
class Turn:
    """One report year to check, with the year before it."""

    year: Year
    before: Year | None
    made_from: str


def write_all(works: Works, hands: Executor, years: list[Year], before: Release | None) -> list[Entry]:
    """Write the findings of every year; one is checked again if it, the year before or its heads changed."""
    entries = []
    wanted = []
    for turn in turns(works, years):
        kept = before.lend([turn.year.path(TABLE)], turn.made_from, works.release) if before else []
        entries += kept
        wanted += [] if kept else [turn]
    return entries + list(hands.map(partial(_write, works), wanted))


def turns(works: Works, years: list[Year]) -> Iterator[Turn]:
    """Each year with the one before it and the fingerprint of all that its checks read."""
    known = {year.year: year for year in years}
    rules = Path(__file__).read_text(encoding="utf-8")
    rules += "".join(check.severity + check.why + check.sql for check in all_checks().values())
    for year in years:
        last = known.get(year.year - 1) if year.year else None
        read = [rules, year.made_from, last.made_from if last else "", _small(works, year.year)]
        yield Turn(year, last, hashlib.sha256("\n".join(read).encode()).hexdigest()[:32])


def _small(works: Works, year: int | None) -> str:
    """A digest of what the checks of a year read of the tables that are not cut by year."""
    with executor.connect(works.scratch, 1, MEMORY) as connection:
        _relate_small(connection, works, year)
        said = [
            connection.execute(f"SELECT md5(string_agg(said, ';' ORDER BY said)) FROM ({rows})").fetchone()
            for rows in (f"SELECT read::VARCHAR AS said FROM ({query}) read" for query in READ_OF_SMALL)
        ]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _relate_small(connection: duckdb.DuckDBPyConnection, works: Works, year: int | None) -> None:
    def scan(name: str) -> str:
        return f"read_parquet({executor.literal(str(works.release / f'{name}.parquet'))})"

    is_year = "IS NULL" if year is None else f"= {year}"
    is_last = "IS NULL AND false" if year is None else f"= {year - 1}"
    for name, query in {
        "versions": f"SELECT * FROM {scan('reports')} WHERE year {is_year}",
        "coverage_now": f"SELECT * FROM {scan('coverage')} WHERE year {is_year}",
        "coverage_before": f"SELECT * FROM {scan('coverage')} WHERE year {is_last}",
        "agencies": f"SELECT agency_id, successor_id, last_year FROM {scan('agencies')}"
        " WHERE successor_id IS NOT NULL",
    }.items():
        connection.execute(f"CREATE TEMP VIEW {name} AS {query}")


def _relate(connection: duckdb.DuckDBPyConnection, works: Works, turn: Turn) -> None:
    """The relations a check reads, for one year."""
    _relate_small(connection, works, turn.year.year)
    reports = executor.literal(str(works.release / "reports.parquet"))
    heads = "report_id, year, form, kind, function, url, published_date"
    for name, year in {"now": turn.year, "before": turn.before}.items():
        source = _files(works, [(year or turn.year).path("figures")])
        connection.execute(
            f"CREATE TEMP TABLE {name} AS SELECT * FROM {source} "
            f"JOIN (SELECT {heads} FROM read_parquet({reports})) USING (report_id) "
            f"WHERE is_current AND {year is not None}"
        )
    connection.execute(
        f"CREATE TEMP VIEW figures_of_year AS FROM {_files(works, [turn.year.path('figures')])}"
    )
    for name in ("cells", "checks", "mentions", "sections"):
        paths = [part.path(name) for part in turn.year.parts]
        connection.execute(f"CREATE TEMP VIEW {name} AS FROM {_files(works, paths)}")
    connection.execute(FAILED)
    last = turn.before or turn.year
    paths = [part.path("sections") for part in last.parts]
    connection.execute(f"CREATE TEMP VIEW sections_before AS FROM {_files(works, paths)}")


def _files(works: Works, paths: list[str]) -> str:
    listed = executor.literals([works.release / path for path in paths])
    return f"read_parquet({listed}, hive_partitioning=false)"


def _write(works: Works, turn: Turn) -> Entry:
    with executor.connect(works.scratch, 1, MEMORY) as connection:
        _relate(connection, works, turn)
        connection.execute(BAD)
        for check in all_checks().values():
            run(connection, check, turn.year.year)
        executor.run_model(connection, "out_findings")
        rows = executor.rows(connection, schema.tables()[TABLE], "out_findings")
    path = turn.year.path(TABLE)
    return parquet_files.write(schema.tables()[TABLE], rows, works.release, path, turn.made_from)


def run(connection: duckdb.DuckDBPyConnection, check: Check, year: int | None) -> None:
    """Add the bad rows of a check to relation bad; ContractError where the fault is our own."""
    sql = check.sql.replace("{year}", str(year) if year is not None else "NULL")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE found AS {sql}")
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
    if check.severity == "stop" and executor.number(connection, "SELECT count(*) FROM found"):
        rows = connection.execute("SELECT * FROM found ORDER BY ALL LIMIT 3").fetchall()
        raise ContractError(f"check {check.id} of {year}: {check.why}. First rows: {rows}")
