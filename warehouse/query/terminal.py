"""Query results for people and programs: table, csv or json."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TextIO

from spiders.command_line import visible

if TYPE_CHECKING:
    from rich.table import Table

Rows = Sequence[Sequence[object]]
FEW_WORDS = 20  # columns of a terminal: a longer cell is folded, not squeezed


def plain(value: object) -> object:
    """A value as printed: decimals without trailing zeros, whole ones as integers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def print_table(names: list[str], rows: Rows, out: TextIO) -> None:
    """Columns aligned by display width (a Chinese character is two wide); cells are never cut off.

    Where a terminal is too narrow for that, each row is shown with a column a line.
    """
    from rich.console import Console  # CSV and JSON, as scripts ask for, do not wait for it

    width = None if out.isatty() else 10_000  # a pipe has no width, and rich would fold its lines at 80
    console = Console(file=out, highlight=False, markup=False, emoji=False, width=width)
    heads = [visible(name) for name in names]
    shown = [["" if value is None else visible(str(plain(value))) for value in row] for row in rows]
    if _fits(heads, shown, console.width):
        is_number = [_is_number([row[place] for row in rows]) for place in range(len(names))]
        console.print(_aligned(heads, shown, is_number))
        return
    for number, row in enumerate(shown, 1):
        console.rule(f"row {number}", style="dim", align="left")
        console.print(_as_lines(heads, row))


def _fits(heads: list[str], rows: list[list[str]], width: int) -> bool:
    """Whether every column gets what it needs, or at least room for a few words a line."""
    from rich.cells import cell_len

    wanted = [max(map(cell_len, column)) for column in zip(heads, *rows, strict=True)]
    return sum(min(needed, FEW_WORDS) for needed in wanted) + len(wanted) - 1 <= width


def _is_number(values: Iterable[object]) -> bool:
    return all(isinstance(value, int | float | Decimal | None) for value in values)


def _aligned(heads: list[str], rows: list[list[str]], is_number: list[bool]) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head, numeric in zip(heads, is_number, strict=True):
        table.add_column(head, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _as_lines(heads: list[str], row: list[str]) -> "Table":
    """One row with a column a line."""
    from rich.table import Table

    lines = Table.grid(padding=(0, 2))
    lines.add_column(style="bold", overflow="fold")
    lines.add_column(overflow="fold")
    for head, value in zip(heads, row, strict=True):
        lines.add_row(head, value)
    return lines


def print_csv(names: list[str], rows: Rows, out: TextIO) -> None:
    """A header line, then the rows; NULL is an empty field."""
    print_csv_rows([names], out)
    print_csv_rows(rows, out)


def print_csv_rows(rows: Iterable[Iterable[object]], out: TextIO) -> None:
    csv.writer(CsvLines(out)).writerows([plain(value) for value in row] for row in rows)


class CsvLines:
    """Where a csv.writer may write, so that lines end in a line feed, and a carriage return is quoted.

    Told to end lines in a line feed, Python's writer leaves a carriage return bare: another line to readers.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, line: str) -> int:
        """Write a line that the writer has ended by its default, CR and LF."""
        return self._out.write(line.removesuffix("\r\n") + "\n")


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
    """Print rows in one of FORMATS. Programs and files get texts as they are, a terminal what it may show.

    CSV and JSON are UTF-8 in a file or pipe, whatever the terminal speaks.
    """
    out = out or sys.stdout
    if form != "table" and isinstance(out, io.TextIOWrapper) and not out.isatty():
        out.reconfigure(encoding="utf-8")
    if form != "table" and out.isatty():
        text = io.StringIO()
        FORMATS[form](names, rows, text)
        out.write(visible(text.getvalue()))
        return
    FORMATS[form](names, rows, out)
