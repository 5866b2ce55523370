"""Tables cut in two, or padded with empty columns, anywhere: nothing wrong, and whole rows read."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.codebook import applicants, indicators
from extract.mapping import cache
from extract.mapping.align import Alignment, align
from extract.mapping.place import Key
from extract.mapping.placing import place_alone
from extract.model.grid import Cell, Grid
from extract.report import read
from tests.extract.layout.grid_cases import Plan, Slot, draw_table, needs_font, pdf
from tests.extract.mapping.form_grids import GROUPS, cell, changed, document, four, rows_of_three, three, two
from tests.extract.readers.random_grids import to_html, to_word
from tests.extract.readers.word.test_doc import word_package

FIRST_ROW = 3  # of table three's figures
ROWS = rows_of_three("2021")
LAST_ROW = FIRST_ROW + len(ROWS) - 1
SHARE_OF_ZEROS = 3


def figure(key: str, applicant: str | None) -> int:
    """A figure of its own for most cells, zero for a third; rows of table three and groups of four add up."""
    place = list(indicators()).index(key)
    if applicant == "total":
        return sum(figure(key, part) for part in applicants() if part != "total")
    if applicant is None and key.startswith("disp") and key.endswith("_total"):
        group = key.removesuffix("total")
        return sum(figure(part, None) for part in indicators() if part.startswith(group) and part != key)
    seed = place * 8 + (0 if applicant is None else 1 + list(applicants()).index(applicant))
    return 0 if seed % SHARE_OF_ZEROS == 0 else 100 + seed


def printed(key: str, applicant: str | None) -> str:
    return str(figure(key, applicant))


def zero_blank(key: str, applicant: str | None) -> str:
    return printed(key, applicant) if figure(key, applicant) else ""


def assert_nothing_wrong(alignment: Alignment) -> set[Key]:
    """The keys of the figures read; each of them is what was printed."""
    read = {each.key: each for each in alignment.figures if each.status != "unreadable"}
    for (key, applicant, _), each in read.items():
        assert (each.value or Decimal(0)) == figure(key, applicant), each
    return set(read)


def part(grid: Grid, first: int, last: int) -> list[Cell]:
    return [each._replace(row=each.row - first) for each in grid.cells if first <= each.row < last]


def bare(cells: Iterable[Cell], end_cells: int = 0) -> list[Cell]:
    """Rows without the merged cells of the part before, each ending in empty cells."""
    rows: dict[int, list[Cell]] = {}
    for each in cells:
        if each.text not in GROUPS.values():
            rows.setdefault(each.row, []).append(each)
    found = []
    for row, kept in rows.items():
        column = 0
        for each in [*kept, *(cell("", row, 0) for _ in range(end_cells))]:
            found.append(each._replace(column=column))
            column += each.column_span
    return found


def padded(grid: Grid, at: int) -> Grid:
    """The grid with an empty column; what is merged over its place is merged over it too."""
    cells, free = [], set(range(grid.row_count))
    for each in grid.cells:
        end = each.column + each.column_span
        if each.column < at < end:
            free -= set(range(each.row, each.row + each.row_span))
        shift, wider = int(each.column >= at), int(each.column < at < end)
        cells.append(each._replace(column=each.column + shift, column_span=each.column_span + wider))
    cells += [cell("", row, at) for row in free]
    return Grid.of(sorted(cells, key=lambda each: (each.row, each.column)), grid.locator)


@given(
    st.integers(FIRST_ROW, LAST_ROW),
    st.sampled_from([printed, zero_blank]),
    st.booleans(),
    st.integers(0, 2),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_table_three_cut_at_any_row(row, value, is_bare, end_cells, is_one_grid) -> None:
    cache.forget()
    grid = three(value)
    upper, lower = part(grid, 0, row), part(grid, row, grid.row_count)
    lower = bare(lower, end_cells) if is_bare else lower
    if is_one_grid:
        grids = [Grid.of([*upper, *(each._replace(row=each.row + row) for each in lower)], "html:t1")]
    else:
        grids = [Grid.of(upper, "html:t1"), Grid.of(lower, "html:t2")]
    found = assert_nothing_wrong(align(document(*grids)))
    assert len({key for key, _, _ in found}) == len(ROWS)


@given(st.integers(FIRST_ROW, LAST_ROW - 1), st.booleans(), st.data())
@settings(max_examples=60, deadline=None)
def test_one_row_that_proves_its_columns_proves_them_for_rows_without_a_total(row, is_padded, data) -> None:
    """Totals left blank in a part without heads: one whole row tells where the figures of all stand."""
    whole = data.draw(st.integers(row, LAST_ROW)) - FIRST_ROW

    def value(key: str, applicant: str | None) -> str:
        return "" if applicant == "total" and ROWS.index(key) >= row - FIRST_ROW else printed(key, applicant)

    def with_one(key: str, applicant: str | None) -> str:
        return printed(key, applicant) if ROWS.index(key) == whole else value(key, applicant)

    for text in (value, with_one):
        cache.forget()
        grid = three(text)
        lower = Grid.of(part(grid, row, grid.row_count), "html:t2")
        lower = padded(lower, lower.column_count) if is_padded else lower
        found = align(document(Grid.of(part(grid, 0, row), "html:t1"), lower)).figures
        read = {each.key[0] for each in found if each.status != "unreadable"}
        assert text is value or len(read) == len(ROWS)
        for each in found:
            key, applicant, _ = each.key
            assert each.status == "unreadable" or each.raw == text(key, applicant)


@pytest.mark.parametrize("illegible", ["6̶8̶9", "三一", "12?", "1，312", "九", "5其中修订3件"])
@pytest.mark.parametrize("applicant", [0, 3, 6])
def test_an_illegible_figure_of_a_cut_row_is_no_label(illegible: str, applicant: int) -> None:
    """It costs itself alone: taken for the row's label, it cost the row (reports in 三一 were lost so)."""
    cache.forget()
    grid = three(printed)
    lower = bare(part(grid, FIRST_ROW + 3, grid.row_count), 0)
    torn = [
        each._replace(text=illegible) if number % 8 == applicant + 1 else each
        for number, each in enumerate(lower)
    ]
    upper = part(grid, 0, FIRST_ROW + 3)
    alignment = align(document(Grid.of(upper, "html:t1"), Grid.of(torn, "html:t2")))
    read = assert_nothing_wrong(alignment)
    assert len(read) == len(ROWS) * 7 - (len(ROWS) - 3)
    assert len(alignment.figures) == len(ROWS) * 7


