"""Years in titles: digits and Chinese numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.content.years import first_year, plain_years

NUMERALS = "〇一二三四五六七八九"


@given(st.integers(2000, 2049), st.sampled_from("〇○Ｏ零0Oo"))
def test_a_year_is_found_in_digits_and_in_numerals(year: int, zero: str) -> None:
    numerals = "".join(NUMERALS[int(digit)] for digit in str(year)).replace("〇", zero)
    assert first_year(f"某局{year}年度报告") == first_year(f"某局{numerals}年度报告") == year


@given(st.text(alphabet=NUMERALS + "年度20 报", max_size=20))
def test_numerals_become_digits_at_their_places(text: str) -> None:
    plain = plain_years(text)
    assert len(plain) == len(text)
    assert all(
        one == other or (one in NUMERALS and other.isdigit()) for one, other in zip(text, plain, strict=True)
    )


@pytest.mark.parametrize("text", ["第二十二条", "二、主动公开", "二零件", "电话 020241234", "1999年"])
def test_other_numerals_are_no_year(text: str) -> None:
    assert plain_years(text) == text
    assert first_year(text) is None
