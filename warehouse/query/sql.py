"""One question in SQL to a release, and errors that help to ask it right."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseError
from warehouse.query.connect import ReadOnlyConnection, connect_release
from warehouse.query.limits import ASKED, NARROW, ROWS, Limits
from warehouse.query.read_only import READ_ONLY
from warehouse.query.suggestions import suggest
from warehouse.schema.tables import tables


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
    with told_errors(limits), connect_release(release, limits) as connection:
        if len(connection.extract_statements(sql)) != 1:
            raise WarehouseError(f"{READ_ONLY} One statement at a time.")
        return fetch(connection, sql, rows=rows)


def fetch(connection: ReadOnlyConnection, sql: str, parameters: object = None, rows: int = ROWS) -> Answer:
    """The first `rows` rows of a statement; `parameters` as DuckDB takes them, a list or a dict."""
    result = connection.execute(sql, parameters)
    found = result.fetchmany(rows + 1)
    names = [column[0] for column in result.description or ()]
    return Answer(names, found[:rows], len(found) > rows)


@contextmanager
def told_errors(limits: Limits) -> Iterator[None]:
    """Turn what DuckDB raises over a question within `limits` into a WarehouseError: what to do about it."""
    try:
        yield
    except duckdb.InterruptException as error:
        raise WarehouseError(f"The question took longer than {limits.seconds:g} s: {NARROW}") from error
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise WarehouseError(f"The question needs more than {limits.memory_mb} MB: {NARROW}") from error
    except duckdb.CatalogException as error:
        raise WarehouseError(_helped(error, f"The tables are: {', '.join(tables())}.")) from error
    except duckdb.BinderException as error:
        raise WarehouseError(
            _helped(error, "The columns of a table: DESCRIBE TABLE_NAME, or the table dictionary.")
        ) from error
    except duckdb.Error as error:
        raise WarehouseError(str(error)) from error


def _helped(error: duckdb.Error, advice: str) -> str:
    """An error of a name with what was meant, by the dictionary, or else where to look."""
    return f"{error}\n{suggest(str(error)) or advice}"
