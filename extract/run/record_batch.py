"""One reading as an Arrow record batch of one row, made column by column.

By way of a dict for each cell it took as long as reading the page: a reading has 200 cells and 50 checks.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any

import pyarrow as pa

from extract.model.reading import READINGS, Reading, fields_of

# Texts of a document's own, which no other repeats; all other texts of a report are those of its form.
PRINTED = frozenset({"raw", "heading", "text", "sentence", "message"})
Values = tuple[Any, ...]


@lru_cache(maxsize=1024)
def _words(values: Values) -> pa.Array:
    """The texts of a column; reports of one form and layout have the same in most of theirs."""
    return pa.array(values, pa.string())


@lru_cache(maxsize=1024)
def _offsets(length: int) -> pa.Array:
    return pa.array((0, length), pa.int32())


def _maker(field: pa.Field) -> Callable[[Values], pa.Array]:
    """What makes a column of its values."""
    is_of_form = field.type == pa.string() and field.name not in PRINTED
    return _words if is_of_form else partial(pa.array, type=field.type)


class _Structs:
    """What makes columns of one kind of list, as of figures."""

    def __init__(self, kind: pa.StructType) -> None:
        self.fields, self.empty = list(kind), pa.array([[]], pa.list_(kind))
        self.values = attrgetter(*(field.name for field in kind))
        self.makers = [_maker(field) for field in kind]

    def of(self, parts: Sequence[object]) -> pa.Array:
        """A column of one list."""
        if not parts:
            return self.empty
        values = zip(*map(self.values, parts), strict=True)
        columns = [make(column) for make, column in zip(self.makers, values, strict=True)]
        structs = pa.StructArray.from_arrays(columns, fields=self.fields)
        return pa.ListArray.from_arrays(_offsets(len(parts)), structs)


LISTS = {field.name: _Structs(field.type.value_type) for field in READINGS if pa.types.is_list(field.type)}
SINGLE = {field.name: _maker(field) for field in READINGS if field.name not in LISTS}


def record_batch(reading: Reading, place: Mapping[str, str | int | None]) -> pa.RecordBatch:
    """The row of a reading in the readings' schema; `place`: what it says of its capture.

    Raises ArrowException, UnicodeError or OverflowError for what the schema cannot hold.
    """
    own = {name: getattr(reading, name) for name in ("digest", "content_digest", "reader")}
    row = {**place, **own, **fields_of(reading.head)}
    columns = {name: make((row[name],)) for name, make in SINGLE.items()}
    columns |= {name: structs.of(getattr(reading, name)) for name, structs in LISTS.items()}
    return pa.RecordBatch.from_arrays([columns[name] for name in READINGS.names], schema=READINGS)
