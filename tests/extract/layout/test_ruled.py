"""The ruled-line grid core: random grids come back equal, and each trap of real borders by itself."""

import pytest
from hypothesis import HealthCheck, given, settings

from extract.layout.filling import fill
from extract.layout.geometry import Word
from extract.layout.joins import to_grid
from extract.layout.ruled import find_tables
from extract.layout.tiling import forget
from extract.model.document import Hints
from extract.readers.pdf.reader import read
from tests.extract.layout.grid_cases import Plan, draw_table, needs_font, pdf, plans, shape


@given(plans())
@settings(deadline=None, max_examples=200)
def test_any_grid_comes_back_from_its_segments(plan: Plan) -> None:
    segments, words = [], []
    for slot in plan.slots:
        x0, y0, x1, y1 = plan.box(slot)
        segments += [
            (x0, y0, x1, y0),
            (x0, y1, x1, y1),
            (x0, y0, x0, y1),
            (x1, y0, x1, y1),
        ]
        words += [
            Word(slot.text, (x0 + x1) / 2 - 2, (y0 + y1) / 2 - 4, (x0 + x1) / 2 + 2, (y0 + y1) / 2 + 4)
        ] * bool(slot.text)
    tables = find_tables(segments)
    if len(plan.slots) < 2:
        assert tables == []
        return
    assert fill(tables, words) == []
    grid = to_grid(tables, lambda place: f"p{place[0]}")
    assert shape(grid) == plan.shape()


@needs_font
@pytest.mark.parametrize("style", ["stroked", "pieces", "wps"])
@given(plan=plans())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_any_grid_comes_back_from_its_pdf(style: str, plan: Plan) -> None:
    document = read(pdf(lambda canvas: draw_table(canvas, plan, style)), Hints())
    if len(plan.slots) < 2:
        assert document.grids == ()
        return
    assert [shape(grid) for grid in document.grids] == [plan.shape()]


def test_a_table_is_found_again_as_it_was_after_its_text_was_filled_in() -> None:
    """The tiling of like tables is remembered; rules that overran the first one lost it a row."""
    segments = [(0, y, 100, y) for y in (0, 20, 40)] + [(x, 0, x, 60) for x in (0, 50, 100)]
    forget()
    [first] = find_tables(segments)
    assert fill([first], [Word("1", 20, 5, 25, 15), Word("2", 70, 25, 75, 35)]) == []
    assert [(cell.row, cell.column, cell.text) for cell in first.cells] == [
        (0, 0, "1"),
        (0, 1, ""),
        (1, 0, ""),
        (1, 1, "2"),
    ]
    [again] = find_tables(segments)
    assert [(cell.row, cell.column, cell.text) for cell in again.cells] == [
        (row, column, "") for row in range(3) for column in range(2)
    ]
    assert fill([again], [Word("3", 20, 45, 25, 55)]) == []
    assert [cell.text for cell in again.cells] == ["", "", "", "", "3", ""]
