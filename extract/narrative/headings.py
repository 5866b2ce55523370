"""The six fixed headings of a report, found by their words, not by their numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.model.document import Paragraph
from spiders.content.chinese import simplify, squeeze
from spiders.content.headings import fixed_headings

_NUMERALS = "一二三四五六七八九十"
_NUMBERED = re.compile(rf"第?([{_NUMERALS}]{{1,2}})(?:部分)?[、.．,，:：)）]")
_ARABIC = re.compile(r"(\d{1,2})[、.．](?!\d)")
_TITLE_ENDS = ("情况", "事项", "概况", "措施")
_AFTER_TITLE = "。:： \t\u3000\xa0"
MAX_HEADING = 45
_MAY_START = re.compile(rf"\s*[第\d{_NUMERALS}]")
# Rows of table three where a reader found no table: they look like headings.
_ROW_LABEL = re.compile("本年新收|上年结转|办理结果|结转下年度")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in a document: `fixed` is its place in the form, `number` its printed number or None.

    `rest` is running text that was printed in the same paragraph after the heading.
    """

    place: int
    text: str
    number: int | None
    fixed: int | None
    rest: str = ""


def find_headings(paragraphs: Sequence[Paragraph]) -> list[Heading]:
    """Every line that may be a top-level heading; 1. and 2. count only where 一、 and 二、 find less."""
    found = list(_candidates(paragraphs, _NUMBERED))
    if _fixed_count(found) >= 2:
        return found
    others = list(_candidates(paragraphs, _ARABIC))
    return others if _fixed_count(others) > _fixed_count(found) else found


def _fixed_count(headings: Sequence[Heading]) -> int:
    return sum(each.fixed is not None for each in headings)


def _candidates(paragraphs: Sequence[Paragraph], numbering: re.Pattern[str]) -> Iterator[Heading]:
    for place, paragraph in enumerate(paragraphs):
        text = paragraph.text
        if len(text) > 2 * MAX_HEADING and not _MAY_START.match(text):
            continue
        line = squeeze(text[: 4 * MAX_HEADING])
        numbered = numbering.match(line)
        if numbered is not None and _ROW_LABEL.search(line, 0, MAX_HEADING):
            continue
        if numbered is None and (len(line) > MAX_HEADING or not _ends_as_title(line)):
            continue
        number = _value(numbered[1]) if numbered else None
        body = simplify(line[numbered.end() :] if numbered else line).rstrip("。:：")
        if len(line) <= MAX_HEADING and "。" not in body:
            fixed = _fixed(body, number) if numbered else _fixed_title(body)
            if numbered or fixed:
                yield Heading(place, squeeze(text), number, fixed)
        elif numbered:
            yield from _inline(place, text, line, numbered, body)


def _ends_as_title(line: str) -> bool:
    return simplify(line.rstrip(_AFTER_TITLE)[-2:]) in _TITLE_ENDS


def _inline(place: int, text: str, line: str, numbered: re.Match[str], body: str) -> Iterator[Heading]:
    """A heading with its text in the same paragraph, as in 一、总体情况。2023年，…."""
    for each in fixed_headings():
        title = each.title.match(body)
        if title is not None:
            end = numbered.end() + title.end()
            yield Heading(
                place,
                line[:end],
                _value(numbered[1]),
                each.ordinal,
                _after(text, end).lstrip(_AFTER_TITLE),
            )
            return


def _after(text: str, count: int) -> str:
    """The text behind its first `count` characters that are no space."""
    for place, character in enumerate(text):
        if count == 0:
            return text[place:]
        count -= len(squeeze(character))
    return ""


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    tens, _, ones = number.rpartition("十")
    if "十" not in number:
        return _NUMERALS.index(number[-1]) + 1
    return 10 * (_NUMERALS.index(tens) + 1 if tens else 1) + (_NUMERALS.index(ones) + 1 if ones else 0)


@lru_cache(maxsize=4096)
def _fixed(body: str, number: int | None) -> int | None:
    """The form's heading that a numbered line is, by its words, else by likeness to the one of its number."""
    by_words = next((each.ordinal for each in fixed_headings() if each.words.search(body)), None)
    if by_words is not None or number is None:
        return by_words
    return next(
        (number for each in fixed_headings() if each.ordinal == number and _alike(body, each.name_zh)), None
    )


def _fixed_title(body: str) -> int | None:
    """The form's heading that a line without a number is: only in full, for 主动公开 is a menu's word too."""
    if not body.endswith(_TITLE_ENDS):
        return None
    return next((each.ordinal for each in fixed_headings() if each.title.fullmatch(body)), None)


def _alike(one: str, other: str) -> bool:
    """Whether two headings share half their pairs of characters: 主动公幵政府信息情况 is one slip away."""
    pairs = {one[place : place + 2] for place in range(len(one) - 1)}
    others = {other[place : place + 2] for place in range(len(other) - 1)}
    return 2 * len(pairs & others) >= max(len(pairs), len(others)) > 0
