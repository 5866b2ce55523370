"""One question in SQL to a release, and errors that help to ask it right."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseError
from warehouse.query.connect import connect_release
from warehouse.schema.tables import tables

READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}


def run_query(release: Path | str, sql: str) -> tuple[list[str], Sequence[tuple[object, ...]]]:
    """Column names and rows of one SELECT (or DESCRIBE, SUMMARIZE, EXPLAIN) to a release.

    `release` is its directory or its URL. WarehouseError for SQL that fails or would write: the message names
    the tables that there are.

    >>> run_query(Path("data/demo/warehouse/current"), "SELECT count(*) AS n FROM reports")  # doctest: +SKIP
    (['n'], [(871,)])
    """
    try:
        _refuse_writing(sql)
        with connect_release(release) as connection:
            result = connection.execute(sql)
            return [column[0] for column in result.description or ()], result.fetchall()
    except duckdb.CatalogException as error:
        raise WarehouseError(f"{error}\nThe tables are: {', '.join(tables())}.") from error
    except duckdb.BinderException as error:
        raise WarehouseError(
            f"{error}\nThe columns of a table: DESCRIBE TABLE_NAME, or the table dictionary."
        ) from error
    except duckdb.Error as error:
        raise WarehouseError(str(error)) from error


def _refuse_writing(sql: str) -> None:
    statements = duckdb.extract_statements(sql)
    if len(statements) != 1 or statements[0].type not in READING:
        raise WarehouseError("A release is read-only: ask one SELECT (or DESCRIBE, SUMMARIZE, EXPLAIN).")
