"""Totals that others published of a division and year: seeds/benchmarks.csv, held to the codebook."""

import csv
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyarrow as pa

from extract import codebook
from spiders.content import regions
from warehouse.errors import WarehouseError
from warehouse.schema import FOLDER
from warehouse.schema.arrow_schemas import declared_table
from warehouse.schema.figure_columns import wide_columns
from warehouse.schema.tables import tables

SEED = FOLDER / "seeds" / "benchmarks.csv"
FIRST_YEAR = 2008  # of the first reports, 条例 (2007)
MORE = "more"  # the fields of a line beyond those of the head
NOT_BLANK = ("publisher", "source", "note")
Row = dict[str, str]


def benchmarks(path: Path = SEED) -> pa.Table:
    """The `benchmarks` table of a seed file, money in 万元; `line` is where each stands in the file.

    WarehouseError names every line that cannot be right: a code or a figure that there is not, a bound that
    is neither a number nor another division's figure, a rounded value without its tolerance, no source.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream, restkey=MORE)
        rows = [(reader.line_num, row) for row in reader]
    if wrong := [f"line {line}: {fault}" for line, row in rows for fault in _faults(row)]:
        raise WarehouseError("\n".join([f"{path} cannot be used; mend these lines:", *wrong]))
    return declared_table("benchmarks", (_typed(row) | {"line": line} for line, row in rows))


def _typed(row: Row) -> dict[str, object]:
    return row | {
        "year": int(row["year"]),
        "applicant": row["applicant"] or None,
        "value": Decimal(row["value"]) if row["value"] else None,
        "tolerance": Decimal(row["tolerance"] or 0),
        "than_region_code": row["than_region_code"] or None,
    }


def _faults(row: Row) -> Iterator[str]:
    """What is wrong with a line, in words."""
    if MORE in row or any(value is None for value in row.values()):
        yield "it has not as many fields as the head"
        return
    yield from (f"{name} is blank" for name in NOT_BLANK if not row[name].strip())
    yield from (told for is_wrong, told in FAULTS if is_wrong(row))


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _is_no_figure(row: Row) -> bool:
    known = {(column.indicator, column.applicant or "") for column in wide_columns()}
    return (row["indicator"], row["applicant"]) not in known


def _is_of_another_form(row: Row) -> bool:
    """Whether the form of that report year has no such figure."""
    indicator = codebook.indicators().get(row["indicator"])
    year = _number(row["year"])
    if indicator is None or year is None:
        return False
    form = "2014" if year < 2019 else "2019" if year < 2021 else "2021"
    return form not in indicator.forms


def _is_no_bound(row: Row) -> bool:
    """Whether it has not exactly one of a value and another division whose figure is the bound."""
    return bool(row["value"]) == bool(row["than_region_code"]) or _is_no_number(row["value"])


def _is_no_number(text: str) -> bool:
    number = _number(text) if text else Decimal(0)
    return number is None or not number.is_finite() or number < 0


def _allowed(column: str) -> frozenset[str]:
    declared = next(each for each in tables()["benchmarks"].columns if each.name == column)
    return frozenset(declared.allowed)


FAULTS: tuple[tuple[Callable[[Row], bool], str], ...] = (
    (
        lambda row: not (row["year"].isdecimal() and int(row["year"]) >= FIRST_YEAR),
        f"year is no report year from {FIRST_YEAR} on",
    ),
    (lambda row: regions.by_code(row["region_code"]) is None, "region_code is in no table of divisions"),
    (
        lambda row: bool(row["than_region_code"]) and regions.by_code(row["than_region_code"]) is None,
        "than_region_code is in no table of divisions",
    ),
    (_is_no_figure, "indicator and applicant are no figure of the forms"),
    (_is_of_another_form, "the form of that year does not print the indicator"),
    (lambda row: row["scope"] not in _allowed("scope"), "scope is not one that columns.csv allows"),
    (lambda row: row["operator"] not in _allowed("operator"), "operator is not =, >=, <= or about"),
    (_is_no_bound, "it needs a value that is a number from 0 on, or than_region_code, and not both"),
    (lambda row: _is_no_number(row["tolerance"]), "tolerance is no number from 0 on"),
    (
        lambda row: (row["operator"] == "about") != (row["tolerance"] not in ("", "0")),
        "a value that is about right needs a tolerance, and no other has one",
    ),
    (
        lambda row: bool(row["than_region_code"]) and row["operator"] not in (">=", "<="),
        "another division's figure is a bound: operator >= or <=",
    ),
)
