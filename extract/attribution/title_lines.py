"""Where a title may stand in the first lines: alone, behind a mark or key, in crumbs, before the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.attribution.organs import looks_like_agency
from extract.model.document import Paragraph
from spiders.content.chinese import squeeze

FIRST_LINES = 16
LONGEST_TITLE = 60  # characters without spaces
LONGEST_LINE = 120  # characters with spaces: a longer line is running text
LONGEST_RUN = 600  # characters of running text in which a title is sought
BROKEN_OVER = 3  # lines that one title was broken over (洪泽 2023, 上海市科委 2024)

_KEY = r"(?:(?:信息|文章|文件|公文|网页|页面|新闻)?(?:标\s*题|名\s*称|题\s*名|题\s*目)|主\s*题|title)"
# Marks of Markdown, YAML, lists and printers' stars; a page's number as conversions put it (Page 8 - …).
_LEAD = re.compile(
    r"(?:[\s#*★☆●○◆◇■□▲△▪•·※►▶>|_=~\-–—]+|[\"'“‘「《]"
    rf"|(?:Page|P\.|第)\s*\d+\s*(?:页|/\s*\d+)?\s*[-–—.:：]|[【\[(（]?{_KEY}[】\])）]?[\"'”]?\s*[:：])+",
    re.IGNORECASE,
)
_END = re.compile(r"[\s#*_\"'”’」》,]+$")
_SENTENCE = re.compile(r"[。，,；;！？]|\d月|[:：]")
# A title, then the first words of the text without a space between them.
_RUN_ON = re.compile(
    r"[^。，,；;！？:：《》]{6,60}?(?:报告|年报)(?=[（(\"”」]|根据|依据|按照|依照|遵照|为了?|本报告|本年报|现|[一1][、.]|来源|发布)"
)


@dataclass(frozen=True, slots=True)
class TitleLine:
    """Words that may be a title; `is_whole`: they stand alone, in one line."""

    text: str
    locator: str
    is_whole: bool = True


def bare(text: str) -> str:
    """A line without the marks and keys before and behind it: `# 标题: 甲市…报告` → `甲市…报告`."""
    lead = _LEAD.match(text)
    return _END.sub("", text[lead.end() :]) if lead else text


def title_lines(paragraphs: Sequence[Paragraph]) -> Iterator[TitleLine]:
    """What may be a title among the first lines, the surest first."""
    first = paragraphs[:FIRST_LINES]
    short = [(squeeze(bare(line.text)), line.locator) for line in first if len(line.text) <= LONGEST_LINE]
    lines = [line for line in short if _may_be_title(line[0])]
    for size in range(1, BROKEN_OVER + 1):
        for start in range(len(lines) - size + 1):
            window = lines[start : start + size]
            yield TitleLine("".join(text for text, _ in window), window[0][1], size == 1)
    for line in first:
        yield from (TitleLine(text, line.locator, False) for text in _within(line.text[:LONGEST_RUN]))


def _may_be_title(line: str) -> bool:
    return 0 < len(line) <= LONGEST_TITLE and not _SENTENCE.search(line)


def _within(text: str) -> Iterator[str]:
    """Titles within a line of other words: between its spaces, or before the sentence that it runs into."""
    if "报" not in text and "報" not in text:
        return
    words = text.split()
    for size in range(1, BROKEN_OVER + 1):
        for start in range(len(words) - size + 1):
            before = words[start - 1] if start else ""
            joined = squeeze(bare("".join(words[start : start + size])))
            if _may_be_title(joined) and not (size > 1 and looks_like_agency(before)):
                yield joined
    run = _RUN_ON.match(squeeze(bare(text)))
    if run is not None:
        yield run[0]
