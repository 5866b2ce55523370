"""A report's running text: its sections."""

import re
from collections.abc import Iterator, Sequence

from extract.model.document import Document, Paragraph
from extract.model.reading import Section
from extract.narrative.headings import Heading, find_headings
from extract.narrative.mentions import mentions
from spiders.content.chinese import simplify

__all__ = ["mentions", "sections", "shows_headings"]

PREAMBLE = 0
OVERVIEW = 1
# Sections outside the form (2022年工作思路) are numbered from here in reading order.
FIRST_EXTRA = 7
_REPORT = re.compile(r"信息公开|政务公开")
# Buttons and site footers that follow the text on pages without a marked body.
_CHROME = re.compile(
    r"[\s【\[]*(?:上一[篇条]|下一[篇条]|打印(?:本页|此页)?|关闭(?:窗口|本页)?|相关链接|相关文档|分享到|扫一扫|主办单位|版权所有|网站地图|返回顶部)"
)


def sections(document: Document) -> list[Section]:
    """The sections in reading order of their first piece.

    `ordinal` is the section's place in the form (1 to 6) whatever number it bears; 0 is the text before the
    first heading, 7 and more are sections of the report's own. Pieces of one section (an annex may repeat its
    heading) are joined.
    """
    pieces: dict[int, list[Section]] = {}
    for piece in _pieces(document.paragraphs):
        pieces.setdefault(piece.ordinal, []).append(piece)
    return [_joined(found) for found in pieces.values() if found[0].heading or _is_of_report(found[0])]


def shows_headings(found: Sequence[Section]) -> bool:
    """Whether two of the six fixed headings stand in the text: a report, with or without tables."""
    return sum(PREAMBLE < section.ordinal < FIRST_EXTRA for section in found) >= 2


def _is_of_report(piece: Section) -> bool:
    return _REPORT.search(simplify(piece.text)) is not None


def _joined(pieces: Sequence[Section]) -> Section:
    first = next((each for each in pieces if each.text), pieces[0])
    text = "\n".join(each.text for each in pieces if each.text)
    return Section(first.ordinal, first.heading, text, first.locator)


def _pieces(paragraphs: Sequence[Paragraph]) -> Iterator[Section]:
    headings = list(_top_level(find_headings(paragraphs)))
    yield _preamble(paragraphs[: headings[0][1].place] if headings else paragraphs)
    ends = [each.place for _, each in headings[1:]] + [_end(paragraphs, headings)]
    for (ordinal, heading), end in zip(headings, ends, strict=False):
        lines = (each.text for each in paragraphs[heading.place + 1 : end])
        text = "\n".join(line for line in (heading.rest, *lines) if line.strip())
        yield Section(ordinal, heading.text, text, paragraphs[heading.place].locator)


def _preamble(paragraphs: Sequence[Paragraph]) -> Section:
    """The sentences before the first heading, without titles, menus and buttons."""
    running = [each for each in paragraphs if "。" in each.text]
    locator = running[0].locator if running else "file"
    return Section(PREAMBLE, "", "\n".join(each.text for each in running), locator)


def _end(paragraphs: Sequence[Paragraph], headings: Sequence[tuple[int, Heading]]) -> int:
    """Where the last section ends: before the page's own buttons and footer."""
    start = headings[-1][1].place + 1 if headings else len(paragraphs)
    return next(
        (place for place in range(start, len(paragraphs)) if _CHROME.match(paragraphs[place].text)),
        len(paragraphs),
    )


def _top_level(headings: Sequence[Heading]) -> Iterator[tuple[int, Heading]]:
    """(ordinal, heading) of each heading that opens a section.

    Sub-items of the overview may be numbered 一 to 六 themselves and even bear a fixed heading's words
    (公主岭 2021): a run that starts again at 一 with words of its own is inside, as long as it counts on.
    """
    outer, inner, current, extra = 0, None, None, FIRST_EXTRA
    for each in headings:
        if inner is not None and each.number == inner + 1 and each.number != each.fixed:
            inner = each.number
        elif each.fixed is not None:
            outer, inner, current = each.number or each.fixed, None, each.fixed
            yield current, each
        elif each.number == 1 and current == OVERVIEW:
            inner = 1
        elif each.number == outer + 1 and current is not None:
            outer, current = each.number, extra
            extra += 1
            yield current, each
