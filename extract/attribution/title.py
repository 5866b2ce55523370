"""The title of a report: which words are it, and what year and agency they name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from extract.attribution.organs import looks_like_agency
from extract.attribution.title_lines import title_lines
from extract.model.document import Document, Hints, Paragraph
from spiders.content.chinese import simplify, squeeze
from spiders.content.years import plain_years

# Where pages say their title, best first; `title` is often only the site's name (宿迁 2023).
TITLE_KEYS = ("articletitle", "ucaptitle", "h1", "名称", "标题", "信息名称", "dc.title", "title")
Value = TypeVar("Value")
_MARK = "\ue000"
_MARKS = re.compile(f"{_MARK}+")
_STOPS = re.compile(r"[。；;，,!！?？>:：]|首页|(?:当前|所在|您的)位置")
_YEAR = re.compile(
    r"[(（〔\[【]?((?:19|20)\d{2})(?:年年度|年度(?=年度)|年度|年(?!\d{1,2}月)|(?=度|[)）〕\]】]|政[府务]|信息))(?:年度)?[)）〕\]】]?"
)
# The fixed words; also 信息年度公开报告, 政务公开工作年度报告, 信息公开年报 and the scrambled 工作告年度报.
_PHRASE = re.compile(
    f"(?:(?:政府|政务)?信息公开(?:工作)?[和及与暨、])?"
    f"(?:(?:政府|政务)?信息{_MARK}*(?:年度)?公开|政务公开)(?P<tail>[工作情况总结的和及年度报告{_MARK}]{{1,30}})"
)
_SEGMENTS = re.compile(r"[_|｜>＞»]|[-–—]{2,}|(?<=\s)[-–—](?=\s)|(?<=[^\d\s])-(?=[^\d\s])")
_PUBLIC = re.compile(r"公\s*开")
_LEAD = re.compile(
    rf"^(?:{_MARK}|【[^】]*】|\[[^\]]*\]|附件?\d*[:：]|[《“\"'「:：、.·]|正文|\d{{1,2}}[.、]|标题[:：]?|现将|关于(?:印发|公布|发布)?|公布|的)+"
)
_TRAIL = re.compile(
    rf"(?:{_MARK}|[《“\"'「:：、,，.·]|关于(?:印发|公布|发布|报送|编制|做好)?|编制的?|年度|的|开展|推进|(?<=[局府处会委])工作)+$"
)
# Not the names of notices and rules: 《…关于编制2021年政府信息公开工作年度报告的通知》.
_INTRODUCED = re.compile(
    r"(?:公布|发布|编制了?|现将|《)([^，。；《》、：]{3,50}?(?:信息公开|政务公开)[^，。；《》、：]{0,10}?(?:报告|年报))(?=[》，。；（(]|如下|$)"
)
# No title at all: 现将甲街道办事处2021年度信息公开工作的总体情况、…的报告如下.
_REPORTED = re.compile(
    r"现(?:将|就|把)([^，。；《》、：]{3,40}?)(?:19|20)\d{2}年(?:度|年度)?(?:政府|政务)?信息公开[^。《》]{0,200}?(?:报告|公布|汇报|通报|公开)"
)
_NOT_NAMED = re.compile(
    r"(?:我|本)(?:局|镇|乡|街道|委|县|市|区|办|单位|机关|院|中心|部门|厅|处|行政机关|级)+|单位|各部门|[度年]?"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed (spaces removed), with the agency and the year it names."""

    text: str
    agency: str | None
    year: int | None
    source: str
    locator: str


def parse(text: str, source: str = "title", locator: str = "file") -> Title | None:
    """A report's title read, or None where the words are no report's title.

    The fixed phrase is sought from the right, so that an agency's own words stay whole.
    """
    if len(text) > 300 or not _PUBLIC.search(simplify(text)):
        return None
    for segment in _SEGMENTS.split(text):
        squeezed = squeeze(segment)
        found = _read(squeezed)
        if found is not None:
            return Title(squeezed, *found, source=source, locator=locator)
    return None


