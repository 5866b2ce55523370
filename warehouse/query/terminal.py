"""Query results for people and programs: table, csv or json."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TextIO

from spiders.command_line import visible

Rows = Sequence[Sequence[object]]


def plain(value: object) -> object:
    """A value as printed: decimals without trailing zeros, whole ones as integers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def print_table(names: list[str], rows: Rows, out: TextIO) -> None:
    """Columns aligned by display width (a Chinese character is two wide); cells are never cut off."""
    from rich.console import Console  # CSV and JSON, as scripts ask for, do not wait for it
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, name in enumerate(names):
        numeric = all(isinstance(row[place], int | float | Decimal | None) for row in rows)
        table.add_column(visible(name), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else visible(str(plain(value))) for value in row))
    width = None if out.isatty() else 10_000  # a pipe has no width, and rich would fold its lines at 80
    console = Console(file=out, highlight=False, markup=False, emoji=False, width=width)
    console.print(table)


def print_csv(names: list[str], rows: Rows, out: TextIO) -> None:
    """A header line, then the rows; NULL is an empty field."""
    print_csv_rows([names], out)
    print_csv_rows(rows, out)


def print_csv_rows(rows: Iterable[Iterable[object]], out: TextIO) -> None:
    csv.writer(out, lineterminator="\n").writerows([plain(value) for value in row] for row in rows)


def print_json(names: list[str], rows: Rows, out: TextIO) -> None:
    """One array of objects, a line each."""
    objects = [
        json.dumps(dict(zip(names, map(plain, row), strict=True)), ensure_ascii=False, default=str)
        for row in rows
    ]
    out.write("[" + ",\n ".join(objects) + "]\n")


FORMATS: dict[str, Callable[[list[str], Rows, TextIO], None]] = {
    "table": print_table,
    "csv": print_csv,
    "json": print_json,
}


def print_result(form: str, names: list[str], rows: Rows, out: TextIO | None = None) -> None:
    """Print rows in one of FORMATS. Programs and files get texts as they are, a terminal what it may show."""
    out = out or sys.stdout
    if form != "table" and out.isatty():
        text = io.StringIO()
        FORMATS[form](names, rows, text)
        out.write(visible(text.getvalue()))
        return
    FORMATS[form](names, rows, out)
