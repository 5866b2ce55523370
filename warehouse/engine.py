"""DuckDB as the builds use it: connections, models from models/*.sql, tables out to Parquet."""

from functools import cache
from pathlib import Path

import duckdb

from warehouse.contract import enforce
from warehouse.schema import Table

MODELS = Path(__file__).parent / "models"
ROW_GROUP = 500_000  # measured: SCALE §1, latency against size at 750M rows
MACROS = """
CREATE MACRO id52(text) AS ('0x' || left(md5(text), 13))::BIGINT;
"""


def connect(scratch: Path, threads: int, memory: str) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that spills into `scratch`. One thread makes the same bytes on any machine."""
    connection = duckdb.connect(
        config={"threads": threads, "memory_limit": memory, "temp_directory": str(scratch / "spill")}
    )
    connection.execute("SET partitioned_write_flush_threshold = 1024")
    connection.execute(MACROS)
    return connection


@cache
def model(name: str) -> str:
    """The SELECT of models/NAME.sql."""
    return (MODELS / f"{name}.sql").read_text(encoding="utf-8")


def run_model(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Make the relation NAME from its model."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {model(name)}")


def write(connection: duckdb.DuckDBPyConnection, table: Table, relation: str, path: Path) -> int:
    """Enforce the contract on `relation` and write it as `path`; returns the number of rows."""
    enforce(connection, table, relation)
    path.parent.mkdir(parents=True, exist_ok=True)
    metadata = ", ".join(f"'{key}': {literal(value)}" for key, value in table.metadata().items())
    written = connection.execute(
        f"COPY ({table.select(relation)}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd, "
        f"COMPRESSION_LEVEL 3, ROW_GROUP_SIZE {ROW_GROUP}, KV_METADATA {{{metadata}}})"
    ).fetchone()
    return int(written[0]) if written else 0


def literal(text: str) -> str:
    """A SQL string literal."""
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def literals(paths: list[Path] | tuple[Path, ...]) -> str:
    """A SQL list of paths."""
    return "[" + ", ".join(literal(str(path)) for path in paths) + "]"
