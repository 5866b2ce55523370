"""The tables that are not cut by year: of one file, or of pieces, of which those that stand are linked."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

import duckdb

from warehouse.build.context import BuildContext
from warehouse.build.parquet_files import write_relation
from warehouse.build.staging import standing_rows
from warehouse.build.staging.touched import Touched
from warehouse.release.manifest import Entry
from warehouse.schema.duckdb_connection import literal, number, read_files
from warehouse.schema.models import run_model
from warehouse.schema.tables import HIVE_NULL, Table, tables

SMALL = (
    "regions",
    "agencies",
    "reports",
    "documents",
    "captures",
    "coverage",
    "sites",
    "indicators",
    "concepts",
    "benchmarks",
    "corrections",
    "breaks",
    "rules",
    "dictionary",
)
OF_DOCUMENTS = ("corrections",)  # others of one file follow from code and small inputs
ROWS = 25_000  # of a piece: twenty files at 100 million cells, of which a change writes one or two
Write = Callable[[], Entry | None]  # writes a part of a file, and needs the connection no more


@dataclass(frozen=True)
class Piece:
    """A run of the values of the first column by which a table is in order, and how many rows have them."""

    table: Table
    values: tuple[str | None, ...]
    count: int

    @property
    def path(self) -> str:
        """Where a release keeps it."""
        return f"{self.table.name}/{quote(self.values[0] or HIVE_NULL, safe='')}.parquet"

    @property
    def condition(self) -> str:
        """What its rows meet, and no others of the table: a list of thousands took longer than its rows."""
        column, known = self.table.sort[0], [literal(value) for value in self.values if value is not None]
        is_between = f"{column} BETWEEN {known[0]} AND {known[-1]}" if known else "false"
        return f"({is_between} OR {column} IS NULL)" if None in self.values else is_between


def pieces(table: Table, counts: Mapping[str | None, int]) -> list[Piece]:
    """Runs of values, in order and NULL last, each with `ROWS` rows at most, or one value that has more."""
    runs: list[list[str | None]] = []
    sizes: list[int] = []
    for value, count in sorted(counts.items(), key=lambda item: (item[0] is None, item[0] or "")):
        if count and sizes and sizes[-1] + count <= ROWS:
            runs[-1].append(value)
            sizes[-1] += count
        elif count:
            runs.append([value])
            sizes.append(count)
    found = (Piece(table, tuple(values), size) for values, size in zip(runs, sizes, strict=True))
    return [*found] or [Piece(table, (None,), 0)]


def write_all(
    context: BuildContext, connection: duckdb.DuckDBPyConnection, touched: Touched | None
) -> list[Entry]:
    """Write every table; while a part is compressed, the next is made."""
    if touched:
        standing_rows.relate(connection, touched)
    written: list[Entry | None] = []
    started: Future[Entry | None] | None = None
    for write in _all(context, connection, touched):
        written += [started.result()] if started else []
        started = context.executor.submit(write)
    written += [started.result()] if started else []
    return [entry for entry in written if entry]


def _all(
    context: BuildContext, connection: duckdb.DuckDBPyConnection, touched: Touched | None
) -> Iterator[Write]:
    for name in SMALL:
        table = tables()[name]
        if touched and table.layout == "pieces":
            yield from _touched_pieces(context, connection, touched, table)
        elif touched and name not in OF_DOCUMENTS and _is_whole(touched, table):
            yield partial(touched.before.release.hand_on, table.pattern, context.release_dir)
        else:
            relation = f"out_{name}"
            run_model(connection, relation)
            yield from write_relation(
                connection, table, relation, context.release_dir, _files(connection, table)
            )


def _is_whole(touched: Touched, table: Table) -> bool:
    """Whether the one file of a table is as the release before was published."""
    release = touched.before.release
    return table.pattern in release.files and table.pattern not in release.faults


def _files(connection: duckdb.DuckDBPyConnection, table: Table) -> dict[str, int]:
    """Path → count of rows of each file of a table that is made whole."""
    rows = f"FROM out_{table.name}"
    if table.layout == "pieces":
        return {piece.path: piece.count for piece in pieces(table, _counts(connection, table, rows))}
    return {table.pattern: number(connection, f"SELECT count(*) {rows}")}


def _touched_pieces(
    context: BuildContext, connection: duckdb.DuckDBPyConnection, touched: Touched, table: Table
) -> Iterator[Write]:
    """The pieces of a table; of the release before, those whose rows all stand."""
    standing_rows.make(connection, table.name)
    release = touched.before.release
    before = read_files(release.path, release.manifest.paths(table.name))
    old = _counts(connection, table, f"FROM {before}")
    gone = _counts(connection, table, f"FROM {before} {standing_rows.replaced(table.name, 'SEMI')}")
    came = _counts(connection, table, f"FROM out_{table.name}")
    known = pieces(table, old)
    for piece in pieces(table, old - gone + came):
        files = [each.path for each in known if set(each.values).intersection(piece.values)]
        source = read_files(release.path, files or [known[0].path])
        changed = {*gone, *came}.intersection(piece.values)
        is_known = piece in known and all(gone[value] == came[value] for value in changed)
        # What is resolved again comes out the same, mostly: the body of a document that changed is the same.
        if is_known and (not changed or standing_rows.is_same(connection, table, source, piece.condition)):
            yield partial(release.hand_on, piece.path, context.release_dir)
        else:
            standing_rows.join(connection, table.name, source, piece.condition)
            yield from write_relation(
                connection, table, f"piece_{table.name}", context.release_dir, {piece.path: piece.count}
            )


def _counts(connection: duckdb.DuckDBPyConnection, table: Table, rows: str) -> "Counter[str | None]":
    """How many rows have each value of the first column by which a table is in order."""
    return Counter(
        dict(connection.execute(f"SELECT {table.sort[0]}, count(*) {rows} GROUP BY ALL").fetchall())
    )
