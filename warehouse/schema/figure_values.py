"""Figures as numbers: whole millionths in numpy, DECIMAL(24, 6) and BIGINT in Arrow."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.schema.figure_columns import WideColumn

MICRO = 1_000_000  # values travel as whole millionths, so that counts and money are both exact
# How a value was come by; `series` names them in BASES. A correction stands beside what is printed.
ABSENT, PRINTED, SUMMED, BLANK_AS_ZERO, IMPUTED_TOTAL, CORRECTED = range(-1, 5)
BASES = ("printed", "summed", "blank_as_zero", "imputed_total", "corrected")


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


def is_whole(column: WideColumn, micro: np.ndarray) -> np.ndarray:
    """Which values the column can hold: money has decimals, a count with a fraction is none."""
    return np.ones(len(micro), bool) if column.is_money else micro % MICRO == 0


def figure_column(column: WideColumn, micro: np.ndarray, is_there: np.ndarray) -> pa.Array:
    """One column of the wide table: counts whole, money in its decimals."""
    if column.is_money:
        return decimals(micro, is_there)
    return pa.array(micro // MICRO, pa.int64(), mask=~(is_there & is_whole(column, micro)))
