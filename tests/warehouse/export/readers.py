"""Exports read by other tools, and what each of them must see of a value of the release."""

import csv
import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd
import pyarrow.parquet as pq
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from extract.run.spreadsheet import FIRST_DATE, FORMULA
from warehouse.export.stata_file import stata_name
from warehouse.schema.tables import Column, Table

Rows: TypeAlias = list[tuple[object, ...]]


def from_csv(out: Path, table: Table) -> Rows:
    with (out / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream)
    assert header == [column.name for column in table.columns]
    return [tuple(row) for row in rows]


def in_csv(value: object, _: Column) -> object:
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) else value
    if isinstance(value, Decimal):
        return str(value.quantize(1)) if value == value.to_integral_value() else str(value).rstrip("0")
    return "" if value is None else _text(value)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)


def from_parquet(out: Path, table: Table) -> Rows:
    read = pq.read_table(out / f"{table.name}.parquet")
    assert read.column_names == [column.name for column in table.columns]
    return list(zip(*(column.to_pylist() for column in read.columns), strict=True))


def in_parquet(value: object, _: Column) -> object:
    return value


def from_sqlite(out: Path, table: Table) -> Rows:
    with closing(sqlite3.connect(out / "nianbao.sqlite")) as database:
        found = database.execute(f"SELECT * FROM {table.name}")
        assert [each[0] for each in found.description] == [column.name for column in table.columns]
        return found.fetchall()


def in_sqlite(value: object, _: Column) -> object:
    """A decimal as the integer or double that prints it, else its digits; a list as JSON."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else _double(value) or str(value).rstrip("0")
    return _text(value) if isinstance(value, list | date) else value


def _double(value: Decimal) -> float | None:
    return float(value) if Decimal(str(float(value))) == value else None


def from_dta(out: Path, table: Table) -> Rows:
    frame = pd.read_stata(out / f"{table.name}.dta", convert_categoricals=False)
    if table.name == "dictionary":
        assert [*frame.pop("stata_name")] == [stata_name(name) for name in frame["column_name"]]
    assert [*frame] == [stata_name(column.name) for column in table.columns]
    columns = [
        [None if pd.isna(value) else _day(value) for value in frame[name].astype(object)] for name in frame
    ]
    return list(zip(*columns, strict=True))


def _day(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


def in_dta(value: object, column: Column) -> object:
    """Ids and lists as text, numbers as doubles; a missing text is an empty one."""
    if column.type in ("VARCHAR", "VARCHAR[]") or column.name.endswith("_id"):
        return "" if value is None else _text(value)
    return float(value) if isinstance(value, int | Decimal) else value


def from_xlsx(out: Path, table: Table) -> Rows:
    path = out / "nianbao.xlsx"
    header, *rows = _sheets(path, path.stat().st_mtime_ns)[table.name]
    assert header == tuple(column.name for column in table.columns)
    # A row ends with its last value.
    whole = [[*row, *[None] * (len(header) - len(row))] for row in rows]
    return [tuple(unescape(value) if isinstance(value, str) else value for value in row) for row in whole]


@lru_cache(1)
def _sheets(path: Path, _: int) -> dict[str, Rows]:
    """All sheets of a workbook: to open it costs openpyxl a look through each of them."""
    with closing(load_workbook(path, read_only=True)) as book:
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def in_xlsx(value: Any, column: Column) -> object:
    """Ids and lists as text; what has more than 15 digits, and dates before Excel's, too; no empty text."""
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day) if value >= FIRST_DATE else str(value)
    if value is None or isinstance(value, bool | float):
        return value
    if column.name.endswith("_id") or isinstance(value, str | list):
        return _text(value) or None
    text = in_csv(value, column)
    return text if len(str(text).strip("-").replace(".", "").strip("0")) > 15 else float(value)


READERS: dict[str, tuple[Callable[[Path, Table], Rows], Callable[[Any, Column], object]]] = {
    "csv": (from_csv, in_csv),
    "parquet": (from_parquet, in_parquet),
    "sqlite": (from_sqlite, in_sqlite),
    "dta": (from_dta, in_dta),
    "xlsx": (from_xlsx, in_xlsx),
}
PLACES = {"csv": "", "parquet": "", "dta": "", "sqlite": "nianbao.sqlite", "xlsx": "nianbao.xlsx"}


def differences(form: str, out: Path, table: Table, source: Sequence[Sequence[object]]) -> list[object]:
    """The first value of each column that is not as in the source: (column, (row, source, wanted, found))."""
    read, expected = READERS[form]
    rows = read(out, table)
    assert len(rows) == len(source), f"{table.name}: {len(rows)} of {len(source)} rows"
    wrong: list[object] = []
    for place, column in enumerate(table.columns):
        values, found = [row[place] for row in source], [row[place] for row in rows]
        if column.type in ("DOUBLE", "VARCHAR[]"):  # 0.0 is the same key as -0.0, and a list is none
            wanted = [expected(value, column) for value in values]
        else:
            known = {value: expected(value, column) for value in set(values)}
            wanted = [known[value] for value in values]
        if found != wanted:  # a text equals no number, and nothing but itself
            cells = enumerate(zip(values, wanted, found, strict=True))
            wrong.append((column.name, next((number, *each) for number, each in cells if each[1] != each[2])))
    return wrong
