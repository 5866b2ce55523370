"""The rows of a table, or of those that a condition chooses, in the order of the table's files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from warehouse.errors import WarehouseError
from warehouse.export.condition import checked
from warehouse.export.values import python_values
from warehouse.query.connect import ReadOnlyConnection
from warehouse.query.limits import Limits
from warehouse.query.process import batches
from warehouse.query.sql import told_errors
from warehouse.release.manifest import Manifest
from warehouse.release.notice import notice
from warehouse.schema.arrow_schemas import asked_schema
from warehouse.schema.duckdb_connection import literals
from warehouse.schema.tables import Table, quoted

QUOTES = "Text stands in single quotes, as in agency_name = '教育局'; double quotes are for names of columns."
VALUES = 500_000  # in memory at a time


@dataclass(frozen=True)
class Source:
    """A release to take rows from. A condition is asked in a process of its own, within `limits`."""

    release: Path
    manifest: Manifest
    connection: ReadOnlyConnection
    limits: Limits

    @property
    def notice(self) -> str:
        """What must be said where the figures are invented; else empty."""
        return notice(self.manifest)

    def answer(self, sql: str, is_bound: bool, rows: int) -> Iterator[pa.RecordBatch]:
        """The rows of a question, about so many at a time."""
        if is_bound:
            yield from batches(self.release, sql, self.limits, rows)
        else:
            yield from self.connection.sql(sql).to_arrow_reader(rows)

    def selection(self, table: Table, where: str | None = None) -> "Selection":
        """Rows of a table: all, or those for which a condition of a stranger is true (WarehouseError)."""
        if where is None:
            return Selection(self, table)
        try:
            with told_errors(self.limits):
                return Selection(self, table, checked(self.connection, table.name, where))
        except WarehouseError as error:
            hint = f"\n{QUOTES}" if '"' in where else ""
            raise WarehouseError(f"--where for {table.name}: {error}{hint}") from error

    def dictionary(self, table: Table, of: Sequence[Table]) -> "Selection":
        """The rows of the dictionary about some tables."""
        names = literals([one.name for one in of])
        return Selection(self, table, f"table_name IN (SELECT unnest({names}))", is_ours=True)


@dataclass(frozen=True)
class Selection:
    """Rows to write. `condition` is SQL in that it may stand in parentheses, of our own or of a stranger."""

    source: Source
    table: Table
    condition: str = ""
    is_ours: bool = False

    @property
    def schema(self) -> pa.Schema:
        """The declared columns as Arrow types, those of the partition and of the views among them."""
        return asked_schema(self.table)

    @property
    def _is_bound(self) -> bool:
        return bool(self.condition) and not self.is_ours

    @property
    def _relation(self) -> str:
        return f"(FROM {self.table.name} WHERE ({self.condition or True}\n))"

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows in the declared types, by sort and key: equal releases give equal rows in equal order."""
        columns = ", ".join(f'"{one.name}"::{one.type} AS "{one.name}"' for one in self.table.columns)
        keys = dict.fromkeys((*self.table.sort, *self.table.key))
        sql = f"SELECT {columns} FROM {self._relation} ORDER BY {', '.join(quoted(tuple(keys)))}"
        rows = max(1, VALUES // len(self.table.columns))
        for batch in self.source.answer(sql, self._is_bound, rows):
            yield from pa.Table.from_batches([batch]).cast(self.schema).to_batches()

    def rows(self, ids_as_text: bool = False) -> Iterator[tuple[object, ...]]:
        """The rows as Python values.

        ids_as_text: an id of 16 digits is no number to tools that keep 15, or that make 1.2e+15 of it.
        """
        for batch in self.batches():
            columns = [
                python_values(values, column, ids_as_text)
                for values, column in zip(batch.columns, self.table.columns, strict=True)
            ]
            yield from zip(*columns, strict=True)

    def measured(self, *expressions: str) -> list[int]:
        """What aggregates of all rows give, 0 for NULL."""
        sql = f"SELECT {', '.join(expressions)} FROM {self._relation}"
        (batch,) = self.source.answer(sql, self._is_bound, 1)
        return [column[0].as_py() or 0 for column in batch.columns]

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        return self.measured("count(*)")[0]


def refused(selection: Selection, form: str, why: str) -> WarehouseError:
    """The error for rows that a format does not hold, with what to do."""
    return WarehouseError(
        f"{selection.table.name}: {why}. Choose fewer rows with --where (a year, a province), or another "
        f"format than {form}: csv, parquet and sqlite hold any number of rows and texts of any length."
    )
