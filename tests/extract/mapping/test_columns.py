"""A cell stands under one header, under several, or under none; and which grids a header serves."""

from hypothesis import given
from hypothesis import strategies as st

from extract.mapping.columns import Column, Header, cells_under, split_row
from extract.model.grid import Cell

SPANS = st.lists(st.integers(1, 3), min_size=1, max_size=8)


def columns_of(spans: list[int]) -> list[Column]:
    starts = [sum(spans[:index]) for index in range(len(spans))]
    return [
        Column(frozenset({f"c{index}"}), f"head {index}", start, start + span)
        for index, (start, span) in enumerate(zip(starts, spans, strict=True))
    ]


def cells_of(columns: list[Column]) -> list[Cell]:
    return [Cell("1", 1, column.start, "t", 1, column.end - column.start) for column in columns]


@given(SPANS, st.integers(0, 4))
def test_cells_under_their_headers_are_theirs_whatever_blanks_follow(spans: list[int], blanks: int) -> None:
    columns = columns_of(spans)
    cells = cells_of(columns)
    padding = [Cell("", 1, columns[-1].end + index, "t") for index in range(blanks)]
    assert cells_under(columns, [*cells, *padding]) == cells


@given(SPANS, st.data())
def test_a_lost_cell_never_moves_the_others(spans: list[int], data: st.DataObject) -> None:
    columns = columns_of(spans)
    cells = cells_of(columns)
    lost = data.draw(st.integers(0, len(cells) - 1))
    assert cells_under(columns, cells[:lost] + cells[lost + 1 :]) is None


@given(SPANS.filter(lambda spans: len(spans) > 1), st.data())
def test_a_cell_under_two_headers_belongs_to_neither(spans: list[int], data: st.DataObject) -> None:
    columns = columns_of(spans)
    cells = cells_of(columns)
    at = data.draw(st.integers(0, len(cells) - 2))
    wide = cells[at]._replace(column_span=spans[at] + spans[at + 1])
    found = cells_under(columns, [*cells[:at], wide, *cells[at + 2 :]])
    assert found == [*cells[:at], None, None, *cells[at + 2 :]]


@given(SPANS)
def test_more_cells_than_headers_are_no_row(spans: list[int]) -> None:
    columns = columns_of(spans)
    assert cells_under(columns, [*cells_of(columns), Cell("1", 1, columns[-1].end, "t")]) is None


@given(SPANS, st.integers(1, 30))
def test_a_header_serves_its_own_grid_and_one_as_wide(spans: list[int], width: int) -> None:
    header = Header.of(reversed(columns_of(spans)), sum(spans))
    assert list(header.columns) == columns_of(spans)
    assert header.serves(width) == (width == sum(spans))


def test_labels_end_at_the_first_header_else_at_the_first_figure() -> None:
    row = [Cell("", 0, 0, "t"), Cell("1.规章", 0, 1, "t"), Cell("见附件", 0, 2, "t"), Cell("3", 0, 3, "t")]
    assert split_row(row, 2) == (row[:2], row[2:])
    assert split_row(row, None) == (row[:3], row[3:])
