"""The year as the text says it: period, opening and first section, in every wording."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.attribution.agency import identify
from extract.model.document import Document, Hints, Paragraph

PERIODS = [
    "本报告中所列数据统计期限自{0}年1月1日起，至{0}年12月31日止。",
    "统计期限自{0}年1月1日开始，至{0}年12月31日结束。",
    "统计期限为{0}年1月1日—12月31日。",
    "本报告所列数据的统计期限为{0}年1月至12月。",
    "统计时间：{0}年1-12月。",
    "数据统计期限为{0}年度。",
    "统计期限：{0}.1.1-{0}.12.31",
    "本年报統計期限自{0}年元月1日起至{0}年12月31日止。",
]
OPENINGS = [
    "现公布松涧街道办事处{}年政府信息公开工作年度报告，全文如下。",
    "现将我办{}年度政府信息公开情况报告如下：",
    "根据条例要求，现将松涧街道办事处{}年度信息公开工作的总体情况、存在的主要问题等方面的报告如下。",
]
TOLD = [
    "{}年，我局认真落实上级要求，推进信息公开平台建设。",
    "{}年以来，在县委的领导下，扎实推进政务公开。",
    "{}年度街道受理信息公开申请0件。",
    "截止{}年12月31日，我局公开信息34条。",
    "截至{}年底，共主动公开信息7条。",
]
YEARS = st.integers(2008, 2030)


def year_of(*lines: str) -> tuple[int | None, str | None]:
    paragraphs = tuple(Paragraph(line, f"text:l{order}", order) for order, line in enumerate(lines))
    head, _ = identify(Document("text", paragraphs), Hints())
    return head.year, head.year_source


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([*PERIODS, *OPENINGS, *TOLD]), YEARS, st.booleans())
def test_every_wording_gives_its_year(wording: str, year: int, is_spaced: bool) -> None:
    line = wording.format(year, year)
    found, source = year_of(line.replace("年", " 年 ") if is_spaced else line, "二、主动公开政府信息情况")
    assert found == year
    assert source == ("period" if wording in PERIODS else "introduction" if wording in OPENINGS else "text")


@pytest.mark.parametrize(
    "line",
    [
        "根据2019年修订的政府信息公开条例和年度报告格式，编制本报告。",
        "2008年，《政府信息公开条例》施行，我局认真落实。",
        "2019年5月15日，新条例施行，我局开展公开培训。",
        "本年度，我局推进信息公开工作。",
        "自2008年1月1日至2023年12月31日累计公开信息900条。",
        "2021年，我局公开信息3条。2022年，我局将继续推进信息公开。",
        "《关于做好2021年政府信息公开工作年度报告编制工作的通知》要求，公开本报告。",
    ],
)
def test_other_years_are_not_taken(line: str) -> None:
    assert year_of(line, "二、主动公开政府信息情况") == (None, None)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(TOLD[:3]), YEARS, YEARS)
def test_two_years_leave_it_unknown(wording: str, one: int, other: int) -> None:
    found, _ = year_of(wording.format(one), wording.format(other), "二、主动公开政府信息情况")
    assert found == (one if one == other else None)


def test_agency_told_in_a_sentence_without_a_title() -> None:
    line = OPENINGS[2].format(2023)
    head, _ = identify(Document("text", (Paragraph(line, "text:l1", 0),)), Hints())
    assert (head.agency, head.agency_source) == ("松涧街道办事处", "introduction")


@pytest.mark.parametrize(("published", "year"), [("2024-01-20", 2023), ("2025-01-20", None)])
def test_text_and_publication_that_disagree_leave_it_unknown(published: str, year: int | None) -> None:
    lines = (Paragraph("截至2023年底，共主动公开信息7条。", "text:l1", 0),)
    head, problems = identify(Document("text", lines, meta={"pubdate": published}), Hints())
    assert head.year == year
    assert [found.kind for found in problems if found.kind == "year_unknown"] == ["year_unknown"] * (not year)
