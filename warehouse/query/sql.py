"""One question in SQL to a release, and errors that help to ask it right."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from warehouse.errors import WarehouseError
from warehouse.query.advice import advised
from warehouse.query.connect import ReadOnlyConnection, connect_here, connect_release
from warehouse.query.limits import ASKED, NARROW, ROWS, Limits
from warehouse.query.read_only import READ_ONLY

if TYPE_CHECKING:
    import pyarrow as pa

# What Arrow's reader of DuckDB's rows says of a question that failed while it ran: an OSError of any kind.
NO_MEMORY = re.compile("out.of.memory", re.I)


@dataclass(frozen=True, slots=True)
class Answer:
    """Column names and rows; `is_cut` tells that there were more rows than asked for."""

    names: list[str]
    rows: Sequence[tuple[object, ...]]
    is_cut: bool = False


def run_query(release: Path | str, sql: str, limits: Limits = ASKED, rows: int = ROWS) -> Answer:
    """The first `rows` rows of one SELECT (or PIVOT, DESCRIBE, SUMMARIZE, SHOW, EXPLAIN) to a release.

    `release` is its directory or its URL. WarehouseError for SQL that fails, would write, or exceeds
    `limits`: the message tells what to do.

    >>> run_query(Path("data/demo/warehouse/current"), "SELECT count(*) AS n FROM reports")  # doctest: +SKIP
    Answer(names=['n'], rows=[(871,)], is_cut=False)
    """
    with told_errors(limits, sql), connect_release(release, limits) as connection:
        _refuse_several(connection, sql)
        return fetch(connection, sql, rows=rows)


def _refuse_several(connection: ReadOnlyConnection, sql: str) -> None:
    if len(connection.extract_statements(sql)) != 1:
        raise WarehouseError(f"{READ_ONLY} One statement at a time.")


def fetch(connection: ReadOnlyConnection, sql: str, parameters: object = None, rows: int = ROWS) -> Answer:
    """The first `rows` rows of a statement; `parameters` as DuckDB takes them, a list or a dict."""
    result = connection.execute(sql, parameters)
    found = result.fetchmany(rows + 1)
    names = [column[0] for column in result.description or ()]
    return Answer(names, found[:rows], len(found) > rows)


@contextmanager
def opened_batches(
    release: Path | str | None, sql: str, limits: Limits, rows: int
) -> Iterator[tuple["pa.Schema", Iterator["pa.RecordBatch"]]]:
    """The schema of the answer to one question, and its rows as they are found, about `rows` at a time.

    The release that is the working folder is None (`connect_here`). WarehouseError as `run_query`, here and
    while the rows are taken.
    """
    opened = connect_here(limits) if release is None else connect_release(release, limits)
    with told_errors(limits, sql), opened as connection:
        _refuse_several(connection, sql)
        reader = connection.sql(sql).to_arrow_reader(rows)
        yield reader.schema, _told(reader, limits)


def _told(reader: "pa.RecordBatchReader", limits: Limits) -> Iterator["pa.RecordBatch"]:
    while True:
        try:
            batch = reader.read_next_batch()
        except StopIteration:
            return
        except OSError as error:
            text = str(error)
            if NO_MEMORY.search(text):
                text = f"The question needs more than {limits.memory_mb} MB: {NARROW}"
            raise WarehouseError(text) from error
        yield batch


@contextmanager
def told_errors(limits: Limits, sql: str = "") -> Iterator[None]:
    """Turn what DuckDB raises over a question within `limits` into a WarehouseError: what to do about it."""
    try:
        yield
    except duckdb.InterruptException as error:
        raise WarehouseError(f"The question took longer than {limits.seconds:g} s: {NARROW}") from error
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise WarehouseError(f"The question needs more than {limits.memory_mb} MB: {NARROW}") from error
    except duckdb.Error as error:
        raise WarehouseError(advised(str(error), sql)) from error
