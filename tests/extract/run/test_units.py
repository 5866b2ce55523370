"""Captures put together: in their order, small ones many at a time; a large one ends its unit."""

from pathlib import Path

import pytest

from extract.model.document import Hints
from extract.run.capture import Task
from extract.run.units import alone, units
from spiders.archive.attempt import Attempt


def task(length: int, *further: int) -> Task:
    first, *parts = (Attempt("b", "s", "report", str(size), length=size) for size in (length, *further))
    return Task(Path(), first, Hints(), parts=tuple(parts))


@pytest.mark.parametrize(
    ("tasks", "sizes"),
    [
        ([], []),
        ([task(1)] * 7, [3, 3, 1]),
        ([task(1), task(200), task(1), task(1)], [2, 2]),
        ([task(60), task(40), task(1), task(60)], [2, 2]),
        ([task(30, 40, 40), task(1)], [1, 1]),
    ],
    ids=["none", "by number", "a large one", "by bytes", "with its further pages"],
)
def test_captures_stand_together_by_number_and_bytes(tasks: list[Task], sizes: list[int]) -> None:
    made = list(units(tasks, most=3, most_bytes=100))
    assert [len(unit) for unit in made] == sizes
    assert [each for unit in made for each in unit] == tasks
    assert [each for unit in made for each in alone(unit)] == [(each,) for each in tasks]
