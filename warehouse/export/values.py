"""Values of a release as other tools can hold them: ids, lists, decimals."""

import json
import math
from decimal import Decimal

import pyarrow as pa

from warehouse.schema.tables import Column


def is_id(column: Column) -> bool:
    """Whether a column holds numbers that name something and count nothing."""
    return column.type == "BIGINT" and column.name.endswith("_id")


def is_decimal(column: Column) -> bool:
    """Whether a column holds decimals, which few tools have a type for."""
    return column.type.startswith("DECIMAL")


def python_values(values: pa.Array, column: Column, ids_as_text: bool) -> list[object]:
    """A column of a batch as Python values, a list as JSON: no tool but Parquet has a type for it."""
    if ids_as_text and is_id(column):
        values = values.cast(pa.string())
    found: list[object] = values.to_pylist()
    if column.type.endswith("[]"):
        return [None if value is None else json.dumps(value, ensure_ascii=False) for value in found]
    return found


def as_double(value: Decimal) -> float | None:
    """The double that prints as this decimal; None where none does.

    >>> as_double(Decimal("0.500000")), as_double(Decimal("123456789012345678.5"))
    (0.5, None)
    """
    double = float(value)
    return double if math.isfinite(double) and Decimal(repr(double)) == value else None
