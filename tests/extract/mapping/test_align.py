"""Alignment by label: editions, damaged headers and labels, merged and missing cells, flat sources."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.codebook import applicants, indicators
from extract.mapping.align import Alignment, align
from extract.mapping.place import Key
from extract.model.document import Document, Paragraph
from extract.model.grid import Grid
from tests.extract.mapping.form_grids import (
    cell,
    changed,
    document,
    flat,
    four,
    rows_of_three,
    stream,
    three,
    two,
    without,
)

MONEY = ("fee_amount_wan", "procurement_amount_wan")


def number(key: str, applicant: str | None) -> str:
    """A figure of its own for every cell, so that any shift shows."""
    place = list(indicators()).index(key)
    column = 0 if applicant is None else 1 + list(applicants()).index(applicant)
    text = str(1000 + place * 8 + column)
    return f"{text}.5万元" if key in MONEY else text


def wanted(ids: list[str]) -> dict[Key, Decimal]:
    found: dict[Key, Decimal] = {}
    for key in ids:
        for applicant in applicants() if indicators()[key].block == "T3" else (None,):
            found[key, applicant, None] = Decimal(number(key, applicant).removesuffix("万元"))
    return found


def values(alignment: Alignment) -> dict[Key, Decimal | None]:
    return {figure.key: figure.value for figure in alignment.figures}


def kinds(alignment: Alignment) -> set[str]:
    return {problem.kind for problem in alignment.problems}


def all_ids(edition: str) -> list[str]:
    return [
        each.id
        for each in indicators().values()
        if edition in each.forms and each.block in ("T2", "T3", "T4") and each.role != "derived_subtotal"
    ]


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("shape", [lambda grid: grid, flat, stream], ids=["columns", "rows", "stream"])
def test_whole_forms_are_read_whatever_the_source_keeps(edition, shape) -> None:
    grids = [shape(grid) for grid in (two(number, edition), three(number, edition), four(number))]
    alignment = align(document(*grids))
    assert values(alignment) == wanted(all_ids(edition))
    assert (alignment.form, alignment.form_t2, alignment.form_t3) == (edition, edition, edition)
    assert alignment.problems == ()
    assert all(figure.method == "label" for figure in alignment.figures)


@given(st.permutations(rows_of_three("2021")))
@settings(max_examples=25, deadline=None)
def test_any_order_of_the_rows_aligns_the_same(order: list[str]) -> None:
    assert values(align(document(three(number, order=order)))) == wanted(rows_of_three("2021"))
    assert values(align(document(stream(three(number, order=order))))) == wanted(rows_of_three("2021"))


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开", "label_typo"),
        ("1.属于国家秘密", "1、属于国家秘密", None),
        ("1.属于国家秘密", "⒈属于国家秘密", None),
        ("1.属于国家秘密", "⼀.属于国家秘密", None),
        (
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            "(二)部分公开(区分处理的,只计这一情形",
            None,
        ),
        ("一、本年新收政府信息公开申请数量", "一、本年新收政府信息\n公开申请数量", None),
        ("3.危及“三安全一稳定”", '3. 危及"三安全一稳定"', None),
        ("自然人", "自 然 人", None),
        ("商业企业", "商業企業", None),
        ("6.属于四类过程性信息", "6.屬於四類過程性信息", None),
        ("（七）总计", "（七）合计（件）", None),
        ("3.其他", "3.其它", None),
    ],
)
def test_labels_of_table_three_as_the_wild_prints_them(old: str, new: str, kind: str | None) -> None:
    alignment = align(document(changed(three(number), old, new)))
    assert values(alignment) == wanted(rows_of_three("2021"))
    assert kinds(alignment) == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("edition", "old", "new"),
    [
        ("2021", "行政规范性文件", "规范性文件"),
        ("2021", "现行有效件数", "现行有效件"),
        ("2021", "本年收费金额（单位：万元）", "本年收费金额（万元）"),
        ("2019", "本年增/减", "本年增/"),
        ("2019", "本年增/减", "本年数量"),
        ("2019", "本年增/减", "本年增/减（指增加或减少的事项数，减少用负数表示）"),
        ("2019", "本年新制作数量", "本年新\n制作数量"),
        ("2019", "对外公开总数量", "對外公開總數量"),
        ("2019", "规范性文件", "規範性檔案(本机关发布的决定、通知等)"),
    ],
)
@pytest.mark.parametrize("shape", [lambda grid: grid, flat], ids=["columns", "rows"])
def test_labels_of_table_two_as_the_wild_prints_them(edition, old, new, shape) -> None:
    alignment = align(document(shape(changed(two(number, edition), old, new))))
    ids = [key for key in all_ids(edition) if indicators()[key].block == "T2"]
    assert values(alignment) == wanted(ids)
    assert alignment.form_t2 == edition


def test_header_words_cut_to_the_same_text_are_told_by_their_order_and_marked() -> None:
    grid = changed(changed(two(number, "2019"), "本年新制作数量", "本年新"), "本年新公开数量", "本年新")
    alignment = align(document(grid))
    assert values(alignment) == wanted([key for key in all_ids("2019") if indicators()[key].block == "T2"])
    assert {key[0] for key in alignment.doubtful} == {
        "rules_made",
        "rules_newly_disclosed",
        "normdoc_made",
        "normdoc_newly_disclosed",
    }


def test_a_mixture_of_editions_is_told_and_both_parts_are_read() -> None:
    old, new = two(number, "2019"), two(number, "2021")
    top = [each for each in old.cells if each.row < 3]
    rest = [cell(each.text, each.row + 10, each.column) for each in new.cells if each.row >= 3]
    alignment = align(document(Grid.of((*top, *rest), "t"), three(number)))
    assert alignment.form_t2 == "2021"
    assert "mixed_forms" in kinds(alignment)
    assert values(alignment)["rules_disclosed_total", None, None] is not None
    assert values(alignment)["fee_amount_wan", None, None] is not None


@pytest.mark.parametrize("met", [{"T4"}, {"T3"}, {"T3", "T4"}, {"T2"}, {"T2", "T4"}])
def test_an_edition_that_no_printed_word_tells_is_told_as_unknown(met: set[str]) -> None:
    upper = three(number, order=["req_new", "req_carried_in", "req_granted"])
    grids = {"T2": two(number), "T3": upper, "T4": four(number)}
    alignment = align(document(*(grids[block] for block in sorted(met))), 2022)
    is_known = "T2" in met
    assert (alignment.form, "form_unknown" in kinds(alignment)) == (
        "2021" if is_known else None,
        not is_known,
    )


def test_other_processing_may_be_one_row_in_the_2021_form() -> None:
    alignment = align(document(two(number, "2021"), three(number, "2019")))
    assert (alignment.form, alignment.form_t3) == ("2021", "2019")
    assert values(alignment)["req_other", "total", None] == Decimal(number("req_other", "total"))
    assert kinds(alignment) == {"mixed_forms"}


def test_a_row_that_is_not_printed_is_told_and_no_other_moves() -> None:
    order = [key for key in rows_of_three("2021") if key != "req_refused_process"]
    for grid in (three(number, order=order), stream(three(number, order=order))):
        alignment = align(document(grid))
        assert values(alignment) == wanted(order)
        assert [p.message for p in alignment.problems if p.kind == "missing_row"] == [
            "T3: 属于四类过程性信息 is not printed"
        ]


def test_a_table_cut_short_is_one_problem() -> None:
    order = rows_of_three("2021")[:9]
    alignment = align(document(two(number), three(number, order=order)))
    assert values(alignment).keys() >= wanted(order).keys()
    assert kinds(alignment) == {"table_cut"}


@pytest.mark.parametrize("shape", [lambda grid: grid, flat, stream], ids=["columns", "rows", "stream"])
def test_a_row_with_a_cell_missing_is_unreadable_and_nothing_is_guessed(shape) -> None:
    lost = number("req_partial", "legal_lawfirm")
    grid = three(number)
    row = next(each.row for each in grid.cells if each.text == lost)
    cells = [each for each in grid.cells if each.text != lost]
    cells = [
        cell(each.text, each.row, each.column - 1) if each.row == row and each.column > 7 else each
        for each in cells
    ]
    alignment = align(document(shape(Grid.of(tuple(cells), "t"))))
    found = {figure.key: figure.status for figure in alignment.figures}
    assert {found["req_partial", applicant, None] for applicant in applicants()} == {"unreadable"}
    assert "row_incomplete" in kinds(alignment)
    others = {key: value for key, value in wanted(rows_of_three("2021")).items() if key[0] != "req_partial"}
    assert others.items() <= values(alignment).items()


def test_one_cell_under_several_headers_is_unreadable_for_them_alone() -> None:
    grid = three(number)
    row = next(each.row for each in grid.cells if each.text == number("req_partial", "legal_business"))
    kept = [each for each in grid.cells if not (each.row == row and each.column in (4, 5))]
    merged = Grid.of((*kept, cell("7", row, 4, 1, 2)), "t")
    alignment = align(document(Grid.of(tuple(sorted(merged.cells, key=lambda c: (c.row, c.column))), "t")))
    status = {figure.key: figure.status for figure in alignment.figures}
    assert status["req_partial", "legal_business", None] == "unreadable"
    assert status["req_partial", "legal_research", None] == "unreadable"
    assert values(alignment)["req_partial", "total", None] == Decimal(number("req_partial", "total"))
    assert "merged_cells" in kinds(alignment)


def test_local_rows_are_told_and_never_mixed_in() -> None:
    grid = two(number, "2019")
    extra = [cell("其他主动公开资料", 90, 0), *(cell(str(n), 90, n) for n in (1, 2, 3))]
    alignment = align(document(Grid.of((*grid.cells, *extra), "t")))
    assert values(alignment) == wanted([key for key in all_ids("2019") if indicators()[key].block == "T2"])
    assert kinds(alignment) == {"extra_row"}


def test_a_local_row_that_states_its_figure_in_its_label_is_told() -> None:
    grid = two(number, "2021")
    extra = cell("2020年本区制发文件总数量：2条", 90, 0, 1, 4)
    for shape in (lambda grid: grid, flat):
        alignment = align(document(shape(Grid.of((*grid.cells, extra), "t"))))
        assert kinds(alignment) == {"extra_row"}


def test_sub_rows_of_other_services_keep_their_own_name() -> None:
    head = [
        cell("信息内容", 0, 0, 1, 2),
        cell("上一年项目数量", 0, 2),
        cell("本年增/减", 0, 3),
        cell("处理决定数量", 0, 4),
    ]
    body = [cell("其他对外管理服务事项", 1, 0, 2), cell("行政检查", 1, 1), cell("行政处罚", 2, 1)]
    body += [
        cell(text, row, 2 + n)
        for row, line in ((1, "17 -2 143"), (2, "4 0 9"))
        for n, text in enumerate(line.split())
    ]
    grid = Grid.of(tuple(sorted((*head, *body), key=lambda c: (c.row, c.column))), "t")
    for shaped in (grid, flat(grid)):
        found = values(align(document(shaped)))
        assert found["other_mgmt_items_change", None, "行政检查"] == -2
        assert found["other_mgmt_decisions", None, "行政处罚"] == 9
        assert len(found) == 6


def test_a_table_continued_in_the_next_grid_keeps_its_headers() -> None:
    grid = three(number)
    first = Grid.of(tuple(each for each in grid.cells if each.row < 12), "t")
    rest = Grid.of(
        tuple(cell(c.text, c.row - 12, c.column, 1, c.column_span) for c in grid.cells if c.row >= 12), "t"
    )
    assert values(align(document(first, rest))) == wanted(rows_of_three("2021"))


def test_a_header_printed_again_and_a_footnote_before_the_rows_do_no_harm() -> None:
    grid = three(number)
    note = cell("注：本表含上年度结转及已主动公开的情形", 3, 0, 1, 10)
    moved = [cell(c.text, c.row + (c.row > 2), c.column, c.row_span, c.column_span) for c in grid.cells]
    again = [cell(c.text, c.row + 40, c.column, c.row_span, c.column_span) for c in grid.cells if c.row < 3]
    cells = (*[c for c in moved if c.row < 3], note, *[c for c in moved if c.row > 3], *again)
    alignment = align(document(Grid.of(cells, "t")))
    assert values(alignment) == wanted(rows_of_three("2021"))
    assert alignment.problems == ()


def test_the_same_table_twice_is_told_and_another_reading_is_refused() -> None:
    twice = align(document(three(number), three(number)))
    assert values(twice) == wanted(rows_of_three("2021"))
    assert kinds(twice) == {"repeated_table"}
    old = number("req_new", "total")
    differing = align(document(three(number), changed(three(number), old, "9")))
    assert {f.key for f in differing.figures if f.status == "unreadable"} == {("req_new", "total", None)}
    assert "conflicting_tables" in kinds(differing)


def test_labels_and_digits_run_together_are_refused_not_guessed() -> None:
    lines = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "规章100", "行政规范性文件623129"]
    cells = tuple(cell(text, row, 0) for row, text in enumerate(lines))
    alignment = align(document(Grid.of(cells, "t", has_columns=False)))
    assert {figure.status for figure in alignment.figures} == {"unreadable"}
    assert len(alignment.figures) == 6
    assert kinds(alignment) >= {"cell_boundaries_lost"}


def test_digits_run_together_with_their_label_are_one_figure_under_one_header() -> None:
    lines = [
        "信息内容本年处理决定数量",
        "行政处罚276",
        "行政强制48",
        "信息内容本年收费金额（单位：万元）",
        "行政事业性收费4.26",
    ]
    paragraphs = tuple(Paragraph(text, f"text:l{n}", n) for n, text in enumerate(lines))
    found = values(align(Document("text", paragraphs)))
    assert found == {
        ("penalty_decisions", None, None): 276,
        ("coercion_decisions", None, None): 48,
        ("fee_amount_wan", None, None): Decimal("4.26"),
    }


def test_rows_of_table_three_run_together_are_refused() -> None:
    lines = ["自然人法人或其他组织总计", "一、本年新收政府信息公开申请数量263103033", "（七）总计1000102"]
    paragraphs = tuple(Paragraph(text, f"text:l{n}", n) for n, text in enumerate(lines))
    alignment = align(Document("text", paragraphs))
    assert {figure.status for figure in alignment.figures} == {"unreadable"}
    assert {figure.indicator for figure in alignment.figures} == {"req_new", "req_result_total"}
    assert "cell_boundaries_lost" in kinds(alignment)


def test_blank_rows_of_a_source_that_drops_blanks_are_unreadable() -> None:
    lines = [
        "第二十条第（一）项",
        "信息内容",
        "本年新制作数量",
        "本年新公开数量",
        "对外公开总数量",
        "规章",
        "规范性文件",
    ]
    lines += [
        "第二十条第（五）项",
        "信息内容",
        "上一年项目数量",
        "本年增/减",
        "处理决定数量",
        "行政许可",
        "3",
        "0",
        "8",
    ]
    cells = tuple(cell(text, row, 0) for row, text in enumerate(lines))
    alignment = align(document(Grid.of(cells, "t", has_columns=False)))
    status = {figure.indicator: figure.status for figure in alignment.figures}
    assert status["rules_made"] == status["normdoc_disclosed_total"] == "unreadable"
    assert values(alignment)["license_decisions", None, None] == 8


def test_blank_cells_stay_blank_and_dashes_stay_dashes() -> None:
    shown = {"req_new": "", "req_carried_in": "-", "req_granted": "\xa0", "req_partial": "无"}
    alignment = align(document(three(lambda key, applicant: shown.get(key, "0"))))
    status = {figure.indicator: figure.status for figure in alignment.figures}
    assert [status[key] for key in shown] == ["blank", "dash", "blank", "dash"]
    assert status["req_carried_out"] == "reported"


def test_an_unknown_row_in_place_of_a_lost_one_is_an_unknown_label() -> None:
    grid = changed(three(number), "2.重复申请", "2.某种没有名字的情形")
    alignment = align(document(grid))
    assert kinds(alignment) == {"missing_row", "unknown_label"}
    assert not any(figure.indicator == "req_notproc_repeat" for figure in alignment.figures)


def test_a_missing_header_cell_leaves_its_column_out() -> None:
    alignment = align(document(without(two(number, "2021"), "本年废止件数")))
    status = {figure.indicator: figure.status for figure in alignment.figures}
    assert status.get("rules_repealed") != "reported"
    assert values(alignment).get(("rules_in_force", None, None)) in (
        None,
        Decimal(number("rules_in_force", None)),
    )


def test_tables_that_stand_as_plain_lines_are_found_among_the_paragraphs() -> None:
    lines = [each.text for grid in (two(number), three(number), four(number)) for each in stream(grid).cells]
    paragraphs = tuple(
        Paragraph(text, f"text:l{n}", n) for n, text in enumerate(["一、总体情况", *lines, "五、问题"])
    )
    assert values(align(Document("text", paragraphs))) == wanted(all_ids("2021"))


def moved(grid: Grid, order: list[int]) -> Grid:
    """Table three with its figure columns in another order; headers of the middle group stay together."""
    place = {3 + old: 3 + new for new, old in enumerate(order)}
    span = min(place[column] for column in range(4, 9))
    cells = []
    for each in grid.cells:
        column = span if each.text == "法人或其他组织" else place.get(each.column, each.column)
        cells.append(each._replace(column=3 if each.text == "申请人情况" else column))
    return Grid.of(tuple(sorted(cells, key=lambda c: (c.row, c.column))), "t")


@pytest.mark.parametrize("order", [[6, 0, 1, 2, 3, 4, 5], [0, 6, 5, 4, 3, 2, 1]])
def test_columns_are_read_by_their_headers_not_by_their_order(order: list[int]) -> None:
    alignment = align(document(moved(three(number), order)))
    assert values(alignment) == wanted(rows_of_three("2021"))


def test_figures_of_table_four_that_cannot_be_read_cost_themselves_alone() -> None:
    old = number("disp_lit_after_upheld", None)
    alignment = align(document(changed(four(number), old, "见附件")))
    found = {figure.indicator: figure.status for figure in alignment.figures}
    assert found.pop("disp_lit_after_upheld") == "unreadable"
    assert set(found.values()) == {"reported"}


def test_a_row_of_another_table_below_table_two_is_not_its_own() -> None:
    other = Grid.of((cell("索引号", 0, 0), cell("12", 0, 1), cell("行政许可", 1, 0), cell("77", 1, 1)), "t2")
    alignment = align(document(two(number), other))
    assert values(alignment) == wanted([key for key in all_ids("2021") if indicators()[key].block == "T2"])
    assert alignment.problems == ()


def fourteen(shape) -> Grid:
    """The 2014 table: 统计指标, 单位, 统计数, with its block headings."""
    cells = [cell("统计指标", 0, 0), cell("单位", 0, 1), cell("统计数", 0, 2)]
    row = 1
    blocks = {"s14_pub_total": "一、主动公开情况", "s14_app_received": "三、依申请公开情况"}
    for indicator in (each for each in indicators().values() if each.block == "S14"):
        if indicator.id in blocks:
            cells += [cell(blocks[indicator.id], row, 0), cell("", row, 1), cell("", row, 2)]
            row += 1
        label = indicator.label_2014.rpartition(" / ")[2]
        unit = indicator.unit_printed
        text = str(3000 + row) if unit != "万元" else f"{row}.5"
        cells += [cell(label, row, 0), cell(unit, row, 1), cell(text, row, 2)]
        row += 1
    return shape(Grid.of(tuple(cells), "t"))


@pytest.mark.parametrize("shape", [lambda grid: grid, flat], ids=["columns", "rows"])
def test_the_2014_table_is_read_by_label_and_group(shape) -> None:
    grid = fourteen(shape)
    alignment = align(document(grid))
    rows = [[each.text for each in row] for row in fourteen(lambda grid: grid).rows()]
    figures = {figure.indicator: figure for figure in alignment.figures}
    assert alignment.form == "2014"
    expected = [i.id for i in indicators().values() if i.block == "S14"]
    assert list(figures) == expected
    printed = [row[2] for row in rows[1:] if row[2]]
    assert [figures[key].raw for key in expected] == printed
    assert figures["s14_fee_wan"].unit == "万元"
    assert alignment.problems == ()


@st.composite
def damages(draw: st.DrawFn) -> tuple[str, Grid]:
    """A whole form with one cell lost, emptied, doubled or overwritten, or one row lost."""
    makers = (
        lambda: two(number, "2019"),
        lambda: two(number, "2021"),
        lambda: three(number),
        lambda: four(number),
    )
    grid = draw(st.sampled_from(makers))()
    index = draw(st.integers(0, len(grid.cells) - 1))
    kind = draw(st.sampled_from(["lost", "shifted", "emptied", "junk", "doubled", "row lost"]))
    return kind, damaged(grid, index, kind)


def damaged(grid: Grid, index: int, kind: str) -> Grid:
    hit = grid.cells[index]
    cells = list(grid.cells)
    if kind in ("lost", "shifted"):
        del cells[index]
    if kind == "shifted":
        cells = [
            c._replace(column=c.column - 1) if c.row == hit.row and c.column > hit.column else c
            for c in cells
        ]
    if kind == "emptied":
        cells[index] = hit._replace(text="")
    if kind == "junk":
        cells[index] = hit._replace(text="不知何物")
    if kind == "doubled":
        cells = [
            c._replace(column=c.column + 1) if c.row == hit.row and c.column > hit.column else c
            for c in cells
        ]
        cells.insert(index + 1, hit._replace(column=hit.column + 1, column_span=1))
    if kind == "row lost":
        cells = [c for c in cells if c.row != hit.row]
    return Grid.of(tuple(sorted(cells, key=lambda c: (c.row, c.column))), "t", grid.has_columns)


@given(damages(), st.sampled_from([lambda grid: grid, flat, stream]))
@settings(max_examples=200, deadline=None)
def test_a_damaged_table_loses_figures_but_never_says_a_wrong_one(damage, shape) -> None:
    kind, grid = damage
    alignment = align(document(shape(grid)))
    right = wanted(all_ids("2019")) | wanted(all_ids("2021"))
    for figure in alignment.figures:
        if figure.status == "reported" and figure.key not in alignment.doubtful:
            assert figure.value == right.get(figure.key), (kind, figure)
