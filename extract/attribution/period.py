"""The year a report is about, as its text says: the statistics period and the opening words."""

import re
from collections.abc import Sequence

from extract.model.document import Paragraph
from spiders.content.chinese import simplify, squeeze
from spiders.content.years import plain_years

# Also 自202011日至20201231日: the digits are all there though the words went (quanzhou 统计局 2020).
_PERIOD = re.compile(
    r"((?:19|20)\d{2})年?0?1月?0?1日?起?(?:至|到|止|[-－—–~～]+)(?:((?:19|20)\d{2})年?)?12月?31日?"
)
_OPENING = re.compile(
    r"((?:19|20)\d{2})年(?:度|年度)?[^，。；《》]{0,24}?(?:信息公开|政务公开)[^，。；《》]{0,10}?(?:报告|年报)"
)
_SENTENCE = re.compile("[，。]")
_QUOTED = re.compile(r"《[^》]{0,80}》")


def stated_period(paragraphs: Sequence[Paragraph]) -> tuple[int, str] | None:
    """(year, locator) of the first period from 1 January to 31 December of one year, or None."""
    for each in paragraphs:
        if "31" not in each.text:
            continue
        for found in _PERIOD.finditer(plain_years(squeeze(each.text[:4000]))):
            if found[2] is None or found[1] == found[2]:
                return int(found[1]), each.locator
    return None


def opening_year(paragraphs: Sequence[Paragraph]) -> tuple[int, str] | None:
    """(year, locator) that the opening sentence gives its own report (编制本局2024年度…年度报告), or None."""
    for each in paragraphs:
        if "年" not in each.text or len(each.text) > 4000 or not _SENTENCE.search(each.text):
            continue
        text = _QUOTED.sub("", plain_years(simplify(squeeze(each.text))))
        found = _OPENING.search(text)
        if found is not None:
            return int(found[1]), each.locator
    return None
