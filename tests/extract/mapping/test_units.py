"""Units of money from every place that may print one: the amount is exact, or the cell is unreadable."""

from decimal import Decimal
from itertools import product

import pytest

from extract.mapping import cache
from extract.mapping.align import align
from extract.model.document import Document, Paragraph
from extract.model.grid import Cell, Grid
from extract.model.reading import Figure, Problem

FACTORS = {
    "": None,
    "元": Decimal("0.0001"),
    "百元": Decimal("0.01"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "百万元": Decimal(100),
    "亿元": Decimal(10000),
}
SPELLINGS = ("万 元", "万\n元", "万　元", "万\u00a0元", "萬元", "萬 圓", "人民币万元", "万\u200b元")
PRINTED = "31.7"


def fee(
    head: str = "", caption: str = "", note: str = "", row: str = "", cell: str = ""
) -> tuple[Figure, list[Problem]]:
    """The fees of a table two whose units stand in these places."""
    heads = f"本年收费金额（单位：{head}）" if head else "本年收费金额"
    label = f"行政事业性收费（{row}）" if row else "行政事业性收费"
    texts = (("信息内容", heads), (label, PRINTED + cell))
    cells = [Cell(text, r, c, f"t/r{r}/c{c}") for r, line in enumerate(texts) for c, text in enumerate(line)]
    words = ["二、主动公开政府信息情况", f"单位：{caption}" if caption else "", ""]
    words += [
        f"注：收费金额的单位为{note}。" if note else "",
        "三、收到和处理政府信息公开申请情况",
        "单位：亿元",
    ]
    paragraphs = [Paragraph(text, f"p{n}", n) for n, text in enumerate(words) if text]
    found = align(Document("html", tuple(paragraphs), (Grid.of(cells, "t"),), (2,)), 2022)
    return next(f for f in found.figures if f.indicator == "fee_amount_wan"), list(found.problems)


def test_every_combination_is_exact_or_unreadable() -> None:
    cache.forget()
    for head, caption, note, row, cell in product(
        ("", "元", "万元"), *[("", "元", "千元", "万元")] * 2, *[("", "元", "百万元")] * 2
    ):
        figure, problems = fee(head, caption, note, row, cell)
        named = {cell} if cell else {head, caption, note, row} - {""}
        kinds = {problem.kind for problem in problems if problem.locator == figure.locator}
        if len(named) > 1:
            assert (figure.value, kinds) == (None, {"units_disagree"})
            continue
        factor = FACTORS[named.pop()] if named else None
        assert figure.value == Decimal(PRINTED) * (factor or 1)
        assert kinds == {None: {"unit_unknown"}, Decimal(1): set()}.get(factor, {"unit_converted"})


@pytest.mark.parametrize("unit", SPELLINGS)
def test_a_unit_is_read_however_it_is_spelled(unit: str) -> None:
    for place in ("head", "caption", "note", "row"):
        assert fee(**{place: unit})[0].value == Decimal(PRINTED), place


@pytest.mark.parametrize(("unit", "factor"), [pair for pair in FACTORS.items() if pair[1]])
def test_a_converted_amount_is_told_with_both_texts(unit: str, factor: Decimal) -> None:
    figure, problems = fee(unit)
    assert figure.value == Decimal(PRINTED) * factor
    told = [problem.message for problem in problems if problem.kind == "unit_converted"]
    assert all(PRINTED in message and unit in message and str(figure.value) in message for message in told)
    assert len(told) == (factor != 1)


@pytest.mark.parametrize("unit", ["美元", "万美元", "元/万元", "万元或元", "元、千元"])
def test_what_no_one_can_convert_is_refused(unit: str) -> None:
    figure, problems = fee(unit)
    assert (figure.value, figure.status) == (None, "unreadable")
    assert "units_disagree" in {problem.kind for problem in problems}


@pytest.mark.parametrize("text", ["1，312", "１，３１２", "1、312", "1'312", "1 312", "1.312"])
def test_a_count_with_a_doubtful_mark_is_refused(text: str) -> None:
    cells = [
        Cell(each, r, c, f"t/r{r}/c{c}") for r, c, each in ((0, 0, "信息内容"), (0, 1, "本年处理决定数量"))
    ]
    cells += [Cell("行政许可", 1, 0, "t/r1/c0"), Cell(text, 1, 1, "t/r1/c1")]
    figures = align(Document("html", (), (Grid.of(cells, "t"),), (0,))).figures
    assert [figure.value for figure in figures if figure.indicator == "license_decisions"] in ([None], [])


def test_a_count_in_ten_thousands_is_refused() -> None:
    cells = [Cell("信息内容", 0, 0, "t"), Cell("本年处理决定数量（万件）", 0, 1, "t")]
    cells += [Cell("行政许可", 1, 0, "t/r1/c0"), Cell("3", 1, 1, "t/r1/c1")]
    figures = align(Document("html", (), (Grid.of(cells, "t"),), (0,))).figures
    assert {figure.value for figure in figures} == {None}
