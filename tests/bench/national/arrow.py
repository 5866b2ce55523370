"""Arrow arrays made whole: decimals, texts and lists of readings without a Python object a value."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extract.model.reading import DECIMAL


def decimals(micro: np.ndarray, is_null: np.ndarray | None = None) -> pa.Array:
    """Millionths as DECIMAL(24, 6): the low and the high word of each number."""
    words = np.empty((len(micro), 2), np.int64)
    words[:, 0], words[:, 1] = micro, micro >> 63
    valid = None if is_null is None else pa.array(~is_null).buffers()[1]
    return pa.Array.from_buffers(DECIMAL, len(micro), [valid, pa.py_buffer(words)])


def chosen(values: list[str | None], index: np.ndarray) -> pa.Array:
    """The text at each index; an index of -1 is NULL."""
    return pa.array(values, pa.string()).take(pa.array(index, pa.int32(), mask=index < 0))


def joined(*parts: pa.Array | str) -> pa.Array:
    """Texts side by side, row by row."""
    return pc.binary_join_element_wise(*parts, "")


def whole(numbers: np.ndarray) -> pa.Array:
    """Whole numbers as text."""
    return pc.cast(pa.array(numbers), pa.string())


def lists(sizes: np.ndarray, kind: pa.DataType, columns: dict[str, pa.Array]) -> pa.Array:
    """A list of structs a row: `columns` hold the values of all rows after each other."""
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    arrays = [columns[field.name].cast(field.type) for field in kind]
    return pa.ListArray.from_arrays(pa.array(offsets), pa.StructArray.from_arrays(arrays, fields=list(kind)))


def repeated(value: str | None, size: int) -> pa.Array:
    """One text in every row."""
    return pa.repeat(pa.scalar(value, pa.string()), size)
