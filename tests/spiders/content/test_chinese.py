"""Chinese text: characters, spaces, dates."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.content.chinese import ZERO_WIDTH, iso_date, simplified, simplify, squeeze, tidy, traditional


def test_the_table_of_characters_is_a_mapping_in_both_directions() -> None:
    assert all(len(character) == 1 for table in (simplified(), traditional()) for character in table.values())
    assert not {ord(character) for character in simplified().values()} & simplified().keys()
    for code, character in traditional().items():
        assert simplify(character) == chr(code)


@given(st.text(alphabet="中开報務總萬複佈年abc 1", max_size=30))
def test_simplifying_keeps_places_and_is_done_once(text: str) -> None:
    assert len(simplify(text)) == len(text)
    assert simplify(simplify(text)) == simplify(text)


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("政府資訊公開", "政府资讯公开"),
        ("單位：萬元", "单位：万元"),
        ("行政復議、複議", "行政复议、复议"),
        ("公佈", "公布"),
    ],
)
def test_words_of_traditional_pages_are_made_simple(printed: str, plain: str) -> None:
    assert simplify(printed) == plain


@given(st.lists(st.sampled_from(["年", "１", "a", " ", "\u3000", "\xa0", "\u200b", "\xad", "\n", "\ufeff"])))
def test_squeezed_text_has_no_space_and_is_stable(parts: list[str]) -> None:
    squeezed = squeeze("".join(parts))
    assert squeezed == "".join(part for part in parts if part in "年１a").replace("１", "1")
    assert squeeze(squeezed) == squeezed


def test_tidy_text_is_one_line() -> None:
    assert tidy(" 年\n 报\u3000\t 1 ") == "年 报 1"


def test_what_turns_the_direction_of_text_is_no_space_of_figures() -> None:
    """A figure behind U+202E is seen backwards, so that it must not be read as if nothing stood there."""
    assert re.fullmatch(f"[{ZERO_WIDTH}]+", "\u200b\u2060\ufeff")
    assert not re.search(f"[{ZERO_WIDTH}]", "\u202e\u202d")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("发布日期：2021年1月5日", "2021-01-05"),
        ("2021/1/5 10:30", "2021-01-05"),
        ("20210105 10:30", "2021-01-05"),
        ("2021-01-0510:30", "2021-01-05"),
        ("2021/1/2 1:30", "2021-01-02"),
        ("2 0 2 1 年 1 月 5 日", "2021-01-05"),
        ("２０２１－０１", None),
        ("2021-13-01 及 2021.2.3", "2021-02-03"),
    ],
)
def test_the_first_real_date_is_found(text: str, day: str | None) -> None:
    assert iso_date(text) == day
