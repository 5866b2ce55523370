"""Every table and column, declared once in tables.csv and columns.csv.

From the declaration come the casts and the order of each Parquet file, its metadata, the Arrow schemas, the
comments in DuckDB, the `dictionary` table and the contract every build enforces.
"""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from warehouse.schema import FOLDER
from warehouse.schema.figure_columns import wide_columns

# How a table is cut into files → the columns that stand in the path instead of the file. A view has no files.
# "pieces" are runs of rows in their order, so that one that changed is written, and not the nation.
LAYOUTS: dict[str, tuple[str, ...]] = {
    "one": (),
    "pieces": (),
    "year": ("year",),
    "province_year": ("year", "province"),
    "view": (),
}
HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"  # the folder of rows without a year, or province


def table_of(path: str) -> str:
    """The table that a file of a release is of, or what the file is called.

    >>> [table_of(path) for path in ("cells/year=2021/province=990000/data.parquet", "sites.parquet")]
    ['cells', 'sites']
    """
    return path.split("/")[0].removesuffix(".parquet")


def province_year_path(table: str, year: int | None, province: str | None) -> str:
    """Where a release keeps a province-year of a table."""
    return f"{year_folder(table, year)}/province={province or HIVE_NULL}/data.parquet"


def year_folder(table: str, year: int | None) -> str:
    """Where a release keeps all files of a year of a table."""
    return f"{table}/year={year or HIVE_NULL}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: DuckDB type, unit, descriptions and the values it may take (empty: any)."""

    name: str
    type: str
    zh: str
    en: str
    nullable: bool = True
    unit: str = ""
    allowed: tuple[str, ...] = ()
    source: str = ""

    @property
    def lookup(self) -> tuple[str, str] | None:
        """(where the names stand, the id beside) of a column that a view adds, see view_parts; else None."""
        found = re.fullmatch(r"(\w+) by (\w+)", self.source)
        return (found[1], found[2]) if found else None

    @property
    def comment(self) -> str:
        unit = f" [{self.unit}]" if self.unit else ""
        return f"{self.zh}：{self.en}{unit}"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a release. `layout` is how it is cut into files (LAYOUTS)."""

    name: str
    key: tuple[str, ...]
    sort: tuple[str, ...]
    layout: str
    zh: str
    en: str
    columns: tuple[Column, ...]

    @property
    def comment(self) -> str:
        return f"{self.zh}：{self.en}"

    @property
    def made(self) -> tuple[Column, ...]:
        """The columns that a build makes: all but the names that a view adds."""
        return tuple(column for column in self.columns if column.lookup is None)

    @property
    def stored(self) -> tuple[Column, ...]:
        """The columns inside the files: those of the partition stand in the path."""
        return tuple(column for column in self.made if column.name not in LAYOUTS[self.layout])

    @property
    def pattern(self) -> str:
        """Every file of the table as a pattern below the folder of its release.

        >>> [tables()[name].pattern for name in ("cells", "reports", "sites")]
        ['cells/*/*/*.parquet', 'reports/*.parquet', 'sites.parquet']
        """
        if self.layout == "one":
            return f"{self.name}.parquet"
        folders = "*/" * len(LAYOUTS[self.layout])
        return f"{self.name}/{folders}*.parquet"

    @property
    def declaration(self) -> "Table":
        """What decides the files of this table, names that a view adds left out."""
        return replace(self, columns=self.made)

    def select(self, relation: str) -> str:
        """SQL that casts `relation` to the declaration, in the declared order of columns and rows."""
        order = (*self.sort, *(name for name in self.key if name not in self.sort))
        stored = [name for name in order if name in {column.name for column in self.stored}]
        return f"{self.cast(relation)} ORDER BY {', '.join(quoted(tuple(stored)))}"

    def cast(self, relation: str) -> str:
        """The same, with the rows in any order."""
        columns = ", ".join(f'"{c.name}"::{c.type} AS "{c.name}"' for c in self.stored)
        return f"SELECT {columns} FROM {relation}"

    def metadata(self, held: tuple[Column, ...] | None = None) -> dict[str, str]:
        """What a Parquet file of this table says of itself; `held` are its columns, those stored if None."""
        columns = {c.name: {"zh": c.zh, "en": c.en, "unit": c.unit} for c in held or self.stored}
        return {"nianbao.table": self.comment, "nianbao.columns": json.dumps(columns, ensure_ascii=False)}


def quoted(names: tuple[str, ...]) -> list[str]:
    return [f'"{name}"' for name in names]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _split(text: str, separator: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(separator) if part)


def _columns() -> dict[str, list[Column]]:
    """The columns of every table."""
    declared: dict[str, list[Column]] = {}
    for row in _rows(FOLDER / "columns.csv"):
        column = Column(
            row["column"],
            row["type"],
            row["zh"],
            row["en"],
            row["nullable"] == "yes",
            row["unit"],
            _split(row["allowed"], "|"),
            row["source"],
        )
        declared.setdefault(row["table"], []).append(column)
    declared["figures"].extend(_figures())
    return declared


@cache
def comments_zh() -> dict[tuple[str, str], str]:
    """(table, column) → what it means, in Chinese; the figures of the forms have their names alone."""
    return {(row["table"], row["column"]): row["comment_zh"] for row in _rows(FOLDER / "columns.csv")}


def _figures() -> Iterator[Column]:
    """The figures of the forms as columns."""
    for figure in wide_columns():
        kind = "DECIMAL(24,6)" if figure.is_money else "BIGINT"
        yield Column(figure.name, kind, figure.zh, figure.en, unit=figure.unit, source="cells")


@cache
def tables() -> dict[str, Table]:
    """Name → table, in the order people read them."""
    columns = _columns()
    return {
        row["table"]: Table(
            row["table"],
            _split(row["key"], ","),
            _split(row["sort"], ","),
            row["layout"],
            row["zh"],
            row["en"],
            tuple(columns[row["table"]]),
        )
        for row in _rows(FOLDER / "tables.csv")
    }
