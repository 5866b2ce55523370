"""Layouts met before: whatever was read earlier, a document is read as by a fresh process."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.mapping import cache
from extract.mapping.align import align
from extract.mapping.cache import PLAIN
from extract.model.document import Document, Hints, UnreadableError
from extract.model.grid import Grid
from extract.readers import read_document
from tests.extract.mapping.test_align_fuzz import grids
from tests.extract.test_cases import LISTED

VALUES = ["0", "3", "07", "15", "251000", "7730.28", "1234567890123456", "0.1234567", "1.50"]


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Leave no layout to other tests."""
    cache.forget()
    yield
    cache.forget()


def revalued(grid: Grid, seed: int) -> Grid:
    """The grid with every plain number replaced by another."""
    chance = random.Random(seed)
    cells = (
        cell._replace(text=chance.choice(VALUES)) if PLAIN.fullmatch(cell.text) else cell
        for cell in grid.cells
    )
    return Grid.of(tuple(cells), grid.locator, grid.has_columns)


def changed(document: Document, seed: int) -> Document:
    return replace(document, grids=tuple(revalued(grid, seed) for grid in document.grids))


def assert_same_after(first: Document, second: Document) -> None:
    """Reading `first` before does not change how `second` is read."""
    cache.forget()
    alone = align(second)
    cache.forget()
    align(first)
    assert align(second) == alone
    assert align(second) == alone, "read a third time"


def documents() -> Iterator[Document]:
    for case in LISTED:
        try:
            yield read_document(case.document.read_bytes(), Hints(file_name=case.document.name))
        except UnreadableError:
            continue


def test_every_golden_case_is_read_alike_after_another_of_its_shape() -> None:
    known = 0
    for number, document in enumerate(documents()):
        assert_same_after(document, document)
        assert_same_after(changed(document, number), document)
        assert_same_after(document, changed(document, number))
        known += cache.known(cache.shape_of([g for g in document.grids if g.has_columns]), None) is not None
    assert known > len(LISTED) / 3, "so few layouts are remembered that the test shows nothing"


@given(st.lists(grids(), max_size=3), st.integers(0, 10**6))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_arrangement_is_read_otherwise_after_another_of_its_shape(found: list[Grid], seed: int) -> None:
    document = Document("html", (), tuple(found), tuple(range(len(found))))
    assert_same_after(changed(document, seed), document)
