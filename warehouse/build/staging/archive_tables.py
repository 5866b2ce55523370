"""What grows with the archive, as relations: kept between builds, file by file.

stg_readings   a row a document: its header, the sizes of its lists, and where it lies
stg_captures   a row an attempt of the logs
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from extract.run.code_digest import code_digest
from spiders.archive import reader as archive
from spiders.archive.reader import ArchiveError
from warehouse.build.kept import Kept
from warehouse.build.parts import fingerprint
from warehouse.build.staging import headers, logs
from warehouse.build.staging.inputs import Inputs
from warehouse.errors import WarehouseError
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.tables import tables

HEADERS, LOGS = "headers", "logs"
AT_ONCE = 16  # files in memory


@dataclass(frozen=True)
class Source:
    """One file of an input: what its table is kept under, and how it is made."""

    key: str
    make: Callable[[], pa.Table]


def stage(connection: duckdb.DuckDBPyConnection, inputs: Inputs, kept: Kept, executor: Executor) -> None:
    """Make both relations; raises WarehouseError where a log is damaged."""
    no_attempts = arrow_schema(tables()["captures"]).empty_table()
    try:
        _fill(connection, "stg_readings", _numbered(_tables(kept, HEADERS, _headers(inputs), executor)))
        captures = _tables(kept, LOGS, _logs(inputs), executor)
        _fill(connection, "stg_captures", captures, no_attempts)
    except ArchiveError as error:
        raise WarehouseError(str(error)) from error


def _headers(inputs: Inputs) -> list[Source]:
    code = fingerprint(code_digest([headers.__name__]), pa.__version__)

    def source(path: Path) -> Source:
        return Source(code + inputs.digests[path], lambda: headers.of_file(path))

    return [source(path) for path in inputs.readings]


def _logs(inputs: Inputs) -> list[Source]:
    code = fingerprint(code_digest([logs.__name__]), pa.__version__, repr(tables()["captures"].declaration))

    def source(batch: str) -> Source:
        digest = inputs.digests[archive.log_path(inputs.archive_dir, batch)]
        return Source(f"{code}{digest}-{batch}", lambda: logs.attempts(inputs.archive_dir, batch))

    return [source(batch) for batch in archive.batches(inputs.archive_dir)]


def _tables(kept: Kept, kind: str, sources: list[Source], executor: Executor) -> Iterator[pa.Table]:
    """The table of each source, in order, a few at a time; what is kept of others is forgotten."""
    kept.forget_others(kind, {source.key for source in sources})
    waiting: deque[Future[pa.Table]] = deque()
    for source in sources:
        waiting.append(executor.submit(kept.table, kind, source.key, source.make))
        if len(waiting) == AT_ONCE:
            yield waiting.popleft().result()
    yield from (table.result() for table in waiting)


def _numbered(found: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """With the number of its file in each row."""
    for number, table in enumerate(found):
        yield table.append_column("file", pa.array(np.full(len(table), number, np.int32)))


def _fill(
    connection: duckdb.DuckDBPyConnection, name: str, found: Iterator[pa.Table], empty: pa.Table | None = None
) -> None:
    """Make a relation of tables, read one after the other; of `empty`, where there is none."""
    first = next(found, empty)
    if first is None:
        raise WarehouseError(f"{name} has no rows to be made of")
    failed: list[Exception] = []

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            for table in chain([first], found):
                yield from table.to_batches()
        except Exception as error:
            failed.append(error)
            raise

    connection.register("stream", pa.RecordBatchReader.from_batches(first.schema, batches()))
    try:
        connection.execute(f"CREATE TEMP TABLE {name} AS FROM stream")
    except Exception as error:  # of what broke off the stream DuckDB tells no more than the words
        raise (failed or [error])[0] from error
    connection.unregister("stream")