def _read(text: str) -> tuple[str | None, int | None] | None:
    """(agency, year) of one squeezed segment; offsets in the simplified text are those of the printed one."""
    simple = plain_years(simplify(text))
    years = list(_YEAR.finditer(simple))
    masked = _masked(simple, years)
    phrases = [each for each in _PHRASE.finditer(masked) if _is_report(each["tail"])]
    if not phrases:
        return None
    named = _named(text, years, phrases)
    if not any(year for _, year in named):
        named = [(agency, int(years[0][1]) if years else None) for agency, _ in named]
    # Two reports beside each other (a comparison print) are no one's title where they disagree.
    dated = [each for each in named if each[1]] or named
    return _only(agency for agency, _ in dated), _only(year for _, year in dated)


def _named(
    text: str, years: Sequence[re.Match[str]], phrases: Sequence[re.Match[str]]
) -> list[tuple[str | None, int | None]]:
    """(agency, year) before each of the fixed phrases, as far as the phrase before it."""
    named = []
    start = 0
    for phrase in phrases:
        before = [each for each in years if start <= each.start() < phrase.start()]
        masked = _masked(text[: phrase.start()], before)
        head = _MARKS.sub(_MARK, masked[start:])
        named.append((_agency(head), int(before[-1][1]) if before else None))
        start = phrase.end()
    return named


def _only(values: Iterable[Value | None]) -> Value | None:
    """The one value that is told, None where none is or two differ."""
    told = {value for value in values if value is not None}
    return told.pop() if len(told) == 1 else None


def _masked(text: str, years: Sequence[re.Match[str]]) -> str:
    """The text with each year as marks: one a character, so that offsets stay."""
    for each in years:
        size = each.end() - each.start()
        text = text[: each.start()] + _MARK * size + text[each.end() :]
    return text


def _is_report(tail: str) -> bool:
    return "报" in tail or "总结" in tail


def _agency(head: str) -> str | None:
    """What stands before the phrase, without the year: 朝阳镇人民 gets back the 政府 that the phrase took."""
    name = _TRAIL.sub("", _LEAD.sub("", head)).replace(_MARK, "")
    if name.endswith("人民"):
        name += "政府"
    if _NOT_NAMED.fullmatch(name) or not 2 <= len(name) <= 60 or _STOPS.search(name):
        return None
    return name


def candidates(document: Document, hints: Hints) -> Iterator[Title]:
    """What may be the title, best first: what the page says, its first lines, the link to it."""
    for key in TITLE_KEYS:
        found = parse(document.meta.get(key, ""), "title", f"meta:{key}")
        if found is not None:
            yield found
    yield from _from_lines(document.paragraphs)
    found = parse(hints.link_text or "", "link_text", "hints:link_text")
    if found is not None:
        yield found


def _from_lines(paragraphs: Sequence[Paragraph]) -> Iterator[Title]:
    """Titles among the first lines; what is no line of its own must name a body."""
    for line in title_lines(paragraphs):
        found = parse(line.text, "title", line.locator)
        if found is not None and (line.is_whole or looks_like_agency(found.agency or "")):
            yield found


def introduced(paragraphs: Sequence[Paragraph]) -> Title | None:
    """The title that the opening gives its report: 现发布《甲区2023年政府信息公开工作年度报告》."""
    for each in paragraphs:
        text = squeeze(each.text[:2000])
        for found in _INTRODUCED.finditer(text):
            named = parse(found[1], "introduction", each.locator)
            if named is not None and looks_like_agency(named.agency or ""):
                return named
        reported = _REPORTED.search(text)
        name = _agency(reported[1]) if reported else None
        if reported is not None and name is not None and looks_like_agency(name):
            return Title(reported[0], name, None, "introduction", each.locator)
    return None


def find(document: Document, hints: Hints) -> Title | None:
    """The best title of the document: the first with agency and year, else what two say together."""
    partial: list[Title] = []
    for each in candidates(document, hints):
        if each.agency and each.year:
            return each
        partial.append(each)
    if not partial:
        return None
    best = next((each for each in partial if each.agency), partial[0])
    return best if best.year else replace(best, year=_first(each.year for each in partial))


def _first(values: Iterable[int | None]) -> int | None:
    return next((each for each in values if each is not None), None)