@given(st.integers(FIRST_ROW + 1, LAST_ROW), st.sampled_from([printed, zero_blank]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_table_three_with_a_local_column_cut_at_any_row(row, value, is_shifted) -> None:
    """上年同期 behind 总计: rows below the cut have eight cells; shifted ones end in an empty cell more."""
    local = [cell("上年同期", 0, 10, 3), *(cell("7777", r, 10) for r in range(FIRST_ROW, LAST_ROW + 1))]
    whole = Grid.of(sorted((*three(value).cells, *local), key=lambda each: (each.row, each.column)), "t")
    rest = bare(part(whole, row, LAST_ROW + 1), end_cells=is_shifted)
    alignment = align(document(Grid.of(part(whole, 0, row), "t"), Grid.of(rest, "t2")))
    read = assert_nothing_wrong(alignment)
    assert len(read) == len(ROWS) * 7 or is_shifted


@given(st.sampled_from([two, three, four]), st.integers(0, 15), st.sampled_from([printed, zero_blank]))
@settings(max_examples=150, deadline=None)
def test_an_empty_column_anywhere(table, at, value) -> None:
    cache.forget()
    grid = table(value)
    at = min(at, grid.column_count)
    found = assert_nothing_wrong(align(document(padded(grid, at))))
    if value is printed and at > 0:
        assert found == assert_nothing_wrong(align(document(grid)))


@given(st.lists(st.integers(0, 3), min_size=6, max_size=6), st.integers(0, 2), st.integers(0, 2))
@settings(deadline=None)
def test_a_row_that_stands_for_itself_is_never_shifted(parts, before, after) -> None:
    texts = [str(number or "") for number in (*parts, sum(parts))]
    cells = [cell(text, 0, n) for n, text in enumerate([*[""] * before, *texts, *[""] * after])]
    placed = place_alone(cells, [range(7)])
    assert placed is None or [each.text for each in placed.cells if each] == texts


@pytest.mark.parametrize(
    "texts",
    [
        ["", "5", "", "", "", "", "", "5"],  # one cell more, in the middle or before
        ["1", "2", "", "", "", "", ""],  # parts, and no total
        ["", "", "", "", "", "", "3"],  # a total, and no parts
        ["1", "1", "1", "1", "1", "1"],
        ["1", "1", "1", "1", "1", "1", "6", "6"],
    ],
)
def test_a_row_whose_cells_cannot_be_told_apart_is_refused(texts: list[str]) -> None:
    cells = [cell(text, 0, n) for n, text in enumerate(texts)]
    placed = place_alone(cells, [range(7)])
    assert placed is None or texts[0] == ""


@pytest.mark.parametrize(("first", "rest"), [("6.属于四", "类过程性信息"), ("（六）", "其他处理")])
@pytest.mark.parametrize("between", [None, "— 3 —"])
def test_the_rest_of_a_label_beside_empty_cells_belongs_to_the_row_above(first, rest, between) -> None:
    cache.forget()
    edition = "2019" if rest == "其他处理" else "2021"
    grid = three(printed, edition)
    label = next(each for each in grid.cells if each.text.endswith(rest) and each.column_span != 2)
    grid = changed(grid, label.text, first)
    at = label.row + 1
    upper, lower = part(grid, 0, at), part(grid, at, grid.row_count)
    notes = [cell(between, 0, 0, 1, 10)] if between else []
    row = len(notes)
    notes += [cell("", row, 0, 1, 2), cell(rest, row, 2), *(cell("", row, n) for n in range(3, 10))]
    lower = [*notes, *(each._replace(row=each.row + row + 1) for each in lower)]
    found = assert_nothing_wrong(align(document(Grid.of(upper, "html:t1"), Grid.of(lower, "html:t2"))))
    assert len(found) == len(rows_of_three(edition)) * len(applicants())


@pytest.mark.parametrize("between", [None, "", "— 3 —", "第 4 页", "3"])
@pytest.mark.parametrize("value", [printed, zero_blank])
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_table_four_cut_in_its_headers_or_before_its_figures(between, value, cut) -> None:
    cache.forget()
    grid = four(value)
    top = [each for each in grid.cells if each.row < cut]
    notes = [cell(between, 0, 0), *(cell("", 0, n) for n in range(1, 15))] if between is not None else []
    row = 1 if notes else 0
    rest = [*notes, *(each._replace(row=each.row - cut + row) for each in grid.cells if each.row >= cut)]
    top = [each._replace(row_span=min(each.row_span, cut - each.row)) for each in top]
    apart = align(document(Grid.of(top, "html:t1"), Grid.of(rest, "html:t2")))
    assert len(assert_nothing_wrong(apart)) >= (15 if cut == 3 else 0)


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("value", [printed, zero_blank])
def test_empty_rows_among_the_headers_of_table_four_are_no_figures(value, at) -> None:
    """Of a sheet, which an empty row below the headers parts too: five blanks stood for 行政复议."""
    cache.forget()
    cells = []
    for each in four(value).cells:
        if each.row < at < each.row + each.row_span:
            cells.append(each._replace(row_span=each.row_span + 1))
        else:
            cells.append(each._replace(row=each.row + (each.row >= at)))
    covered = {
        (each.row + down, each.column + right)
        for each in cells
        for down, right in product(range(each.row_span), range(each.column_span))
    }
    cells += [cell("", at, column) for column in range(15) if (at, column) not in covered]
    cells.sort(key=lambda each: (each.row, each.column))
    heads, figures = (
        Grid.of([each for each in cells if (each.row == 4) == is_last], f"xlsx:t{is_last}")
        for is_last in (False, True)
    )
    figures = Grid.of([each._replace(row=0) for each in figures.cells], "xlsx:t2")
    assert len(assert_nothing_wrong(align(document(heads, figures)))) == 15


def test_headers_of_table_four_torn_within_their_letters() -> None:
    cache.forget()
    grid = four(printed)
    cells = []
    for each in grid.cells:
        if each.row == 1 and each.row_span == 2 and each.text != "总计":
            cells += [each._replace(text=each.text[:2], row_span=1), each._replace(text=each.text[2:], row=2)]
            cells[-1] = cells[-1]._replace(row_span=1)
        else:
            cells.append(each)
    cells.sort(key=lambda each: (each.row, each.column))
    assert len(assert_nothing_wrong(align(document(Grid.of(cells, "t"))))) == 15


def test_a_local_column_of_table_three_is_none_of_the_form() -> None:
    cache.forget()
    grid = three(printed)
    extra = [cell("2020年总计", 0, 10, 3), *(cell("9", row, 10) for row in range(3, grid.row_count))]
    cells = sorted([*grid.cells, *extra], key=lambda each: (each.row, each.column))
    found = assert_nothing_wrong(align(document(Grid.of(cells, "t"))))
    assert len(found) == len(ROWS) * len(applicants())


def test_a_section_heading_below_table_three_of_a_sheet_is_no_row_of_it() -> None:
    heading = [cell("四、政府信息公开行政复议、行政诉讼情况", LAST_ROW + 1, 0), cell("", LAST_ROW + 1, 1)]
    alignment = align(document(Grid.of([*three(printed).cells, *heading], "t")))
    assert not {problem.kind for problem in alignment.problems} & {"extra_row", "unknown_label"}


def test_a_figure_refused_by_itself_is_not_taken_from_another_table() -> None:
    cache.forget()
    grid = three(printed)
    old = printed("req_new", "total")
    for grids in ((changed(grid, old, "约12"), grid), (grid, changed(grid, old, "约12"))):
        alignment = align(document(*grids))
        assert [each.key for each in alignment.figures if each.status == "unreadable"] == [
            ("req_new", "total", None)
        ]


def report_html(grids: list[Grid]) -> bytes:
    tables = "<p>续表</p>".join(map(to_html, grids))
    return f"<meta charset=utf-8><h1>某县2023年政府信息公开工作年度报告</h1>{tables}".encode()


def report_word(grids: list[Grid]) -> bytes:
    return word_package("<w:p/>".join(map(to_word, grids)))


def report_pdf(grids: list[Grid]) -> bytes:
    def draw(canvas) -> None:
        for grid in grids:
            slots = tuple(Slot(c.row, c.column, c.row_span, c.column_span, c.text) for c in grid.cells)
            is_headed = any(slot.text == "自然人" for slot in slots)
            labels = (40.0, 40.0, 150.0) if is_headed else (150.0,)
            widths = (*labels, *[40.0] * (grid.column_count - len(labels)))
            draw_table(canvas, Plan(widths, (31.0,) * grid.row_count, slots), "stroked", left=15.0, top=15.0)
            canvas.showPage()

    return pdf(draw)


@pytest.mark.parametrize("row", [FIRST_ROW + 1, 11, LAST_ROW - 1])
@pytest.mark.parametrize("value", [printed, zero_blank])
@pytest.mark.parametrize(
    "to_bytes",
    [report_html, report_word, pytest.param(report_pdf, marks=needs_font)],
)
def test_files_with_a_cut_table(to_bytes, value, row) -> None:
    cache.forget()
    grid = three(value)
    lower = bare(part(grid, row, grid.row_count), end_cells=1)
    width = max(each.column + each.column_span for each in lower)
    covered = {}
    for each in lower:
        covered[each.row] = max(covered.get(each.row, 0), each.column + each.column_span)
    lower += [cell("", at, n) for at, end in covered.items() for n in range(end, width)]
    lower.sort(key=lambda each: (each.row, each.column))
    reading = read(to_bytes([Grid.of(part(grid, 0, row), "t"), Grid.of(lower, "t")]))
    figures = [each for each in reading.cells if each.status != "unreadable"]
    for each in figures:
        assert (each.value or Decimal(0)) == figure(each.indicator, each.applicant), each
    assert len({each.indicator for each in figures}) == len(ROWS)
