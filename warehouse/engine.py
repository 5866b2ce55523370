"""DuckDB as the builds use it: connections, models from models/*.sql, tables out to Parquet."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb

from warehouse import applicants, concepts, wide
from warehouse.contract import enforce
from warehouse.schema import Table

MODELS = Path(__file__).parent / "models"
# Rows in a row group by layout; measured, SCALE §1: latency against size at 750M rows, long and wide.
ROW_GROUPS = {"one": 500_000, "province_year": 500_000, "year": 50_000}
SLOTS = {
    "{figures}": lambda: wide.selected("v"),
    "{series}": concepts.series_sql,
    "{applicants}": applicants.applicants_sql,
}
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
    """The SELECT of models/NAME.sql, with the columns that the codebook declares filled in."""
    text = (MODELS / f"{name}.sql").read_text(encoding="utf-8")
    for slot, fill in SLOTS.items():
        if slot in text:
            text = text.replace(slot, fill())
    return text


def run_model(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Make the relation NAME from its model."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {model(name)}")


def write(connection: duckdb.DuckDBPyConnection, table: Table, relation: str, path: Path) -> int:
    """Enforce the contract on `relation` and write it as `path`; returns the number of rows."""
    enforce(connection, table, relation)
    path.parent.mkdir(parents=True, exist_ok=True)
    metadata = ", ".join(f"'{key}': {literal(value)}" for key, value in table.metadata().items())
    return number(
        connection,
        f"COPY ({table.select(relation)}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd, "
        f"COMPRESSION_LEVEL 3, ROW_GROUP_SIZE {ROW_GROUPS[table.layout]}, KV_METADATA {{{metadata}}})",
    )


def number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    """The one number a statement answers with."""
    ((value,),) = connection.execute(sql).fetchall()
    return int(value)


def literal(text: str) -> str:
    """A SQL string literal."""
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def literals(paths: Sequence[Path | str]) -> str:
    """A SQL list of paths."""
    return "[" + ", ".join(literal(str(path)) for path in paths) + "]"
