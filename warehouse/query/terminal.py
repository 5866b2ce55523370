"""Query results for people and programs: table, csv or json."""

import csv
import json
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TextIO

from rich.console import Console
from rich.table import Table

Rows = Sequence[Sequence[object]]


def plain(value: object) -> object:
    """A value as printed: decimals without trailing zeros, whole ones as integers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def as_table(names: list[str], rows: Rows, out: TextIO) -> None:
    """Columns aligned by display width (a Chinese character is two wide); cells are never cut off."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, name in enumerate(names):
        numeric = all(isinstance(row[place], int | float | Decimal | None) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else str(plain(value)) for value in row))
    console = Console(file=out, highlight=False, markup=False, emoji=False)
    if not out.isatty():
        console = Console(file=out, highlight=False, markup=False, emoji=False, width=10_000)
    console.print(table)


def as_csv(names: list[str], rows: Rows, out: TextIO) -> None:
    """A header line, then the rows; NULL is an empty field."""
    csv_rows([names], out)
    csv_rows(rows, out)


def csv_rows(rows: Rows, out: TextIO) -> None:
    csv.writer(out, lineterminator="\n").writerows([plain(value) for value in row] for row in rows)


def as_json(names: list[str], rows: Rows, out: TextIO) -> None:
    """One array of objects, a line each."""
    lines = [
        json.dumps(dict(zip(names, map(plain, row), strict=True)), ensure_ascii=False, default=str)
        for row in rows
    ]
    out.write("[" + ",\n ".join(lines) + "]\n")


FORMATS: dict[str, Callable[[list[str], Rows, TextIO], None]] = {
    "table": as_table,
    "csv": as_csv,
    "json": as_json,
}


def render(form: str, names: list[str], rows: Rows, out: TextIO | None = None) -> None:
    FORMATS[form](names, rows, out or sys.stdout)
