"""Text without columns: tables on one line, upright group letters, lone bars, signed words, digits glued."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.codebook import applicants
from extract.mapping.flat.glued import _apart
from extract.mapping.flat.lines import is_group_piece
from extract.model.reading import Reading
from extract.report import read

TITLE = "松涧县水务局2023年政府信息公开工作年度报告"
TWO = ["第二十条第（一）项", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
THREE = [
    "申请人情况",
    *("自然人", "法人或其他组织", "总计", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"),
]
FOUR = [
    *("行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉"),
    *("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 3,
]
ROWS_OF_THREE = {
    "一、本年新收政府信息公开申请数量": "req_new",
    "二、上年结转政府信息公开申请数量": "req_carried_in",
    "2.重复申请": "req_notproc_repeat",
}
COUNTS = st.integers(0, 99_999)
Key = tuple[str, str | None]


def values(reading: Reading) -> dict[Key, Decimal | None]:
    """The figures that stand, by indicator and applicant."""
    return {
        (cell.indicator, cell.applicant): cell.value for cell in reading.cells if cell.status != "unreadable"
    }


def text(*lines: str) -> Reading:
    return read("\n".join((TITLE, *lines)).encode())


@st.composite
def one_line_reports(draw: st.DrawFn) -> tuple[list[str], dict[Key, int]]:
    """(words in order, what they say) of a report with a table two, a table three and a table four."""
    truth: dict[Key, int] = {}
    words = ["一、总体情况全年公开信息120条。二、主动公开政府信息情况", *TWO]
    for label, name in (("规章", "rules"), ("行政规范性文件", "normdoc")):
        counts = draw(st.lists(COUNTS, min_size=3, max_size=3))
        words += [label, *map(str, counts)]
        truth |= {
            (f"{name}_{kind}", None): n
            for kind, n in zip(("made", "repealed", "in_force"), counts, strict=True)
        }
    words += ["三、收到和处理政府信息公开申请情况", *THREE]
    for label, name in ROWS_OF_THREE.items():
        counts = draw(st.lists(COUNTS, min_size=6, max_size=6))
        counts.append(sum(counts))
        words += [label, *map(str, counts)]
        truth |= {(name, body): n for body, n in zip(applicants(), counts, strict=True)}
    words += ["四、政府信息公开行政复议、行政诉讼情况", *FOUR]
    counts = draw(st.lists(COUNTS, min_size=15, max_size=15))
    bodies = ("review", "lit_direct", "lit_after")
    outcomes = ("upheld", "corrected", "other", "pending", "total")
    truth |= {(f"disp_{a}_{b}", None): n for (a, b), n in zip(product(bodies, outcomes), counts, strict=True)}
    return [*words, *map(str, counts), "五、存在的主要问题。今年共有3项工作。"], truth


@settings(max_examples=40, deadline=None)
@given(one_line_reports(), st.randoms(use_true_random=False))
def test_one_line_is_read_whole_where_every_value_stands_apart(
    report: tuple[list[str], dict[Key, int]], chance: object
) -> None:
    words, truth = report
    line = "".join(word + chance.choice((" ", "  ", "\u3000", "\t ")) for word in words)  # type: ignore[attr-defined]
    reading = text(line)
    assert values(reading) == truth
    assert "narrative_only" not in {found.kind for found in reading.problems}


@settings(max_examples=60, deadline=None)
@given(one_line_reports(), st.data())
def test_lost_gaps_never_give_another_figure(
    report: tuple[list[str], dict[Key, int]], data: st.DataObject
) -> None:
    words, truth = report
    lost = data.draw(st.sets(st.integers(0, len(words) - 2), max_size=12))
    line = "".join(word + ("" if place in lost else " ") for place, word in enumerate(words))
    reading = text(line)
    assert values(reading).items() <= truth.items()
    assert "narrative_only" not in {found.kind for found in reading.problems}


def test_a_report_run_together_is_refused_and_tells_its_form() -> None:
    heads = "".join(TWO)
    reading = text(
        f"一、总体情况全年公开信息120条。二、主动公开政府信息情况{heads}规章314行政规范性文件2715236"
        "三、收到和处理政府信息公开申请情况（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
        + "".join(THREE)
        + "一、本年新收政府信息公开申请数量3490451532.重复申请1000001"
    )
    kinds = {found.kind for found in reading.problems}
    assert values(reading) == {}
    assert reading.head.form == "2021"
    assert "cell_boundaries_lost" in kinds
    assert "narrative_only" not in kinds


def test_running_text_gives_no_row() -> None:
    reading = text(
        "二、主动公开政府信息情况",
        "全年收到申请 120 件，其中予以公开 18 件，不予处理 2 件， 重复申请 3 件。 行政许可 12 件。" * 4,
    )
    assert reading.cells == ()


@pytest.mark.parametrize(("digits", "count"), [("000", 3), ("0014", 3), ("0000000", 7), ("05", 2)])
def test_digits_that_part_in_one_way_are_parted(digits: str, count: int) -> None:
    assert _apart(digits, count) is not None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 999)), min_size=2, max_size=7))
def test_digits_are_never_parted_otherwise(cells: list[int | None]) -> None:
    digits = "".join("" if cell is None else str(cell) for cell in cells)
    found = _apart(digits, len(cells)) if digits else None
    assert found is None or found == [str(cell) for cell in cells]


def test_upright_letters_and_halves_around_figures() -> None:
    reading = text(
        "三、收到和处理政府信息公开申请情况",
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）  申请人情况",
        "                        法人或其他组织",
        "               自然人                        总计",
        "                   商业企业 科研机构 社会公益组织 法律服务机构 其他",
        "一、本年新收政府信息公开申请数量     34   9   0   4   5   1   53",
        "三   （一）予以公开          11   2   0   3   1   0   17",
        "、",
        "本   （二）部分公开          9   7   0   0   2   0   18",
        "理             2.其他法律行政法规禁止公",
        "结             开        2    0   0   0   0   0   2",
        "  公开      5.属于三类内部事务信息     3    0   0   0   0   0   3",
        "     （五）      5.要求行政机关确认或重新",
        "                         4    0   0   0   0   0   4",
        "              出具已获取信息",
    )
    found = {key[0]: value for key, value in values(reading).items() if key[1] == "natural_person"}
    assert found == {
        "req_new": 34,
        "req_granted": 11,
        "req_partial": 9,
        "req_refused_other_law": 2,
        "req_refused_internal": 3,
        "req_notproc_confirm": 4,
    }
    assert is_group_piece("不予")
    assert not is_group_piece("规章")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), COUNTS), min_size=7, max_size=7), st.integers(0, 3))
def test_a_lone_bar_is_an_empty_cell(cells: list[int | None], padding: int) -> None:
    lines = ["|" if cell is None else f"{cell} |" for cell in cells]
    pads = ["|" * padding] if padding else []
    reading = text(
        "三、收到和处理政府信息公开申请情况",
        *(f"{word} |" for word in THREE),
        "一、本年新收政府信息公开申请数量 |",
        *lines,
        *pads,
        "二、上年结转政府信息公开申请数量 |",
        *["0 |"] * 7,
    )
    found = values(reading)
    truth = {("req_new", body): cell for body, cell in zip(applicants(), cells, strict=True)}
    own = {key: value for key, value in found.items() if key[0] == "req_new"}
    assert own == truth or (own == {} and padding == 1 and cells[0] is None)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 999),
    st.sampled_from(
        ["{}", "增{}", "增 {}", "增加{}", "+{}", "↑{}", "减{}", "减 {}", "减少{}", "-{}", "↓{}", "↓ {}"]
    ),
    st.booleans(),
)
def test_signed_words_are_changes(count: int, wording: str, is_row: bool) -> None:
    change = wording.format(count)
    cells = ["行政许可", "16", change, "12"]
    reading = text(
        "信息内容",
        "上一年项目数量",
        "本年增/减",
        "处理决定数量",
        *([" ".join(cells)] if is_row else cells),
    )
    sign = -1 if wording[0] in "减-↓" else 1
    assert values(reading) == {
        ("license_items_prev_year", None): 16,
        ("license_items_change", None): sign * count,
        ("license_decisions", None): 12,
    }
