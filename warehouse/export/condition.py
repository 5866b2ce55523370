"""The condition of `--where`: one expression in SQL that is true or false of a row, and nothing else."""

import json
import re

from warehouse.errors import WarehouseError
from warehouse.query.connect import ReadOnlyConnection

LEADING_WORD = re.compile(r"\A\s*where\b", re.I)
ADVICE = "A condition is true or false of each row, as \"year >= 2020 AND region_name = '北京市'\"."


def checked(connection: ReadOnlyConnection, table: str, condition: str) -> str:
    """The condition as it may stand in parentheses, before a line feed, after WHERE in a query of that table.

    WarehouseError for what is no condition, more than one expression, or could write; DuckDB's own errors for
    names that the table does not have.

    >>> checked(connection, "reports", "where year = 2023;")  # doctest: +SKIP
    'year = 2023'
    """
    text = LEADING_WORD.sub("", condition, count=1).strip().rstrip(";").rstrip()
    if not text:
        raise WarehouseError(f"The condition is empty. {ADVICE}")
    if _around(connection, text) != _around(connection, "true"):
        raise WarehouseError(f"The condition is more than one expression. {ADVICE}")
    kinds = [str(kind) for kind in connection.sql(f"SELECT ({text}\n) FROM {table}").types]
    if kinds != ["BOOLEAN"]:
        raise WarehouseError(f"The condition gives {', '.join(kinds)}, not true or false. {ADVICE}")
    return text


def _around(connection: ReadOnlyConnection, expression: str) -> object:
    """What DuckDB parses beside the column of `SELECT (expression)`: what closes the parenthesis early."""
    query = f"SELECT ({expression}\n)"
    ((tree,),) = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [query]).fetchall()
    try:
        parsed = json.loads(tree)
    except RecursionError as error:
        raise WarehouseError(f"The condition is nested too deep. {ADVICE}") from error
    if parsed["error"]:
        raise WarehouseError(f"The condition is no SQL: {parsed['error_message']}\n{ADVICE}")
    for statement in parsed["statements"]:
        columns = statement["node"].pop("select_list", [])
        statement["columns"] = [bool(column.get("alias")) for column in columns]
    return parsed
