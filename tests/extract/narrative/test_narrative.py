"""Sections found by words, whatever their numbers; figures said in words."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.codebook import narrative_patterns
from extract.model.document import Document, Paragraph
from extract.model.reading import Mention, Section
from extract.narrative import mentions, sections
from extract.narrative.mentions import RULES, sentences
from spiders.replica import prose

FORM = list(prose.HEADINGS)


def document(*lines: str) -> Document:
    return Document("text", tuple(Paragraph(line, f"text:l{i}", i) for i, line in enumerate(lines, 1)))


def found(*lines: str) -> list[tuple[int, str, str]]:
    return [(each.ordinal, each.heading, each.text) for each in sections(document(*lines))]


def ordinals(*lines: str) -> list[int]:
    return [each[0] for each in found(*lines)]


def said(sentence: str) -> list[Mention]:
    return mentions([Section(1, FORM[0], sentence, "text:l1")])


def test_the_six_sections_and_the_preamble() -> None:
    lines = ["甲局政府信息公开工作年度报告", "按照信息公开的规定编制。"]
    for heading in FORM:
        lines += [heading, f"{heading[2:]}的正文。", "第二段。"]
    got = sections(document(*lines))
    assert [each.ordinal for each in got] == [0, 1, 2, 3, 4, 5, 6]
    assert [each.heading for each in got[1:]] == FORM
    assert got[0].text == "按照信息公开的规定编制。"
    assert got[1].text == "总体情况的正文。\n第二段。"
    assert (got[1].locator, got[6].locator) == ("text:l3", "text:l18")


@pytest.mark.parametrize(
    ("heading", "ordinal"),
    [
        ("一、 总 体 情 况", 1),
        ("一、概述", 1),
        ("第一部分、总体情况", 1),
        ("二.主动公开政府信息的情况", 2),
        ("二、主动公幵政府信息情況", 2),
        ("三、依申请公开办理情况", 3),
        ("三、收到和处理政府信息公开申清情况", 3),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", 4),
        ("四、政府信息公開行政複議、行政訴訟情況", 4),
        ("五、政府信息公开工作存在的不足与改进措施。", 5),
        ("六、其它需要报告的事项", 6),
        ("六、需要说明的其他事项", 6),
        ("总体情况", 1),
        ("存在的主要问题及改进情况", 5),
        ("一、政府信息公开行政复议、行政诉讼情况", 4),
    ],
)
def test_headings_by_their_words(heading: str, ordinal: int) -> None:
    assert ordinals(heading, "正文。") == [ordinal]


@pytest.mark.parametrize(
    "line", ["主动公开", "（一）主动公开情况", "依申请公开", "三、本年度办理结果", "四、结转下年度继续办理"]
)
def test_menus_subheadings_and_rows_are_no_headings(line: str) -> None:
    assert ordinals("一、总体情况", line, "正文。") == [1]


def test_text_in_the_paragraph_of_its_heading() -> None:
    overview = "一、总体情况。" + "本局按照要求推进公开，" * 6 + "成效明显。"
    assert found(overview, "又一段。") == [(1, "一、总体情况", overview[7:] + "\n又一段。")]


def test_numbered_items_inside_the_overview_stay_inside() -> None:
    inside = ["一、加强组织领导", "二、健全制度", "三、主动公开政府信息情况", "四、强化监督"]
    got = found("一、总体情况", *inside, *FORM[1:])
    assert [each[0] for each in got] == [1, 2, 3, 4, 5, 6]
    assert got[0][2].split("\n") == inside


def test_misnumbered_and_skipped_sections() -> None:
    assert ordinals(FORM[0], FORM[1], "五、存在的主要问题及改进情况", "五、其他需要报告的事项") == [
        1,
        2,
        5,
        6,
    ]


def test_seventh_section_is_the_reports_own() -> None:
    got = found(*FORM, "七、明年工作思路", "继续努力。")
    assert got[-1] == (7, "七、明年工作思路", "继续努力。")


def test_annex_that_repeats_headings_is_joined_to_its_section() -> None:
    annex = ["一、主动公开政府信息情况", "见表。", "二、收到和处理政府信息公开申请情况"]
    got = found(
        "一、总体情况",
        "甲。",
        "二、工作机制",
        "乙。",
        "三、主动公开工作情况",
        "丙。",
        *annex,
        "五、存在问题",
        "丁。",
    )
    assert got == [
        (1, "一、总体情况", "甲。"),
        (7, "二、工作机制", "乙。"),
        (2, "三、主动公开工作情况", "丙。\n见表。"),
        (3, "二、收到和处理政府信息公开申请情况", ""),
        (5, "五、存在问题", "丁。"),
    ]


def test_arabic_numbers_serve_where_there_are_no_others() -> None:
    assert ordinals("1.总体情况", "甲。", "2.主动公开政府信息情况", "乙。") == [1, 2]
    assert ordinals("一、总体情况", "2.主动公开情况", "二、主动公开政府信息情况") == [1, 2]


def test_buttons_after_the_text_are_left_out() -> None:
    assert found("六、其他需要报告的事项", "无。", "【打印本页】", "主办单位：甲局")[-1][2] == "无。"


def test_text_without_headings_is_one_preamble_and_other_pages_have_none() -> None:
    assert ordinals("我局信息公开工作平稳。") == [0]
    assert ordinals("天气晴朗。") == []


@pytest.mark.parametrize(
    ("sentence", "pattern", "concept", "value", "is_approximate"),
    [
        ("甲局全年主动公开政府信息552条，其中公开政府信息30条", "N01", "n_pub_total", "552", False),
        ("全区主动公开政府信息近26.8万条", "N01", "n_pub_total", "268000", True),
        ("全年主动公开信息1,466余条", "N01", "n_pub_total", "1466", True),
        ("门户网站共发布各类信息 46106 条", "N02", "n_pub_website", "46106", False),
        ("全年共收到政府信息公开申请７件", "N03", "n_req_received", "7", False),
        ("受理公民、法人和其他组织提出的政府信息公开申请5件", "N03", "n_req_received", "5", False),
        ("共收到5件依申请公开", "N03", "n_req_received", "5", False),
        ("引发行政诉讼0件", "N04", "n_disputes_lit", "0", False),
        ("发生行政复议申请2件", "N04", "n_disputes_review", "2", False),
        ("引发行政复议2件", "N04", "n_disputes_review", "2", False),
        ("微信公众号推送文章457篇", "N05", "n_newmedia_wechat", "457", False),
        ("政务微博发布信息约5341条", "N05", "n_newmedia_weibo", "5341", True),
        ("抖音号发布12条", "N05", "n_newmedia_douyin", "12", False),
        ("发布政策解读24篇", "N06", "n_interpretations", "24", False),
        ("全年召开新闻发布会16次", "N07", "n_press", "16", False),
        ("举办3场政府新闻发布活动", "N07", "n_press", "3", False),
        ("公开人大建议办理结果12件", "N08", "n_proposals_npc", "12", False),
        ("公开政协提案办理情况30件", "N08", "n_proposals_cppcc", "30", False),
        ("公开人大建议、政协提案办理情况30件", "N08", "n_proposals", "30", False),
        ("开展业务培训3次", "N09", "n_trainings", "3", False),
        ("通过12345热线受理群众诉求近17250件", "N10", "n_hotline", "17250", True),
        ("2022年未收到政府信息公开申请", "N11", "n_zero_request", "0", False),
        ("全年未接到公民、法人或其他组织的政府信息公开申请", "N11", "n_zero_request", "0", False),
        ("本年度无政府信息公开申请", "N11", "n_zero_request", "0", False),
        ("上年结转2件", "N12", "n_carry_in", "2", False),
        ("结转下一年度办理31件", "N12", "n_carry_out", "31", False),
        ("较上年度上升261%", "N14", "n_yoy_pct", "261", False),
        ("申请数量较去年回落12.3%", "N14", "n_yoy_pct", "-12.3", False),
        ("收取信息处理费共计380元", "N15", "info_fee_amount_yuan", "380", False),
        ("收取信息处理费1.2万元", "N15", "info_fee_amount_yuan", "12000", False),
        ("全年未收取信息处理费", "N15", "info_fee_amount_yuan", "0", False),
        ("公布28家单位的报告", "N16", "n_units", "28", False),
    ],
)
def test_a_figure_said_in_words(
    sentence: str, pattern: str, concept: str, value: str, is_approximate: bool
) -> None:
    got = [each for each in said(f"{sentence}。") if each.pattern_id == pattern]
    assert [(each.concept, each.value, each.is_approximate) for each in got] == [
        (concept, Decimal(value), is_approximate)
    ]
    assert got[0].sentence == "".join(sentence.split()).replace("７", "7")
    assert got[0].section == 1


@pytest.mark.parametrize(
    ("sentence", "pattern"),
    [
        ("微信公众号发布信息455条", "N01"),
        ("微信公众号关注人数新增3000条", "N05"),
        ("办理信访件30件", "N03"),
        ("收到因信息公开申请行政复议2件", "N03"),
        ("未收到因政府信息公开申请行政复议的案件", "N11"),
        ("无正当理由逾期不补正的政府信息公开申请", "N11"),
        ("收到申请3，5件", "N03"),
        ("工作人员3人", "N01"),
    ],
)
def test_what_a_pattern_must_not_take(sentence: str, pattern: str) -> None:
    assert [each for each in said(f"{sentence}。") if each.pattern_id == pattern] == []


def test_two_hits_in_one_sentence() -> None:
    got = said("引发行政复议5宗，诉讼1宗。")
    assert [(each.concept, each.value) for each in got] == [("n_disputes_review", 5), ("n_disputes_lit", 1)]


def test_a_number_on_the_next_line() -> None:
    got = said("甲局高度重视信息公开工作，全年共收到政府信息公开申请\n34 件。\n二是继续。")
    assert [(each.pattern_id, each.value) for each in got] == [("N03", 34)]


def test_every_numeric_pattern_of_the_codebook_has_a_rule() -> None:
    assert set(RULES) == {each.id for each in narrative_patterns()} - {"N13"}


HOSTILE = [
    "公开" * 5000,
    "收到公开申请" * 3000,
    "12345" * 40000,
    "12345家" * 30000,
    "微信" * 9000 + "1",
    "1,234," * 4000,
    "行政复议" * 5000,
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.timeout(10)
def test_hostile_text_ends_and_sentences_stay_short(text: str) -> None:
    said(text)
    assert max((len(each) for each in sentences(text)), default=0) <= 300


WORDS = st.sampled_from(
    [
        *FORM,
        "一、",
        "二、",
        "三、",
        "收到",
        "申请",
        "信息",
        "公开",
        "微信",
        "解读",
        "12345",
        "7",
        "，",
        "。",
        "\n",
        "万",
        "余",
        "件",
        "条",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORDS | st.text(max_size=8), max_size=8).map("".join), max_size=20))
def test_any_lines_are_read_without_error_and_no_text_is_lost(lines: list[str]) -> None:
    got = sections(document(*lines))
    mentions(got)
    assert len({each.ordinal for each in got}) == len(got)
    printed = "".join("".join(lines).split())
    for each in got:
        assert all("".join(line.split()) in printed for line in each.text.split("\n"))
