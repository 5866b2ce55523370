"""Layouts met before: whatever was read earlier, a document is read as by a fresh process."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_extract_align_fuzz import grids
from test_extract_cases import LISTED

from extract.align import align, layouts
from extract.align.layouts import PLAIN
from extract.document import Document, Hints, UnreadableError
from extract.grid import Grid
from extract.readers import read_document

VALUES = ["0", "3", "07", "15", "251000", "7730.28", "1234567890123456", "0.1234567", "1.50"]


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Leave no layout to other tests."""
    layouts.forget()
    yield
    layouts.forget()


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
    layouts.forget()
    alone = align(second)
    layouts.forget()
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
        known += layouts.known(layouts.shape_of([g for g in document.grids if g.has_columns])) is not None
    assert known > len(LISTED) / 3, "so few layouts are remembered that the test shows nothing"


@given(st.lists(grids(), max_size=3), st.integers(0, 10**6))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_arrangement_is_read_otherwise_after_another_of_its_shape(found: list[Grid], seed: int) -> None:
    document = Document("html", (), tuple(found), tuple(range(len(found))))
    assert_same_after(changed(document, seed), document)
