"""The contract: a relation must be what tables.csv and columns.csv declare, or no release is made of it."""

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.errors import ContractError
from warehouse.schema import nested_lists
from warehouse.schema.tables import Column, Table, quoted

SPREAD = 8  # bytes that a key may take at most to be marked, as many as its number takes to be sorted


def enforce(connection: duckdb.DuckDBPyConnection, table: Table, relation: str) -> None:
    """Raise ContractError naming table, column and first row of every violation in `relation`."""
    same_names(connection, table, relation)
    found = [*_column_violations(connection, table, relation), *_key_violations(connection, table, relation)]
    if found:
        raise ContractError("\n".join(found))


def enforce_arrow(table: Table, data: pa.Table) -> None:
    """The same for an Arrow table: one quick look; where something is bad, SQL says what and where."""
    declared = {column.name for column in table.stored}
    if declared == set(data.column_names):
        columns = all(_is_kept(column, data[column.name]) for column in table.stored)
        if columns and is_unique(data, table.key):
            return
    with duckdb.connect() as connection:
        words = [
            pa.field(field.name, field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
            for field in data.schema
        ]
        connection.register("made", data.cast(pa.schema(words)))
        enforce(connection, table, "made")
    raise ContractError(f"{table.name}: the quick look found what SQL does not; the contract is at odds.")


def _is_kept(column: Column, values: pa.ChunkedArray) -> bool:
    if values.null_count and not column.nullable:
        return False
    return not column.allowed or set(pc.unique(values).to_pylist()) <= {*column.allowed, None}


def is_unique(data: pa.Table, key: tuple[str, ...]) -> bool:
    """Whether no key stands twice: its columns as one number a row."""
    packed, possible = np.zeros(len(data), np.int64), 1
    for name in key:
        found, count = nested_lists.codes(data[name])
        packed, possible = packed * count + found, possible * count
    if possible <= SPREAD * len(data):  # as of a row a report and concept; to sort takes ten times as long
        is_there = np.zeros(possible, bool)
        is_there[packed] = True
        return int(is_there.sum()) == len(data)
    packed.sort()
    return bool((packed[1:] != packed[:-1]).all())


def same_names(connection: duckdb.DuckDBPyConnection, table: Table, relation: str) -> None:
    """Raise ContractError where `relation` has other columns than declared."""
    made = {row[0] for row in connection.execute(f"DESCRIBE {relation}").fetchall()}
    declared = {column.name for column in table.stored}
    if made != declared:
        raise ContractError(
            f"{table.name}: the model and its declaration disagree: missing {sorted(declared - made)}, "
            f"not declared {sorted(made - declared)}. Change models/out_{table.name}.sql or columns.csv."
        )


def declared_rows(connection: duckdb.DuckDBPyConnection, table: Table, relation: str) -> pa.Table:
    """The rows of `relation` as declared, in the declared order."""
    same_names(connection, table, relation)
    return connection.sql(table.select(relation)).to_arrow_table()


def _rules(column: Column) -> list[tuple[str, str]]:
    """(condition that a bad row meets, message) for one column."""
    name = f'"{column.name}"'
    rules = [] if column.nullable else [(f"{name} IS NULL", "is NULL")]
    if column.allowed:
        values = ", ".join(f"'{value}'" for value in column.allowed)
        rules.append((f"{name} NOT IN ({values})", f"is not one of {'|'.join(column.allowed)}"))
    return rules


def _column_violations(connection: duckdb.DuckDBPyConnection, table: Table, relation: str) -> list[str]:
    rules = [(column, bad, message) for column in table.stored for bad, message in _rules(column)]
    if not rules:
        return []
    (counts,) = connection.execute(
        f"SELECT {', '.join(f'count(*) FILTER ({bad})' for _, bad, _ in rules)} FROM {relation}"
    ).fetchall()
    return [
        f"{table.name}.{column.name} {message} in {count} rows; "
        f"first: {_first(connection, table, relation, bad)}"
        for (column, bad, message), count in zip(rules, counts, strict=True)
        if count
    ]


def _key_violations(connection: duckdb.DuckDBPyConnection, table: Table, relation: str) -> list[str]:
    key = ", ".join(quoted(table.key))
    twice = f"SELECT {key} FROM {relation} GROUP BY ALL HAVING count(*) > 1"
    rows = connection.execute(f"{twice} ORDER BY ALL LIMIT 1").fetchall()
    return [f"{table.name}: the key ({key}) is not unique: {rows[0]}"] if rows else []


def _first(connection: duckdb.DuckDBPyConnection, table: Table, relation: str, bad: str) -> str:
    (shown,) = connection.execute(f"SELECT * FROM {relation} WHERE {bad} ORDER BY ALL LIMIT 1").fetchall()
    names = [column[0] for column in connection.description or ()]
    return ", ".join(
        f"{name}={value!r}" for name, value in zip(names, shown, strict=True) if value is not None
    )
