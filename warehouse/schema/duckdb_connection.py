"""Connections to DuckDB as the builds use them, and values as SQL text."""

from collections.abc import Collection, Sequence
from pathlib import Path

import duckdb

# id52: 52 bits are an id that a double holds exactly, so that JavaScript and R read it unharmed.
# address_key: what tells an address on a site, in 64 bits.
# set_digest: of rows in any order, 64 bits a row; the same in every build of one DuckDB, whose version stands
# in the recipes. It holds two numbers; string_agg held all rows, and cannot spill: at 100 million cells a
# build ran out of its memory.
MACROS = """
CREATE MACRO id52(text) AS ('0x' || left(md5(text), 13))::BIGINT;
CREATE MACRO address_key(site_id, url) AS hash(site_id, url);
CREATE MACRO set_digest(value) AS concat(count(*), ' ', sum(hash(value)::HUGEINT));
"""


def connect(scratch_dir: Path, threads: int, memory: str) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that spills into `scratch_dir`. One thread makes the same bytes on any machine.

    It keeps no files that it read, up to its limit, since the system's cache does.
    """
    connection = duckdb.connect(
        config={
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": str(scratch_dir / "spill"),
            "enable_external_file_cache": False,
        }
    )
    connection.execute(MACROS)
    return connection


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


def is_one_of(column: str, values: Collection[str | None]) -> str:
    """The SQL condition that a column holds one of these values; None is NULL.

    >>> is_one_of("code", ["110000", None])
    "(code IN ('110000') OR code IS NULL)"
    """
    known = ", ".join(literal(value) for value in sorted(filter(None, values)))
    conditions = [f"{column} IN ({known})"] if known else []
    conditions += [f"{column} IS NULL"] if None in values else []
    return f"({' OR '.join(conditions) or 'false'})"


def read_files(root: Path, paths: Sequence[str]) -> str:
    """A SQL source: the rows of Parquet files below `root`, without the columns that stand in their paths.

    Paths may be patterns. DuckDB is told of files: it would take a folder named [b]* for a pattern, too.
    """
    return read_all([file for path in paths for file in (sorted(root.glob(path)) or [root / path])])


def read_all(files: Sequence[Path]) -> str:
    """The same of those files."""
    return f"read_parquet({literals(files)}, hive_partitioning=false)"
