"""The wide shape: one row a report, one column a figure of the forms; names, types and the pivot itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extract import codebook

MICRO = 1_000_000  # values travel as whole millionths, so that counts and money are both exact
TOTAL = "total"
# How a value was come by; `series` names them in BASES. A correction stands beside what is printed.
ABSENT, PRINTED, SUMMED, BLANK_AS_ZERO, IMPUTED_TOTAL, CORRECTED = range(-1, 5)
BASES = ("printed", "summed", "blank_as_zero", "imputed_total", "corrected")


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


def micros(column: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """DECIMAL(24, 6) as whole millionths, and which rows hold a number that fits."""
    array = column.combine_chunks()
    words = np.frombuffer(array.buffers()[1], np.int64).reshape(-1, 2)[array.offset :][: len(array)]
    low, high = words.T
    return low, pc.is_valid(array).to_numpy(zero_copy_only=False) & (high == low >> 63)


def decimals(micro: np.ndarray, is_there: np.ndarray) -> pa.Array:
    """Whole millionths as DECIMAL(24, 6), NULL where none is there."""
    words = np.empty((len(micro), 2), np.int64)
    words[:, 0], words[:, 1] = micro, micro >> 63
    valid = pa.array(is_there).buffers()[1]
    return pa.Array.from_buffers(pa.decimal128(24, 6), len(micro), [valid, pa.py_buffer(words)])


def is_usable(column: WideColumn, micro: np.ndarray) -> np.ndarray:
    """Money has decimals; a count with a fraction is none."""
    return np.ones(len(micro), bool) if column.is_money else micro % MICRO == 0


def figure(column: WideColumn, micro: np.ndarray, is_there: np.ndarray) -> pa.Array:
    """One column of the wide table: counts whole, money in its decimals."""
    if column.is_money:
        return decimals(micro, is_there)
    return pa.array(micro // MICRO, pa.int64(), mask=~(is_there & is_usable(column, micro)))
