"""Years as titles and texts write them: in digits, or in Chinese numerals (二〇二〇年)."""

import re

# Signs that stand for zero in years of real titles: the ideograph, a circle, letters of three alphabets.
_ZEROS = "〇○Ｏ零0OoО"
_DIGITS = dict.fromkeys(_ZEROS, "0") | {
    numeral: str(value) for value, numeral in enumerate("一二三四五六七八九", 1)
}
_NUMERAL_YEAR = re.compile(f"二[{_ZEROS}][{''.join(_DIGITS)}]{{2}}")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")


def plain_years(text: str) -> str:
    """Years in numerals made digits, length unchanged: 二〇二〇年 → 2020年."""
    if "二" not in text:
        return text
    return _NUMERAL_YEAR.sub(lambda found: "".join(map(_DIGITS.__getitem__, found[0])), text)


def first_year(text: str) -> int | None:
    """The first year (2000 to 2049) that a title names, in digits or numerals; None where it names none."""
    found = _YEAR.search(plain_years(text))
    return int(found[1]) if found else None
