"""What is made of a worker's answer: rows of the readings, or a reading, and nothing that cannot be one.

Arrow's IPC format is data alone; `validate(full=True)` looks at every offset and text in it, as pyarrow asks
for where the bytes are not trusted.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from types import NoneType
from typing import Any, TypeAlias, get_args

import pyarrow as pa

from extract.model.reading import (
    HEAD_FIELDS,
    READINGS,
    Check,
    Figure,
    Mention,
    Method,
    Outcome,
    Problem,
    Reading,
    ReportHead,
    Section,
    Status,
    Verdict,
    to_row,
)
from extract.run.capture import lost_row, place_of
from extract.run.units import Unit
from extract.run.workers.answers import RefusedError

PLAIN_DECIMAL = re.compile(r"-?\d{1,300}(\.\d{1,300})?")
CHOICES = {
    "status": {*get_args(Status)},
    "method": {*get_args(Method)},
    "outcome": {*get_args(Outcome)},
    "verdict": {*get_args(Verdict), None},
}
LISTS = {"cells": Figure, "checks": Check, "problems": Problem, "sections": Section, "mentions": Mention}


def _texts_for_decimals(kind: pa.DataType) -> pa.DataType:
    """The type with texts in place of decimals, which keep the digits that a page printed."""
    if pa.types.is_list(kind):
        return pa.list_(_texts_for_decimals(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_texts_for_decimals(field.type)) for field in kind])
    return pa.string() if pa.types.is_decimal(kind) else kind


# A reading of a file, which has no place in an archive.
OF_READING = ("digest", "reader", *HEAD_FIELDS, *LISTS)
WIRE = pa.schema([READINGS.field(name) for name in OF_READING])
WIRE = pa.schema([each.with_type(_texts_for_decimals(each.type)) for each in WIRE])


Rows: TypeAlias = pa.RecordBatch  # of READINGS, looked at


def accept_rows(unit: Unit, answer: bytes) -> Rows:
    """A row of each capture of a unit; RefusedError for what has another shape, or names another capture."""
    batch = _rows(answer, READINGS, len(unit))
    wanted = [place_of(task) | {"digest": task.attempt.digest or ""} for task in unit]
    if other := [name for name in wanted[0] if batch[name].to_pylist() != [row[name] for row in wanted]]:
        raise RefusedError(f"the row of another document ({', '.join(other)})")
    return batch


def lost(unit: Unit, reason: str) -> Rows:
    """The row of a capture, alone in its unit, that no worker survived."""
    (task,) = unit
    return lost_row(task, reason)


def pack(reading: Reading) -> bytes:
    """A reading as a worker answers with it."""
    row = {name: _plain(value) for name, value in to_row(reading).items() if name in OF_READING}
    packed: bytes = pa.RecordBatch.from_pylist([row], schema=WIRE).serialize().to_pybytes()
    return packed


def accept_reading(_: object, answer: bytes) -> Reading:
    """The reading of a file; RefusedError for what is none."""
    (row,) = _rows(answer, WIRE, 1).to_pylist()
    lists = {name: tuple(_parts(kind, row[name])) for name, kind in LISTS.items()}
    head = ReportHead(**{name: row[name] for name in HEAD_FIELDS})
    if row["digest"] is None or row["reader"] is None:
        raise RefusedError("a reading without digest or reader")
    return Reading(row["digest"], row["reader"], head, **lists)


def _rows(answer: bytes, schema: pa.Schema, count: int) -> pa.RecordBatch:
    try:
        batch = pa.ipc.read_record_batch(pa.py_buffer(answer), schema)
        batch.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise RefusedError(f"no Arrow record batch: {error}") from error
    if batch.num_rows != count or any(batch[name].null_count for name in LISTS):
        raise RefusedError(f"{batch.num_rows} rows, or one without its lists")
    return batch


def _plain(value: object) -> object:
    """The value with decimals as texts, down to the members of its lists."""
    if isinstance(value, list):
        return [{name: _plain(inner) for name, inner in each.items()} for each in value]
    return format(value, "f") if isinstance(value, Decimal) else value


def _parts(kind: type[Any], values: list[dict[str, Any]]) -> Iterator[Any]:
    """The figures, checks … of a list; Arrow has told their names and types, not what may stand in them."""
    kinds = {name: {noted, *get_args(noted)} for name, noted in kind.__annotations__.items()}
    for value in values:
        if value is None:
            raise RefusedError(f"a {kind.__name__} that is not there")
        for name, inner in value.items():
            is_absent = inner is None and NoneType not in kinds[name]
            if is_absent or (name in CHOICES and inner not in CHOICES[name]):
                raise RefusedError(f"{kind.__name__}.{name} is {inner!r}")
            if Decimal in kinds[name] and inner is not None:
                value[name] = _decimal(inner)
        yield kind(**value)


def _decimal(text: str) -> Decimal:
    if not PLAIN_DECIMAL.fullmatch(text):
        raise RefusedError(f"{text[:40]!r} is no figure")
    return Decimal(text)
