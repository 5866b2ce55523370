"""The wide shape: one row a report, one column a figure of the forms; names, types and the pivot itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from extract import codebook

MICRO = 1_000_000  # values travel as whole millionths, so that counts and money are both exact
TOTAL = "total"
CORRECTED = 4  # the basis of a correction: it stands beside what is printed, and only series takes it


@dataclass(frozen=True, slots=True)
class WideColumn:
    """One figure as a column: `req_new` is its total column, `req_new_natural_person` one applicant's."""

    name: str
    indicator: str
    applicant: str | None
    is_money: bool
    zh: str
    en: str
    unit: str


@cache
def wide_columns() -> tuple[WideColumn, ...]:
    """Every column of `figures`, in the order of the forms."""
    return tuple(column for each in codebook.indicators().values() for column in _of(each))


def _of(indicator: codebook.Indicator) -> Iterable[WideColumn]:
    if indicator.block != "T3":
        yield _column(indicator, indicator.id, None, "", "")
        return
    yield _column(indicator, indicator.id, TOTAL, "", "")
    for applicant in codebook.applicants().values():
        if applicant.id != TOTAL:
            name = f"{indicator.id}_{applicant.id}"
            yield _column(
                indicator, name, applicant.id, f"（{applicant.name_zh}）", f" ({applicant.name_en})"
            )


def _column(each: codebook.Indicator, name: str, applicant: str | None, zh: str, en: str) -> WideColumn:
    return WideColumn(
        name, each.id, applicant, each.is_money, each.name_zh + zh, each.name_en + en, each.unit
    )


def column_table() -> pa.Table:
    """indicator, applicant, block, place: where the pivot puts a cell."""
    columns, indicators = wide_columns(), codebook.indicators()
    return pa.table(
        {
            "indicator": [column.indicator for column in columns],
            "applicant": pa.array([column.applicant for column in columns], pa.string()),
            "block": [indicators[column.indicator].block for column in columns],
            "place": pa.array(range(len(columns)), pa.int16()),
        }
    )


def pivots(long: dict[str, Any], reports: int) -> dict[str, pa.Table]:
    """Cells (row, place, micro, basis) → reports × columns: as printed, as usable, and the basis of each.

    Counts come out whole, money in millionths still. NULL where there is no cell, or a count with a fraction.
    """
    shape = (len(wide_columns()), reports)
    values, basis = np.zeros(shape, np.int64), np.full(shape, -1, np.int8)
    is_correction = long["basis"] == CORRECTED
    _put(values, basis, long, ~is_correction)
    printed = _table(values, basis == 0)
    _put(values, basis, long, is_correction)
    return {
        "pivot_printed": printed,
        "pivot_usable": _table(values, basis >= 0),
        "pivot_basis": _as_columns(list(basis)),
    }


def _put(values: np.ndarray, basis: np.ndarray, long: dict[str, Any], chosen: np.ndarray) -> None:
    at = (long["place"][chosen], long["row"][chosen])
    values[at], basis[at] = long["micro"][chosen], long["basis"][chosen]


def _table(values: np.ndarray, present: np.ndarray) -> pa.Table:
    return _as_columns(
        [
            _array(column.is_money, values[place], present[place])
            for place, column in enumerate(wide_columns())
        ]
    )


def _as_columns(arrays: list[Any]) -> pa.Table:
    names = [column.name for column in wide_columns()]
    rows = len(arrays[0]) if arrays else 0
    return pa.table({"row": pa.array(range(rows), pa.int64())} | dict(zip(names, arrays, strict=True)))


def _array(is_money: bool, micro: np.ndarray, present: np.ndarray) -> pa.Array:
    """Millionths → whole counts, or money still in millionths (the SQL divides it)."""
    if is_money:
        return pa.array(micro, pa.int64(), mask=~present)
    return pa.array(micro // MICRO, pa.int64(), mask=~present | (micro % MICRO != 0))


def selected(prefix: str) -> str:
    """SQL for the columns of a pivot called `prefix`, money turned back into 万元 or 元."""
    return ",\n    ".join(
        f"({prefix}.{column.name}::DECIMAL(24, 6) / {MICRO})::DECIMAL(24, 6) AS {column.name}"
        if column.is_money
        else f"{prefix}.{column.name}"
        for column in wide_columns()
    )
