"""Matrices: moved boxes stay boxes, and two moves are one."""

from hypothesis import given
from hypothesis import strategies as st

from extract.layout.geometry import Box, Matrix, turned

NUMBERS = st.integers(-500, 500).map(float)
SCALES = st.sampled_from((-2.0, -1.0, 0.0, 1.0, 2.0))


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x0, y0 = draw(NUMBERS), draw(NUMBERS)
    return x0, y0, x0 + draw(st.integers(1, 300)), y0 + draw(st.integers(1, 300))


@st.composite
def quarter_matrices(draw: st.DrawFn) -> Matrix:
    return turned(draw(boxes()), draw(st.integers(0, 7)))


@given(quarter_matrices(), quarter_matrices(), boxes())
def test_two_moves_are_one(first: Matrix, second: Matrix, box: Box) -> None:
    assert first.then(second).box(*box) == second.box(*first.box(*box))


@given(
    st.builds(Matrix, SCALES, SCALES, SCALES, SCALES, NUMBERS, NUMBERS) | quarter_matrices(),
    st.lists(boxes(), min_size=1),
)
def test_many_boxes_move_like_one(matrix: Matrix, many: list[Box]) -> None:
    sides = [list(side) for side in zip(*many, strict=True)]
    assert matrix.boxes(*sides) == [matrix.box(*box) for box in many]


@given(boxes(), st.integers(0, 3))
def test_a_turned_page_has_its_origin_at_the_top_left(page: Box, quarters: int) -> None:
    x0, y0, x1, y1 = turned(page, quarters).box(*page)
    wide, high = page[2] - page[0], page[3] - page[1]
    assert (x0, y0, x1, y1) == ((0, 0, wide, high) if quarters % 2 == 0 else (0, 0, high, wide))
