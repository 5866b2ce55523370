"""Which time a head or a row label speaks of: the report's own year, another period, or none.

Tables print last year's figures, running totals and changes beside the year's own (lists of 2014 with
历年累计, tables two with 上年处理决定数量). Such a word makes it another label, however alike the rest is.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from spiders.content.chinese import ZERO_WIDTH, simplified
from spiders.content.years import plain_years

Period = Literal["last", "next", "cumulative", "part", "change", "year"]

OWN = re.compile(r"本年度?|今年度?|当年度?|全年度?|本期|报告期|本报告年度")
# 上一年项目数量 and 结转下年度 are labels of the form itself: a text is held against the label it may be.
PERIODS: dict[Period, str] = {
    "change": r"[比较](?:上一?年|去年)度?(?:同期)?(?:相比|比较)?|与(?:上一?年|去年)度?(?:同期)?相?比较?"
    r"|同比|环比|增/?减|增长|增幅|降幅|增加|减少|变化|差额",
    "last": r"上上?一?年度?|去年度?|前一?年度?|往年度?|上一?期",
    "next": r"下一?年|明年|次年|来年",
    "cumulative": r"累计|累积|累加|历年|历史|以来|以前年|至今|目前",
    "part": r"第?[一二三四1-4]?季度?|[上下]?半年|\d{1,2}月|月份|[本当每上下]月|[一二三四五六七八九十]+月|旬",
}
WORDS = re.compile("|".join(f"(?P<{name}>{words})" for name, words in PERIODS.items()))
YEAR = re.compile(r"(?<!\d)(?P<long>(?:19|20)\d{2})(?!\d)|(?<!\d)(?P<short>\d{2})(?=年)")
# A year as labels write it: 2018年度, （截至2022年底）, 2018年1-12月, 2018年1月1日至12月31日.
YEAR_SPAN = re.compile(
    r"\(?(?:截至|截止到?|至)?(?:(?<!\d)(?P<long>(?:19|20)\d{2})(?!\d)|(?<!\d)(?P<short>\d{2})(?=年))年?度?(?:全年)?"
    r"(?:[./]?0?1月?(?:[./]?0?1日)?[-—~至到](?:(?P=long)年)?12月(?:31日)?|12月(?:31日)?底?|年?底|年?末)?止?\)?"
)
# To the end of the year is the year: a note 截至12月31日 had a whole list refused.
WHOLE_YEAR = re.compile(r"(?<!\d)(?:0?1月?(?:0?1日)?[-—~至到]12月(?:31日)?份?(?!\d)|12月(?:31日|底|末))")
# What a label excludes or includes says nothing of its own time: （不含上年结转）.
ASIDE = re.compile(r"(?:不?包?[含括]|不计|除|扣除)[^,;。)]*")
SPACE = re.compile(rf"[\s{ZERO_WIDTH}]+")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """NFKC, simplified, without spaces, years in digits: 二〇一八 年 → 2018年."""
    return plain_years(SPACE.sub("", unicodedata.normalize("NFKC", text).translate(simplified())))


@lru_cache(maxsize=8192)
def others(text: str) -> frozenset[Period]:
    """The times other than the report's own year that a label names; a year in digits is one of them.

    Example:
        >>> sorted(others("上年处理决定数量")), sorted(others("本年处理决定数量"))
        (['last'], [])
    """
    words = WHOLE_YEAR.sub("", ASIDE.sub("", plain(text)))
    found: set[Period] = {name for match in WORDS.finditer(words) for name in PERIODS if match[name]}
    return frozenset(found | {"year"} if YEAR.search(words) else found)


def is_own(text: str) -> bool:
    """Whether a label names the report's own year and no other time."""
    return not others(text) and OWN.search(plain(text)) is not None


def is_year_alone(text: str) -> bool:
    """Whether a label names the report's own year and no thing: 本年数 is no slip of 本年数量."""
    return is_own(text) and len(OWN.sub("", plain(text))) <= 1


def without_others(text: str) -> str:
    """The label without the words for other times: 上年处理决定数量 → 处理决定数量."""
    return WORDS.sub("", YEAR_SPAN.sub("", plain(text)))


def years_in(text: str) -> tuple[int, ...]:
    """The years that a text names in digits or numerals, 18年 included."""
    return tuple(_year(match) for match in YEAR.finditer(plain(text)))


def said_of(text: str, year: int | None) -> tuple[str, ...]:
    """A label without the report's own year, and with it as 本年 and the year before as 上年.

    None of both where the label names a year that is neither.

    Example:
        >>> said_of("2023年制发件数", 2023)
        ('制发件数', '本年制发件数')
    """
    words = plain(text)
    spans = list(YEAR_SPAN.finditer(words))
    names = {match: _relative(_year(match), year) for match in spans}
    if not spans or year is None or None in names.values():
        return ()
    bare = YEAR_SPAN.sub("", words)
    relative = YEAR_SPAN.sub(lambda match: _relative(_year(match), year) or "", words)
    own = all(name == "本年" for name in names.values())
    return (bare, relative) if own or "last" in others(bare) else (relative,)


def implied_by(text: str) -> int | None:
    """The report's year as a label of its own tells it: 2020 of 上一年项目数量（指2019年事项数）."""
    years = set(years_in(text))
    if len(years) != 1:
        return None
    named = others(text) - {"year", "change"}
    if OWN.search(plain(text)) and not named:
        return years.pop()
    return years.pop() + 1 if named == {"last"} else None


def _year(match: re.Match[str]) -> int:
    return int(match["long"] or f"20{match['short']}")


def _relative(named: int, year: int | None) -> str | None:
    return {year: "本年", (year or 0) - 1: "上年"}.get(named)
