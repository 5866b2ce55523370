"""Tables as one SQLite database: what it is, the tables with an index on their keys, and their dictionary."""

import errno
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from extract.run.spreadsheet import digits
from spiders.archive.whole_file import drafting
from warehouse.export.about import ABOUT, ABOUT_HEADER, about, with_dictionary
from warehouse.export.source import Selection
from warehouse.export.values import as_double, is_decimal
from warehouse.schema.tables import Column, Table, quoted

NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_WRITE")
# A decimal has no declared type: SQLite would round to 15 digits what it could only keep as a text.
TYPES = {"VARCHAR": "TEXT", "VARCHAR[]": "TEXT", "BOOLEAN": "BOOLEAN", "DATE": "DATE", "DOUBLE": "REAL"}


def write(selections: Sequence[Selection], dictionary: Selection, path: Path) -> list[str]:
    """Write the database whole or not at all; returns what a person should know of it."""
    remarks: list[str] = []
    with drafting(path) as draft, closing(sqlite3.connect(draft, isolation_level=None)) as database:
        try:
            _fill(database, with_dictionary(selections, dictionary), remarks)
            lines = [*about(selections), *(("remark", remark) for remark in remarks)]
            database.executemany(f"INSERT INTO {ABOUT} VALUES (?, ?)", lines)
            database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname in NO_ROOM:
                raise OSError(errno.ENOSPC, str(error), str(path)) from error
            raise
    return remarks


def _fill(database: sqlite3.Connection, selections: Sequence[Selection], remarks: list[str]) -> None:
    """Make the tables in one transaction, and what says what they are empty."""
    # No journal: the draft of a run that was killed is thrown away.
    for statement in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "BEGIN"):
        database.execute(statement)
    database.execute(f"CREATE TABLE {ABOUT} ({', '.join(f'{name} TEXT' for name in ABOUT_HEADER)})")
    for selection in selections:
        name = selection.table.name
        database.execute(_definition(selection.table))
        places = ", ".join("?" * len(selection.table.columns))
        database.executemany(f"INSERT INTO {name} VALUES ({places})", _rows(selection, remarks))
        database.execute(f"CREATE INDEX {name}_key ON {name} ({', '.join(quoted(selection.table.key))})")


def _definition(table: Table) -> str:
    """CREATE TABLE with the labels as comments, which SQLite keeps: `.schema` shows them."""
    columns = [_column(column) for column in table.columns]
    columns[-1] = columns[-1].replace(",", "", 1)
    return f"CREATE TABLE {table.name} ( -- {table.comment}\n" + "\n".join(columns) + "\n)"


def _column(column: Column) -> str:
    kind = "" if is_decimal(column) else TYPES.get(column.type, "INTEGER")
    return f'  "{column.name}" {kind}, -- {" ".join(column.comment.split())}'


def _rows(selection: Selection, remarks: list[str]) -> Iterator[list[object]]:
    """The rows to insert; a remark is added at their end where some decimal is no number in SQLite."""
    columns = selection.table.columns
    decimals = [place for place, column in enumerate(columns) if is_decimal(column)]
    dates = [place for place, column in enumerate(columns) if column.type == "DATE"]
    as_text = 0
    for row in selection.rows():
        values = list(row)
        for place in dates:
            values[place] = None if values[place] is None else str(values[place])
        for place in decimals:
            values[place] = _number(values[place])
            as_text += isinstance(values[place], str)
        yield values
    if as_text:
        remarks.append(f"{selection.table.name}: {as_text:,} decimals are text, for no double holds them")


def _number(value: Any) -> int | float | str | None:
    """A decimal as an integer, as the double that prints it, or as its digits."""
    if value is None or value == value.to_integral_value():
        return None if value is None else int(value)
    double = as_double(value)
    return digits(value) if double is None else double
