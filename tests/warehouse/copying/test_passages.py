"""What counts of a text, and what two texts have in common: held against the plainest way to say it."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.content.headings import fixed_headings
from warehouse.copying.counted import CountedText
from warehouse.copying.passages import LONGEST, RUN, Passage, passages, share_pct

WORDS = "".join(chr(0x4E00 + 37 * number) for number in range(9))  # few, so that runs come about
PIECES = st.sampled_from(
    [*WORDS, "，", "。", " ", "12", "3", "\n", "１", "開", "A", "①", "𠮷", "\0", "\ud800"]
)
PRINTED = st.lists(PIECES, max_size=80).map("".join)
COUNTED = st.text(WORDS[:3], max_size=60)


@given(PRINTED)
def test_every_character_that_counts_is_found_in_the_text(text: str) -> None:
    counted = CountedText(text)
    places = counted.places()
    assert len(places) == len(counted.text)
    assert places == sorted(set(places))
    printed = [CountedText(text[place]).text for place in places]
    assert "".join(printed) == counted.text


def same_count(text: str, other: str) -> int:
    """The plainest way to say it: each character that a run of the other stands over."""
    runs = [place for place in range(len(text) - RUN + 1) if text[place : place + RUN] in other]
    return len({place + step for place in runs for step in range(RUN)})


@settings(deadline=None)  # of a machine with other work
@given(PRINTED, PRINTED, PRINTED)
def test_passages_say_the_same_in_both_and_add_up_to_what_is_counted(a: str, b: str, common: str) -> None:
    for text, other in ((a + common, common + b), (common + a + common, b + common)):
        found = passages(text, other)
        assert all(before.end <= after.start for before, after in pairwise(found))
        one, two = CountedText(text), CountedText(other)
        here, there = set(one.places()), set(two.places())
        for each in found:
            mine = [text[place] for place in range(each.start, each.end) if place in here]
            theirs = [other[place] for place in range(each.other_start, each.other_end) if place in there]
            assert CountedText("".join(mine)).text == CountedText("".join(theirs)).text
        marked = sum(each.start <= place < each.end for each in found for place in here)
        assert marked == same_count(one.text, two.text)


def test_numbers_spaces_marks_and_traditional_characters_make_no_difference() -> None:
    old = "2022年，本局共開展業務培訓 1,024 次；覆蓋全部科室。"
    new = "2023年本局共开展业务培训３次,覆盖全部科室"
    assert CountedText(old).text == CountedText(new).text == "0年本局共开展业务培训0次覆盖全部科室"


@pytest.mark.parametrize(
    "prescribed",
    [
        "按照《中华人民共和国政府信息公开条例》的规定和有关通知的要求，本单位编制了本年度报告。",
        "所列数据的统计期限自2023年1月1日至2023年12月31日。",
        "本报告电子版可在区政府网站下载。",
        "联系地址：云栖路1号，电话：000-0000000。",
        "没有其他需要报告的事项。",
        "本年度未收取信息处理费。",
        "未发生行政复议和行政诉讼。",
        "（一）本部分以表格形式填报。",
        "现将2023年度工作情况公布如下：",
        "本报告由总体情况、主动公开政府信息情况、其他需要报告的事项等六部分组成。",
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
        *(f"{heading.name_zh}\n" for heading in fixed_headings()),
        *(f"二、{heading.name_zh}" for heading in fixed_headings()),
    ],
)
def test_what_everybody_has_to_write_does_not_count(prescribed: str) -> None:
    own = "全年组织培训三次"
    assert CountedText(f"{prescribed}\n{own}。").text == own


def test_a_moved_paragraph_is_found_where_it_stands_now() -> None:
    first, second = WORDS * 2 + "甲", WORDS[::-1] * 2 + "乙"
    found = passages(f"{first}。{second}。", f"{second}。{first}。")
    assert found == [Passage(0, 19, 20, 39), Passage(20, 39, 0, 19)]


def test_long_texts_are_looked_at_in_linear_time_up_to_a_bound() -> None:
    started = time.process_time()
    assert passages("甲" * 10 * LONGEST, "甲" * 10 * LONGEST) == [Passage(0, LONGEST, 0, LONGEST)]
    assert passages("甲乙" * LONGEST, "乙甲" * LONGEST)
    assert time.process_time() - started < 10


def test_a_share_is_of_the_text_that_is_looked_at() -> None:
    copied, own = WORDS * 3, "".join(chr(0x7000 + number) for number in range(27))
    assert share_pct(len(copied + own), same_count(copied + own, copied)) == 50.0
    assert share_pct(len(copied), same_count(copied, copied + own)) == 100.0
    assert share_pct(0, 0) == 0.0
