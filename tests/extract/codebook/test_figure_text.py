"""Value cells: every spelling met in the wild, and what must be refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.codebook.figure_text import is_value, parse
from extract.codebook.units import money_units


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("0", 0),
        (" 7 ", 7),
        ("00", 0),
        ("+20", 20),
        ("-3", -3),
        ("－3", -3),
        ("−3", -3),
        ("１２", 12),
        ("1,036", 1036),
        ("1，036,000", 1036000),
        ("517645", 517645),
        ("0件", 0),
        ("12 宗", 12),
        ("22（其中修订 16 件）", 22),
        ("55(含自然失效29件)", 55),
        ("12①", 12),
        ("12*", 12),
        ("3 \u200b", 3),
        ("1.5", Decimal("1.5")),
    ],
)
def test_counts(raw: str, value: int) -> None:
    number = parse(raw)
    assert (number.value, number.status) == (value, "reported")


@pytest.mark.parametrize(
    ("raw", "value"), [("增2", 2), ("减6", -6), ("—6", -6), ("↓6", -6), ("减少3", -3), ("+2", 2), ("-8", -8)]
)
def test_signed_changes(raw: str, value: int) -> None:
    assert parse(raw, is_change=True).value == value


@pytest.mark.parametrize(
    ("raw", "header_unit", "value", "unit", "problem"),
    [
        ("251000元", None, "25.1", "万元", "unit_converted"),
        ("31.7元整", None, "0.00317", "万元", "unit_converted"),
        ("31.7千元", None, "3.17", "万元", "unit_converted"),
        ("31.7（万元）", None, "31.7", "万元", None),
        ("160.5964万元", None, "160.5964", "万元", None),
        ("160.5964萬元", None, "160.5964", "万元", None),
        ("1.5亿元", None, "15000", "万元", "unit_converted"),
        ("190.4896", "万元", "190.4896", "万元", None),
        ("380", "元", "0.038", "万元", "unit_converted"),
        ("31.7", "百元", "0.317", "万元", "unit_converted"),
        ("251000元", "万元", "25.1", "万元", "unit_converted"),
        ("251000元", "万元/元", "25.1", "万元", "unit_converted"),
        ("0元", "万元", "0", "万元", None),
        ("153103.83", None, "153103.83", None, "unit_unknown"),
        ("0", None, "0", None, None),
        ("1,234,567.89元", None, "123.456789", "万元", "unit_converted"),
    ],
)
def test_money_is_told_in_ten_thousands(raw, header_unit, value, unit, problem) -> None:
    number = parse(raw, True, False, money_units(header_unit or ""))
    assert (number.value, number.unit, number.problem) == (Decimal(value), unit, problem)
    assert "E" not in str(number.value)


@pytest.mark.parametrize("raw", ["", " ", "\xa0", "\u3000", "\u200b"])
def test_nothing_printed_is_blank(raw: str) -> None:
    assert (parse(raw).value, parse(raw).status) == (None, "blank")


@pytest.mark.parametrize("raw", ["-", "－", "—", "——", "/", "无", "無", "无 ", "…"])
def test_dashes_are_neither_blank_nor_zero(raw: str) -> None:
    assert (parse(raw).value, parse(raw).status) == (None, "dash")


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("6 23 129", "cell_boundaries_lost"),
        ("1\n5", "cell_boundaries_lost"),
        ("05", "cell_boundaries_lost"),
        ("0123", "cell_boundaries_lost"),
        ("1,23", "unreadable_cell"),
        ("增2/减6", "unreadable_cell"),
        ("减6", "unreadable_cell"),
        ("约5", "unreadable_cell"),
        ("见附件", "unreadable_cell"),
        ("251000元", "unreadable_cell"),
        ("1.2.3", "unreadable_cell"),
        ("一", "unreadable_cell"),
        ("O", "unreadable_cell"),
        ("12₁", "unreadable_cell"),
        ("1\u03362", "unreadable_cell"),
        ("\ufffc", "unreadable_cell"),
    ],
)
def test_what_is_no_single_count_is_unreadable(raw: str, problem: str) -> None:
    number = parse(raw)
    assert (number.value, number.status, number.problem) == (None, "unreadable", problem)


@given(st.integers(0, 10**9))
def test_any_count_comes_back_in_any_spelling(count: int) -> None:
    spellings = (str(count), f"{count:,}", f" {count}\n", f"{count}件", str(count).translate(FULL_WIDTH))
    assert {parse(text).value for text in spellings} == {count}


FULL_WIDTH = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}


@given(st.text(max_size=12))
def test_no_text_raises_and_a_figure_always_holds_digits(text: str) -> None:
    number = parse(text)
    assert (number.value is not None) == (number.status == "reported")
    if number.value is not None:
        assert any(letter.isdigit() for letter in text)
    assert is_value(text) == (parse(text).status != "unreadable" or parse(text, True).status != "unreadable")


def test_the_unit_of_a_header() -> None:
    assert money_units("本年收费金额（单位：万元）") == ("万元",)
    assert money_units("本年收費金額（單位：萬元）") == ("万元",)
    assert money_units("采购总金额(元)") == ("元",)
    assert money_units("采购总金额(元/万元)") == ("万元", "元")
    assert money_units("采购总金额") == money_units("多元单元，共20万元") == ()
