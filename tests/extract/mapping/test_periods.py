"""No figure of another year, period, sum or body is ever given as the report's own."""

from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.codebook.vocabulary import block
from extract.mapping import cache
from extract.mapping.align import Alignment, align
from extract.model.grid import Cell, Grid
from tests.extract.mapping.form_grids import document, flat, four, two

YEAR = 2018
OWN = (
    "本年",
    "本年数",
    "本年度",
    "2018年",
    "2018年度",
    "二〇一八年",
    "2018 年度数",
    "本年统计数",
    "2018年1-12月",
    "2018年1月至12月",
)
OTHER = (
    *("上年", "上年数", "上一年度", "去年", "2017年", "2017年度", "2016年", "2019年", "二〇一七年", "17年度"),
    *("累计", "历年累计", "自成立以来累计", "同比", "同比增减", "较上年增减", "环比", "增减"),
    *("上半年", "下半年", "第四季度", "1季度", "12月", "1-6月", "2-12月", "2018年上半年", "2018年第一季度"),
)
OURS, FOREIGN = Decimal(31), Decimal(7777)
LISTED = tuple(row for row in block("S14") if row.value_type == "count")
DECISIONS = ("license_decisions", "penalty_decisions", "coercion_decisions")


def listed(columns: list[tuple[str, Decimal]], labels: str = "统计指标", pages: int = 1) -> list[Grid]:
    """The form of 2014 with columns of one figure each, on grids that share one head."""
    heads = [Cell(labels, 0, 0, "t/r0/c0"), Cell("单位", 0, 1, "t/r0/c1")]
    heads += [Cell(head, 0, 2 + n, f"t/r0/c{2 + n}") for n, (head, _) in enumerate(columns)]
    rows = [
        [Cell(row.row_labels[0], 0, 0, f"t/{row.id}"), Cell("件", 0, 1, "t")]
        + [Cell(str(value), 0, 2 + n, f"t/{row.id}/{n}") for n, (_, value) in enumerate(columns)]
        for row in LISTED
    ]
    size = -(-len(rows) // pages)
    cut = [rows[start : start + size] for start in range(0, len(rows), size)]
    grids = []
    for page, part in enumerate(cut):
        whole = [heads, *part] if page == 0 else part
        cells = [cell._replace(row=n) for n, row in enumerate(whole) for cell in row]
        grids.append(Grid.of(cells, f"t{page}"))
    return grids


def values(alignment: Alignment) -> set[Decimal | None]:
    return {figure.value for figure in alignment.figures if figure.status == "reported"}


def is_told(alignment: Alignment) -> bool:
    return any(
        problem.kind in ("other_period", "other_column", "unknown_label") for problem in alignment.problems
    )


@pytest.mark.parametrize("head", OTHER)
def test_a_list_of_another_time_gives_no_figure(head: str) -> None:
    for labels in ("统计指标", "指标名称", "项目"):
        alignment = align(document(*listed([(head, FOREIGN)], labels)), YEAR)
        assert values(alignment) == set(), head
        assert is_told(alignment)


@pytest.mark.parametrize("head", [*OWN, "统计数", "数量", "数值", ""])
def test_the_heads_of_the_year_are_read(head: str) -> None:
    alignment = align(document(*listed([(head, OURS)])), YEAR)
    assert {figure.value for figure in alignment.figures} == {OURS}


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(OWN), st.sampled_from(OTHER), st.booleans(), st.sampled_from(["统计指标", "指标名称"]))
def test_the_right_column_is_read_beside_any_other(own: str, other: str, is_after: bool, labels: str) -> None:
    columns = [(own, OURS), (other, FOREIGN)]
    alignment = align(document(*listed(columns if is_after else columns[::-1], labels)), YEAR)
    assert values(alignment) == {OURS}


@settings(deadline=None, max_examples=40)
@given(st.sampled_from([*OWN, "统计数"]), st.sampled_from(OTHER), st.sampled_from(["：12", ": 12件。", ""]))
def test_a_note_under_the_heads_is_no_head_where_it_states_its_own_figure(
    own: str, other: str, figure: str
) -> None:
    heads, *rows = listed([(own, OURS)])[0].rows()
    note = Cell(f"{other}{'规范性文件总数' if figure else ''}{figure}", 1, 0, "t/note", 1, 3)
    below = [cell._replace(row=cell.row + 1) for row in rows for cell in row]
    alignment = align(document(Grid.of([*heads, note, *below], "t")), YEAR)
    assert values(alignment) == ({OURS} if figure else set())


