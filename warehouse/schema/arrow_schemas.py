"""The declared tables as Arrow schemas."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from warehouse.schema.tables import Column, Table, tables

TYPES = {
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "SMALLINT": pa.int16(),
    "BOOLEAN": pa.bool_(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "DECIMAL(24,6)": pa.decimal128(24, 6),
}


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of the stored columns of a table."""
    return _schema(table.stored)


def asked_schema(table: Table) -> pa.Schema:
    """The columns of a table as questions see it: those of its partition, and the names that a view adds."""
    return _schema(table.columns)


def _schema(columns: Iterable[Column]) -> pa.Schema:
    return pa.schema([pa.field(column.name, TYPES[column.type], column.nullable) for column in columns])


def declared_table(name: str, rows: Iterable[dict[str, Any]] = ()) -> pa.Table:
    """Rows (column → value) as the declared table `name`."""
    return pa.Table.from_pylist(list(rows), schema=arrow_schema(tables()[name]))
