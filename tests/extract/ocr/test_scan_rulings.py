"""Tables found in page images: any grid of merged cells, on turned and noisy paper."""

import cv2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("onnxruntime", reason="needs the extra ocr")

from extract.layout.ruled import Fragment, find_tables
from extract.ocr.page import POINT, prepare
from extract.ocr.rulings import find_rulings
from tests.extract.ocr.scan_pages import Pixels, blank_page, noisy, turned, write

Box = tuple[int, int, int, int]  # row, column, row span, column span


@st.composite
def merged_grids(draw: st.DrawFn) -> tuple[int, int, list[Box]]:
    """Rows, columns and cells of a grid, some of them merged with their neighbours."""
    rows, columns = draw(st.integers(2, 9)), draw(st.integers(2, 7))
    free = {(row, column) for row in range(rows) for column in range(columns)}
    cells = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in free:
                down, across = draw(st.sampled_from([(1, 1), (1, 1), (1, 1), (1, 2), (2, 1), (2, 2)]))
                slots = {(row + i, column + j) for i in range(down) for j in range(across)}
                if not slots <= free:
                    down, across, slots = 1, 1, {(row, column)}
                free -= slots
                cells.append((row, column, down, across))
    return rows, columns, cells


def draw_grid(cells: list[Box], row_height: int, column_width: int) -> Pixels:
    page = blank_page()
    for row, column, down, across in cells:
        corner = (150 + column * column_width, 200 + row * row_height)
        opposite = (corner[0] + across * column_width, corner[1] + down * row_height)
        cv2.rectangle(page, corner, opposite, 0, 2)
    return page


def found(page: Pixels) -> list[Fragment]:
    segments = find_rulings(prepare(page, 200).ink).segments
    return find_tables([(x0 / POINT, y0 / POINT, x1 / POINT, y1 / POINT) for x0, y0, x1, y1 in segments])


@settings(max_examples=15, deadline=None)
@given(
    merged_grids(),
    st.integers(40, 90),
    st.integers(90, 180),
    st.floats(-2.0, 2.0),
    st.floats(0, 10),
)
def test_any_merged_grid_is_found(
    grid: tuple[int, int, list[Box]], row_height: int, column_width: int, degrees: float, sigma: float
) -> None:
    _, _, cells = grid
    page = noisy(turned(draw_grid(cells, row_height, column_width), degrees), sigma)
    tables = found(page)
    if len(cells) == 1:
        assert tables == []
        return
    assert len(tables) == 1
    rules = lambda at, span: sorted({at for at, _ in span} | {at + size for at, size in span})  # noqa: E731
    ys, xs = rules(0, [(c[0], c[2]) for c in cells]), rules(0, [(c[1], c[3]) for c in cells])
    wanted = {
        (ys.index(r), xs.index(c), ys.index(r + h) - ys.index(r), xs.index(c + w) - xs.index(c))
        for r, c, h, w in cells
    }
    assert {(c.row, c.column, c.row_span, c.column_span) for c in tables[0].cells} == wanted


def test_large_type_close_to_the_rules_makes_no_walls() -> None:
    cells = [(row, column, 1, 1) for row in range(6) for column in range(3)]
    page = draw_grid(cells, 50, 300)
    for row in range(6):
        page = write(page, "申请目的国门自", 170, 204 + row * 50, 34)
    (table,) = found(noisy(page, 4))
    assert (len(table.ys), len(table.xs), len(table.cells)) == (7, 4, 18)


def test_running_text_has_no_tables() -> None:
    page = blank_page()
    for line in range(20):
        page = write(page, "一二三王丰十一工二三一十王圭一二三", 150, 200 + line * 70, 46)
    assert found(noisy(page, 4)) == []
