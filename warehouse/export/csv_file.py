"""A table as CSV for Excel and R: UTF-8 with a byte order mark, a header line, no trailing zeros."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from extract.run.spreadsheet import FORMULA, digits
from spiders.archive.whole_file import replacing
from warehouse.export.source import Selection
from warehouse.query.terminal import CsvLines


def write(selection: Selection, path: Path, is_raw: bool = False) -> None:
    """Write the rows, NULL as an empty field; a text that Excel would run gets an apostrophe, unless raw."""
    field: Callable[[object], object] = _plain if is_raw else _defused
    with replacing(path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        writer = csv.writer(CsvLines(text))
        writer.writerow([column.name for column in selection.table.columns])
        writer.writerows(map(field, row) for row in selection.rows())
        text.flush()
        text.detach()


def _plain(value: object) -> object:
    return digits(value) if isinstance(value, Decimal) else value


def _defused(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) else value
    return _plain(value)
