"""Every way into a release, as a reader that tells what it saw: table → (rows, hash of all rows)."""

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import duckdb
import pyarrow.parquet as pq

from warehouse import connect
from warehouse.handout import bundle
from warehouse.query.connect import connect_release
from warehouse.release.store import Store
from warehouse.release.verify import verify
from warehouse.schema.tables import tables

ROOT = Path(__file__).parents[3]
Seen: TypeAlias = dict[str, tuple[int, str]]
EVERYTHING = "\nUNION ALL ".join(
    f"SELECT '{name}' AS name, count(*) AS row_count, bit_xor(hash(t))::VARCHAR AS seen FROM {name} t"
    for name in tables()
)


def seen_through(connection: duckdb.DuckDBPyConnection) -> Seen:
    """What all tables hold; a row of another release changes the hash of its table."""
    return {name: (rows, seen) for name, rows, seen in connection.execute(EVERYTHING).fetchall()}


def plain_duckdb(data: Path) -> Seen:
    """`duckdb current/nianbao.duckdb`, the link followed by the operating system."""
    database = data / "demo" / "warehouse" / "current" / "nianbao.duckdb"
    with duckdb.connect(database, read_only=True) as connection:
        return seen_through(connection)


def python_connect(data: Path) -> Seen:
    """`from warehouse import connect`."""
    with connect(data=data) as connection:
        return seen_through(connection)


def command_sql(data: Path) -> Seen:
    """`python -m warehouse sql`, a process a question."""
    words = [sys.executable, "-m", "warehouse", "sql", "--data", str(data), "--format", "json", EVERYTHING]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return {row["name"]: (row["row_count"], row["seen"]) for row in json.loads(done.stdout)}


def raw_parquet(data: Path) -> Seen:
    """The files below realpath(current): every byte as in the manifest, whose digest is the folder's name."""
    release = (data / "demo" / "warehouse" / "current").resolve(strict=True)
    if wrong := verify(release):
        raise RuntimeError("\n".join(wrong))
    rows: dict[str, int] = {}
    for path in release.rglob("*.parquet"):
        name = path.relative_to(release).parts[0].removesuffix(".parquet")
        rows[name] = rows.get(name, 0) + pq.read_metadata(path).num_rows
    with connect_release(release) as connection:
        return {
            name: (rows.get(name, count), seen) for name, (count, seen) in seen_through(connection).items()
        }


def handed_out(data: Path) -> Seen:
    """`python -m warehouse release`: the folder is whole by its own checksums, and opens without us."""
    release = Store(data / "demo" / "warehouse").current()
    assert release is not None
    with tempfile.TemporaryDirectory() as away, contextlib.chdir(away):
        folder = bundle.write(release, "1", Path("handed-out"))
        if wrong := verify(folder):
            raise RuntimeError("\n".join(wrong))
        with contextlib.chdir(folder), duckdb.connect() as connection:
            connection.execute(Path("views.sql").read_text(encoding="utf-8"))
            return seen_through(connection)


ENTRIES: dict[str, Callable[[Path], Seen]] = {
    reader.__name__: reader for reader in (plain_duckdb, python_connect, command_sql, raw_parquet, handed_out)
}
