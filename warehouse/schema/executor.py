"""DuckDB as the builds use it: connections, models from models/*.sql, tables out to Arrow."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.schema import FOLDER, applicants, contract
from warehouse.schema.tables import Table

MODELS = FOLDER / "models"
SLOTS = {"{applicants}": applicants.applicants_sql}
MACROS = """
CREATE MACRO id52(text) AS ('0x' || left(md5(text), 13))::BIGINT;
"""


def connect(scratch: Path, threads: int, memory: str) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that spills into `scratch`. One thread makes the same bytes on any machine."""
    connection = duckdb.connect(
        config={"threads": threads, "memory_limit": memory, "temp_directory": str(scratch / "spill")}
    )
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


def rows(connection: duckdb.DuckDBPyConnection, table: Table, relation: str) -> pa.Table:
    """The rows of `relation` as declared, in the declared order."""
    contract.same_names(connection, table, relation)
    return connection.sql(table.select(relation)).to_arrow_table()


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
