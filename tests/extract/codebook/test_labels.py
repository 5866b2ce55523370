"""Labels folded and matched: what is one label, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.codebook.labels import fold
from extract.codebook.matching import likeness
from extract.codebook.vocabulary import meaning


@pytest.mark.parametrize(
    ("text", "number", "short"),
    [
        ("（二）部分公开（区分处理的，只计这一情形）", "二", "部分公开"),
        ("(二) 部分 公开(区分处理的", "二", "部分公开"),
        ("一、本年新收", "一", "本年新收"),
        ("1.属于国家秘密", "1", "属于国家秘密"),
        ("⒈属于国家秘密", "1", "属于国家秘密"),
        ("①属于国家秘密", "1", "属于国家秘密"),
        ("1属于国家秘密", "1", "属于国家秘密"),
        ("〔三〕不予公开", "三", "不予公开"),
        ("三安全一稳定", "", "三安全一稳定"),
        ("危及“三安全一稳定”", "", "危及三安全一稳定"),
        ("⾏政许可", "", "行政许可"),
        ("本年增／减", "", "本年增减"),
        ("對外公開總數量", "", "对外公开总数量"),
        ("", "", ""),
    ],
)
def test_fold(text: str, number: str, short: str) -> None:
    assert (fold(text).number, fold(text).short) == (number, short)


@given(st.text(max_size=40))
def test_folding_never_fails_and_is_stable(text: str) -> None:
    label = fold(text)
    assert fold(label.full).full in (label.full, fold(label.full).full)
    assert not any(letter.isspace() for letter in label.full)


@pytest.mark.parametrize(
    "text",
    [
        "3.危及三安全一稳走",
        "4.保护第三方合法全益",
        "3.要求提供公开出板物",
        "三、本年新收政府信息公开申清数量",
        "二、上年結(jié)轉(zhuǎn)政府信息公開(kāi)申請(qǐng)數(shù)量",
    ],
)
def test_a_slip_in_a_label_still_means_one_row(text: str) -> None:
    match = meaning(text).t3_row
    assert match is not None and len(match.keys) == 1


@pytest.mark.parametrize(
    "text",
    [
        "机构职能",
        "其他主动公开文件",
        "2020年本行政区域政府规范性文件发布总数量",
        "公开",
        "不予",
        "属于",
        "信息",
    ],
)
def test_other_words_mean_no_row(text: str) -> None:
    what = meaning(text)
    assert what.t3_row is None and what.t2_row is None


def test_likeness_is_edit_distance_over_length() -> None:
    assert likeness("abc", "abc") == 1
    assert likeness("abcd", "abd") == 0.75
    assert likeness("", "ab") == 0


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("规章：设区的市应当提供相关数据", "规章"),
        ("规范性文件：指在职权范围内制定的决定、命令", "规范性文件"),
        ("行政规范性文件是指各级机关制定的公文", "行政规范性文件"),
        ("其中：主动公开规范性文件数", "主动公开规范性文件数"),
        ("规章：12件", "规章12件"),
    ],
)
def test_an_explanation_is_no_part_of_a_label(text: str, short: str) -> None:
    assert fold(text).short == short


def test_a_word_for_another_time_is_no_slip() -> None:
    assert meaning("上年处理决定数量").t2_column is None
    assert meaning("本年结转政府信息公开申请数量").t3_row is None
    assert meaning("规章（上年）").t2_row is None
    assert meaning("年结转政府信息公开申请数量").t3_row is not None
    assert meaning("申请人无正当理由逾期不补正（不含上年结转）").t3_row is not None
    assert meaning("2.逾期不缴费").t3_row is not None