@settings(deadline=None, max_examples=40)
@given(st.sampled_from([*OWN, "统计数"]), st.sampled_from(OTHER))
def test_a_flat_list_gives_no_figure_of_another_time(own: str, other: str) -> None:
    assert FOREIGN not in values(align(document(flat(listed([(other, FOREIGN)])[0])), YEAR))
    both = align(document(flat(listed([(other, FOREIGN), (own, OURS)])[0])), YEAR)
    assert values(both) <= {OURS}


@pytest.mark.parametrize(
    ("note", "is_read"),
    [
        ("注：本表数据截至12月31日，共涉及3个科室", True),
        ("注：含下属2家单位", True),
        ("注：本表数据截至6月30日", False),
        ("注：以下为2017年数据", False),
    ],
)
def test_a_note_under_the_heads_refuses_the_list_where_it_names_another_time(
    note: str, is_read: bool
) -> None:
    grid = listed([("统计数", OURS)])[0]
    below = [cell._replace(row=cell.row + 1) if cell.row else cell for cell in grid.cells]
    cells = sorted([*below, Cell(note, 1, 0, "t/note", 1, 3)], key=lambda cell: (cell.row, cell.column))
    assert values(align(document(Grid.of(cells, "t")), YEAR)) == ({OURS} if is_read else set())


@pytest.mark.parametrize("head", ["2018年度", "2017年"])
def test_a_year_of_unknown_meaning_is_refused_and_remembered_layouts_know_their_year(head: str) -> None:
    cache.forget()
    grids = listed([(head, OURS)])
    for year, wanted in (
        (YEAR, head == "2018年度"),
        (2017, head == "2017年"),
        (None, False),
        (YEAR, head == "2018年度"),
    ):
        assert values(align(document(*grids), year)) == ({OURS} if wanted else set()), year


def test_the_year_of_a_report_is_told_by_its_cells_too() -> None:
    cells = [Cell("所列数据的统计期限自2018年1月1日起至2018年12月31日止。", 0, 0, "t/r0")]
    cells += [
        cell._replace(row=cell.row + 1) for cell in listed([("2018年", OURS), ("2017年", FOREIGN)])[0].cells
    ]
    assert values(align(document(Grid.of(cells, "t")))) == {OURS}


def test_a_page_with_other_columns_is_told() -> None:
    first, second = listed([("统计数", OURS), ("备注", Decimal(5))], pages=2)
    shifted = Grid.of([cell._replace(column=cell.column + 3) for cell in second.cells], "t1")
    alignment = align(document(first, shifted), YEAR)
    refused = {figure.indicator for figure in alignment.figures if figure.status == "unreadable"}
    assert values(alignment) <= {OURS}
    assert refused | {figure.indicator for figure in alignment.figures} == {row.id for row in LISTED}


def test_a_total_is_read_where_it_is_the_sum_of_its_parts() -> None:
    parts = [("市本级", Decimal(11)), ("各区县", Decimal(20))]
    assert values(align(document(*listed([*parts, ("合计", OURS)])), YEAR)) == {OURS}
    assert values(align(document(*listed([*parts, ("合计", Decimal(32))])), YEAR)) == set()


def test_a_local_list_is_no_form_of_2014() -> None:
    words = ["主动公开文件数", "网站公开数", "受理申请总数", "当面申请数", "答复总数", "减免金额"]
    cells = [Cell(text, 0, n, "t") for n, text in enumerate(("指标名称", "计量单位", "数量"))]
    for row, word in enumerate(words, start=1):
        cells += [Cell(text, row, n, f"t/r{row}/c{n}") for n, text in enumerate((word, "条", "4"))]
    alignment = align(document(Grid.of(cells, "t")), YEAR)
    assert alignment.figures == ()
    assert {problem.kind for problem in alignment.problems} == {"local_table"}


def headed(heads: dict[str, str]) -> Grid:
    """Table two of 2021 with other words in its heads; its figures are 31."""
    grid = two(lambda key, applicant: str(OURS))
    cells = [cell._replace(text=heads.get(cell.text, cell.text)) for cell in grid.cells]
    return Grid.of(cells, "t")


