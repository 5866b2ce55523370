"""The year a report is about, as its text says: the statistics period and the opening words."""

import re
from collections.abc import Iterator, Sequence

from extract.model.document import Paragraph
from spiders.content.chinese import simplify, squeeze
from spiders.content.years import plain_years

Dated = tuple[int, str]
"""A year and the locator of the words that say it."""

_Y = r"(?:19|20)\d{2}"
_TO = r"(?:起始|起|开始|始)?(?:计算)?[，,、]?(?:至|到|止|[-－—–~～]+)"
# Also 自202011日至20201231日: the digits are all there though the words went (quanzhou 统计局 2020).
_PERIOD = re.compile(
    rf"({_Y})[年./-]?(?:0?1|元)[月./-]?0?1日?(?:0?0[时:：](?:00)?)?{_TO}(?:({_Y})[年./-]?)?12[月./-]?31日?"
)
# The period told in months or as a whole year: only behind the words that announce it.
_ANNOUNCED = re.compile(
    rf"(?:统计|数据)(?:的)?(?:期限|时限|期间|时间段?|周期|区间|年度)[为是自从:：]*({_Y})年"
    rf"(?:(?:0?1|元)月?(?:份)?{_TO}(?:({_Y})年)?12月|度|全年|[。，,;；]|$)"
)
_OPENING = re.compile(
    rf"({_Y})年(?:度|年度)?([^，。；《》]{{0,24}}?)(?:信息公开|政务公开)([^。；《》]{{0,80}})"
)
_REPORTS = re.compile(r"报告|年报|汇报|公布|公告|通报")
_UNTIL = re.compile(rf"截[止至](?:到|至|于)?({_Y})年(?:12月(?:31日)?|年?底|末)")
# A sentence of the report's own that begins with its year: 2022年,我局…公开…; 2019年度街道受理….
_YEAR_FIRST = re.compile(
    rf"(?:^|[。；;)）]|[一1][、.．])({_Y})年(?!\d|[内前后初底末]|以前)(?:度|年度)?([^。；;]{{0,200}})"
)
_RULES = re.compile(r"条例|修订|修正|施行|颁布|印发|国办|〔")
_LINK = re.compile(r"(?:上|下)一[篇条页]|相关|链接|附件|延伸阅读|推荐")
_SENTENCE = re.compile("[，。,:：]")
_QUOTED = re.compile(r"《[^》]{0,80}》")
LONGEST = 4000  # characters of a paragraph that are looked at


def stated_period(paragraphs: Sequence[Paragraph]) -> Dated | None:
    """The first period from 1 January to 31 December of one year, or None."""
    for paragraph in paragraphs:
        if "31" not in paragraph.text and "12" not in paragraph.text and "统计" not in paragraph.text:
            continue
        text = simplify(plain_years(squeeze(paragraph.text[:LONGEST])))
        for pattern in (_PERIOD, _ANNOUNCED):
            for found in pattern.finditer(text):
                if found[2] is None or found[1] == found[2]:
                    return int(found[1]), paragraph.locator
    return None


def opening_year(paragraphs: Sequence[Paragraph]) -> Dated | None:
    """The year that the opening sentence gives its own report (编制本局2024年度…年度报告), or None."""
    for locator, text in _sentences(paragraphs):
        for found in _OPENING.finditer(text):
            if _REPORTS.search(found[3]) and not _RULES.search(found[2]):
                return int(found[1]), locator
    return None


def told_year(paragraphs: Sequence[Paragraph]) -> Dated | None:
    """The year the first section tells of: until its 31 December, else the one that sentences begin with.

    Where they begin with two years (a plan, a look back) it stays unknown.
    """
    texts = list(_sentences(paragraphs))
    for pattern in (_UNTIL, _YEAR_FIRST):
        told = [
            (int(found[1]), locator)
            for locator, text in texts
            for found in pattern.finditer(text)
            if _is_own(found)
        ]
        if told:
            return told[0] if len({year for year, _ in told}) == 1 else None
    return None


def _is_own(found: re.Match[str]) -> bool:
    """Whether a sentence tells of the body's own openness, not of a law and its date."""
    if found.re is _UNTIL:
        return True
    return "公开" in found[2] and not _RULES.search(found[2][:20]) and not found[2].startswith("是")


def _sentences(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, str]]:
    """(locator, text) of running text, spaces and quoted names left out."""
    for paragraph in paragraphs:
        text = paragraph.text
        if "年" in text and len(text) <= LONGEST and _SENTENCE.search(text) and not _LINK.match(text):
            yield paragraph.locator, _QUOTED.sub("", plain_years(simplify(squeeze(text))))
