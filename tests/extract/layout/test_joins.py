"""Tables over pages, joined: what a page break cuts goes on, and an empty cell under a head is a figure."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from extract.layout.joins import to_grid
from extract.layout.ruled import Fragment, RuledCell
from extract.model.grid import Grid

WIDTH, HEIGHT = 30.0, 20.0
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
Slot = tuple[str, int, int, int, int]  # text, row, column, rows, columns


def fragment(page: int, columns: int, rows: int, slots: Sequence[Slot]) -> Fragment:
    """The part of a table on one page, its columns equally wide."""
    xs = [WIDTH * at for at in range(columns + 1)]
    ys = [HEIGHT * at for at in range(rows + 1)]
    cells = [
        RuledCell(
            row,
            column,
            down,
            across,
            [(page, xs[column], ys[row], xs[column + across], ys[row + down])],
            text,
        )
        for text, row, column, down, across in slots
    ]
    return Fragment(page, xs, ys, cells)


def joined(*fragments: Fragment) -> Grid:
    return to_grid(fragments, lambda place: f"p{place[0]}")


@given(
    st.lists(st.sampled_from(["", "0", "17", "三一"]), min_size=15, max_size=15).filter(
        lambda texts: {"0", "17"} & {*texts}
    )
)
def test_blanks_of_table_four_under_its_heads_on_the_page_before_are_figures(texts: list[str]) -> None:
    """They were taken for the rest of heads two rows high, and the whole table was refused."""
    heads = [("行政复议", 0, 0, 1, 5), ("行政诉讼", 0, 5, 1, 10)]
    heads += [(name, 1, at, 2, 1) for at, name in enumerate(OUTCOMES)]
    heads += [("未经复议直接起诉", 1, 5, 1, 5), ("复议后起诉", 1, 10, 1, 5)]
    heads += [(name, 2, 5 + at, 1, 1) for at, name in enumerate(OUTCOMES * 2)]
    figures = [(text, 0, at, 1, 1) for at, text in enumerate(texts)]
    grid = joined(fragment(1, 15, 3, heads), fragment(2, 15, 1, figures))
    assert [cell.text for cell in list(grid.rows())[-1]] == texts


@given(st.integers(1, 3), st.integers(1, 3))
def test_a_group_goes_on_over_the_page(above: int, below: int) -> None:
    """Its column is empty on the next page, and its label is that of the rows there."""

    def rows(count: int, label: str, page: int) -> Fragment:
        slots = [(label, 0, 0, count, 1)]
        for row in range(count):
            slots += [(f"（{row}）某项", row, 1, 1, 1), ("1", row, 2, 1, 1)]
        return fragment(page, 3, count, slots)

    grid = joined(rows(above, "不予公开", 1), rows(below, "", 2))
    assert [row[0].text for row in grid.rows()] == ["不予公开"] * (above + below)