@pytest.mark.parametrize(
    "word", ["上年", "去年", "2017年", "累计", "历年累计", "上半年", "第一季度", "2016年度"]
)
@pytest.mark.parametrize("label", ["处理决定数量", "收费金额（单位：万元）", "制发件数", "废止件数"])
def test_a_head_of_table_two_for_another_time_is_no_slip(word: str, label: str) -> None:
    alignment = align(document(headed({f"本年{label}": f"{word}{label}"})), YEAR)
    meant = {
        row.id for row in block("T2") if "2021" in row.forms and row.label_2021.endswith(f"× 本年{label}")
    }
    assert meant
    assert not {figure.indicator for figure in alignment.figures if figure.value is not None} & meant
    assert is_told(alignment)


def test_the_year_of_a_head_is_read() -> None:
    heads = {"本年制发件数": "2018年制发件数", "本年处理决定数量": "2018年度处理决定数量"}
    assert len(align(document(headed(heads)), YEAR).figures) == len(align(document(headed({})), YEAR).figures)
    assert values(align(document(headed(heads)), YEAR)) == {OURS}


def rows_of_four(rows: list[tuple[str, int]]) -> Grid:
    """Table four with labelled rows, each of one figure throughout."""
    top = four(lambda key, applicant: "")
    heads = [cell._replace(column=cell.column + 1) for cell in top.cells if cell.row < 3]
    cells = [Cell(label, 3 + n, 0, f"t/r{n}") for n, (label, _) in enumerate(rows)]
    cells += [
        Cell(str(value), 3 + n, column, f"t/r{n}/c{column}")
        for n, (_, value) in enumerate(rows)
        for column in range(1, 16)
    ]
    return Grid.of([*heads, *sorted(cells, key=lambda cell: (cell.row, cell.column))], "t")


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["本年", "2018年", "2018年度", "2018"]),
    st.sampled_from(OTHER),
    st.booleans(),
    st.booleans(),
)
def test_the_row_of_the_year_is_read(own: str, other: str, is_after: bool, is_flat: bool) -> None:
    rows = [(own, 31), (other, 7777)]
    grid = rows_of_four(rows if is_after else rows[::-1])
    found = values(align(document(flat(grid) if is_flat else grid), YEAR))
    assert found <= {OURS} if is_flat else found == {OURS} or (own == "2018" and found == set())


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([("上年", 7777)], set()),
        ([("累计", 7777)], set()),
        ([("", 31)], {OURS}),
        ([("", 31), ("", 31)], {OURS}),
        ([("", 30), ("", 31)], set()),
        ([("甲局", 11), ("乙局", 20), ("合计", 31)], {OURS}),
        ([("甲局", 11), ("乙局", 21), ("合计", 31)], set()),
        ([("本级", 11), ("乙局", 20), ("合计", 31)], set()),
        ([("甲局", 11), ("乙局", 20)], set()),
    ],
)
def test_rows_without_the_year(rows: list[tuple[str, int]], wanted: set[Decimal]) -> None:
    alignment = align(document(rows_of_four(rows)), YEAR)
    assert values(alignment) == wanted
    assert bool(wanted) or is_told(alignment)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 14), st.sampled_from(["四五", "约3", "３1l", "12注"]), st.integers(0, 1), st.booleans())
def test_a_second_row_is_one_whatever_a_cell_of_it_says(
    at: int, text: str, end_cells: int, is_first: bool
) -> None:
    rows = [[str(n + 40) for n in range(15)], [str(n + 1) for n in range(15)]]
    rows[0 if is_first else 1][at] = text
    rows[1] += [""] * end_cells
    top = [cell for cell in four(lambda key, applicant: "").cells if cell.row < 3]
    below = [Cell(each, 3 + r, c, f"t/r{r}/c{c}") for r, row in enumerate(rows) for c, each in enumerate(row)]
    alignment = align(document(Grid.of([*top, *below], "t")), YEAR)
    assert values(alignment) == set()
    assert is_told(alignment)


def test_an_empty_row_between_headers_of_a_blank_table_four_is_no_row_of_it() -> None:
    cells = [cell._replace(row=cell.row + (cell.row > 1)) for cell in four(lambda key, applicant: "").cells]
    between = [Cell("", 2, column, f"t/blank/{column}") for column in range(5, 15)]
    blank = align(document(Grid.of([*cells, *between], "t")), YEAR)
    assert len([figure for figure in blank.figures if figure.status == "blank"]) == 15


def figure(value: str, key: str, applicant: str | None) -> str:
    return "0" if key.endswith("pending") else value


def test_two_tables_four_that_differ_give_no_cell() -> None:
    grids = [four(partial(figure, value)) for value in ("4", "5")]
    assert values(align(document(*grids), YEAR)) == set()
