"""What grows with the archive, as relations: kept between builds, file by file.

stg_readings   a row a document: its header, the sizes of its lists, and where it lies
stg_captures   a row an attempt of the logs
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from extract.run.code_digest import code_digest
from spiders.archive import reader as archive
from warehouse.build.kept import Kept
from warehouse.build.parts import fingerprint
from warehouse.build.staging import headers, logs
from warehouse.build.staging.inputs import Inputs
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.tables import tables

HEADERS, LOGS = "headers", "logs"
AT_ONCE = 16  # files in memory


@dataclass(frozen=True)
class Source:
    """One file of an input: what its table is kept under, and how it is made."""

    key: str
    make: Callable[[], pa.Table]


class Archive:
    """The readings and logs of an archive as tables, kept between builds file by file."""

    def __init__(self, inputs: Inputs, kept: Kept, executor: Executor) -> None:
        self._kept, self.executor = kept, executor
        self._headers, self._logs = _headers(inputs), _logs(inputs)
        for kind, sources in ((HEADERS, self._headers), (LOGS, list(self._logs.values()))):
            kept.forget_others(kind, {source.key for source in sources})

    @property
    def reading_keys(self) -> list[str]:
        """What each file of readings is known by, in their order."""
        return [source.key for source in self._headers]

    @property
    def log_keys(self) -> dict[str, str]:
        """Batch → what its log is known by."""
        return {batch: source.key for batch, source in self._logs.items()}

    def stage(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make both relations whole; raises ArchiveError where a log is damaged."""
        fill(connection, "stg_readings", self._readings(range(len(self._headers))))
        captures = self._tables(LOGS, self._logs.values())
        fill(connection, "stg_captures", chain([no_captures()], captures))

    def readings(self, numbers: Sequence[int]) -> pa.Table:
        """The rows of stg_readings of the files of those numbers."""
        shape = next(self._readings([0])).slice(0, 0)
        return pa.concat_tables([shape, *self._readings(numbers)])

    def rows(self, file: np.ndarray, row: np.ndarray) -> list[pa.Table]:
        """Those rows of stg_readings, by number of the file and place in it."""
        numbers = np.unique(file).tolist()
        found = zip(numbers, self._readings(numbers), strict=True)
        return [table.take(pa.array(np.sort(row[file == number]))) for number, table in found]

    def captures(self, batches: Iterable[str]) -> pa.Table:
        """The rows of stg_captures of those batches, of which some may have no log; raises ArchiveError."""
        sources = [self._logs[batch] for batch in batches if batch in self._logs]
        return pa.concat_tables([no_captures(), *self._tables(LOGS, sources)])

    def _readings(self, numbers: Sequence[int]) -> Iterator[pa.Table]:
        found = self._tables(HEADERS, [self._headers[number] for number in numbers])
        for number, table in zip(numbers, found, strict=True):
            yield table.append_column("file", pa.array(np.full(len(table), number, np.int32)))

    def _tables(self, kind: str, sources: Iterable[Source]) -> Iterator[pa.Table]:
        """The table of each source, in order, a few at a time."""
        waiting: deque[Future[pa.Table]] = deque()
        for source in sources:
            waiting.append(self.executor.submit(self._kept.table, kind, source.key, source.make))
            if len(waiting) == AT_ONCE:
                yield waiting.popleft().result()
        yield from (table.result() for table in waiting)


def no_captures() -> pa.Table:
    """No rows of stg_captures."""
    return arrow_schema(tables()["captures"]).empty_table()


def _headers(inputs: Inputs) -> list[Source]:
    code = fingerprint(code_digest([headers.__name__]), pa.__version__)

    def source(path: Path) -> Source:
        return Source(code + inputs.digests[path], lambda: headers.of_file(path))

    return [source(path) for path in inputs.readings]


def _logs(inputs: Inputs) -> dict[str, Source]:
    code = fingerprint(code_digest([logs.__name__]), pa.__version__, repr(tables()["captures"].declaration))

    def source(batch: str) -> Source:
        digest = inputs.digests[archive.log_path(inputs.archive_dir, batch)]
        return Source(f"{code}{digest}-{batch}", lambda: logs.attempts(inputs.archive_dir, batch))

    return {batch: source(batch) for batch in archive.batches(inputs.archive_dir)}


def fill(connection: duckdb.DuckDBPyConnection, name: str, found: Iterable[pa.Table]) -> None:
    """Make a relation of tables of one schema, at least one, read one after the other."""
    found = iter(found)
    first = next(found)
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
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM stream")
    except Exception as error:  # of what broke off the stream DuckDB tells no more than the words
        raise (failed or [error])[0] from error
    connection.unregister("stream")
