"""Captures put together to be read: one message, one answer and one wake-up for many small documents.

A page is read in milliseconds, and the process that hands the pages out took a tenth of them for each.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import pyarrow as pa

from extract.run.capture import Task, read_capture

MOST = 16  # captures: a tenth of a second, against a millisecond for a message
MOST_BYTES = 256 << 10  # in the archive: what is large takes long, and ends a unit
Unit: TypeAlias = tuple[Task, ...]


def units(tasks: Iterable[Task], most: int = MOST, most_bytes: int = MOST_BYTES) -> Iterator[Unit]:
    """The captures in their order, so many together."""
    some, size = list[Task](), 0
    for task in tasks:
        some.append(task)
        size += sum(attempt.length or 0 for attempt in (task.attempt, *task.parts))
        if len(some) == most or size >= most_bytes:
            yield tuple(some)
            some, size = [], 0
    if some:
        yield tuple(some)


def alone(unit: Unit) -> Sequence[Unit]:
    """The captures of a unit, each as a unit."""
    return [(task,) for task in unit]


def read_unit(unit: Unit) -> bytes:
    """What a worker does with a unit: rows of the readings, as an Arrow record batch."""
    rows: bytes = pa.concat_batches([read_capture(task) for task in unit]).serialize().to_pybytes()
    return rows
