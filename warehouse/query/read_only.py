"""Statements that only read: DuckDB is asked what each of a text is, down to what EXPLAIN and WITH hold.

The kind alone does not do. `WITH x AS (COPY … TO …) FROM x` is a SELECT to DuckDB 2.0, and it writes; so does
`EXPLAIN ANALYZE COPY …`; and functions as json_execute_serialized_sql run a text of their own. So the parsed
tree of a SELECT is looked through. PIVOT has none to look at (DuckDB makes several statements of it): it must
stand as a subquery, where no statement that writes can, and hold none of their words.
"""

import json
import re

import duckdb

from warehouse.errors import WarehouseError

READ_ONLY = "A release is read-only: ask a SELECT (or PIVOT, DESCRIBE, SUMMARIZE, SHOW, or EXPLAIN of one)."
READING_NODES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
# They parse a text when the statement already runs, past this check.
RUNS_TEXT = {"query", "query_table", "json_execute_serialized_sql"}
# Settings, and what DuckDB tells of itself beside tables and functions: folders of the machine stand there.
SETTINGS = re.compile(
    r"\b(?:(?:duckdb|pragma)_(?!(?:columns|functions|keywords|tables|types|views)\b)\w+"
    r"|current_setting|pg_settings|pg_database|\w*external_resource\w*)\b",
    re.I,
)
WRITING_WORDS = re.compile(rf"\b(copy|insert|update|delete|merge|{'|'.join(RUNS_TEXT)})\b", re.I)


def refuse_writing(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """WarehouseError if a statement of a text does anything else than read.

    >>> refuse_writing(duckdb.connect(), "EXPLAIN ANALYZE COPY (SELECT 1) TO 'x'")
    Traceback (most recent call last):
    warehouse.errors.WarehouseError: A release is read-only: ask a SELECT (or PIVOT, DESCRIBE, SUMMARIZE, ...
    """
    if not sql.isprintable() and re.search("[\0\ud800-\udfff]", sql):
        raise WarehouseError("The question holds characters that no text can hold (NUL or half a character).")
    if not all(_only_reads(connection, part.query) for part in connection.extract_statements(sql)):
        raise WarehouseError(READ_ONLY)


def refuse_settings(sql: str) -> None:
    """WarehouseError for a text that names what tells of the machine, be it but in a remark.

    >>> refuse_settings("SELECT current_setting('temp_directory')")
    Traceback (most recent call last):
    warehouse.errors.WarehouseError: Settings of the server are not shown here: current_setting.
    """
    if found := SETTINGS.search(sql):
        raise WarehouseError(f"Settings of the server are not shown here: {found[0]}.")


def _only_reads(connection: duckdb.DuckDBPyConnection, sql: str) -> bool:
    kind = _kind(connection, sql)
    if kind is duckdb.StatementType.SELECT:
        return _reading_tree(connection, sql)
    if kind in (duckdb.StatementType.EXPLAIN, duckdb.StatementType.MULTI):
        explained = _explained(connection, sql)
        return _only_reads(connection, explained) if explained else _reading_pivot(connection, sql)
    return False


def _kind(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.StatementType | None:
    """The kind of a text that is one statement, else None."""
    try:
        (statement,) = connection.extract_statements(sql)
        return statement.type
    except (duckdb.Error, ValueError):  # no statement, several, or a kind that DuckDB's Python does not know
        return None


def _explained(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The statement that an EXPLAIN is about: its longest tail that is one; empty where it is no EXPLAIN."""
    text = sql.encode()
    starts = [place for place, kind in duckdb.tokenize(sql) if kind is not duckdb.token_type.comment]
    if not text[starts[0] :].lower().startswith(b"explain"):
        return ""
    tails = (text[start:].decode() for start in starts[1:])
    return next((tail for tail in tails if _kind(connection, tail)), "")


def _reading_tree(connection: duckdb.DuckDBPyConnection, sql: str) -> bool:
    """Whether every node of a SELECT reads, and none of its functions runs a text."""
    ((tree,),) = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()
    is_reading = True

    def look(node: dict[str, object]) -> dict[str, object]:
        nonlocal is_reading
        kind, function = str(node.get("type", "")), str(node.get("function_name", "")).lower()
        if (kind.endswith("_NODE") and kind not in READING_NODES) or function in RUNS_TEXT:
            is_reading = False
        return node

    try:
        is_whole = not json.loads(tree, object_hook=look)["error"]
    except RecursionError:
        return False
    return is_reading and (is_whole or _reading_pivot(connection, sql))


def _reading_pivot(connection: duckdb.DuckDBPyConnection, sql: str) -> bool:
    subquery = f"FROM ({sql.rstrip().rstrip(';')}\n)"
    return _kind(connection, subquery) is not None and not WRITING_WORDS.search(sql)
