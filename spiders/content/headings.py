"""The six fixed headings of a report, and whether a page shows them.

section_headings.csv knows each by three patterns: `words` find it in a numbered line, `title` is its wording
in full, `anywhere` tells it on a page as a whole, also as reports on the form of 2014 word it.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from spiders.content.chinese import simplify, squeeze
from spiders.content.markup import without_tags

_NUMBER = re.compile(r"^[（(]?[一二三四五六1-6][）)]?[、.．,，:：]?")
_SPACES = re.compile("&(?:nbsp|#160);")


@dataclass(frozen=True, slots=True)
class FixedHeading:
    """A heading of the form; the patterns are those of simplified text without spaces."""

    ordinal: int
    name_zh: str
    name_en: str
    words: re.Pattern[str]
    title: re.Pattern[str]
    anywhere: re.Pattern[str]


@cache
def fixed_headings() -> tuple[FixedHeading, ...]:
    """The headings in the order they are tried: 复议 before 申请, which its wording also holds."""
    with Path(__file__).with_name("section_headings.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            FixedHeading(
                int(row["ordinal"]),
                row["name_zh"],
                row["name_en"],
                re.compile(row["words"]),
                re.compile(row["title"]),
                re.compile(row["anywhere"]),
            )
            for row in csv.DictReader(lines)
        )


def is_heading(line: str) -> bool:
    """Whether a line is one of the six in its full wording, behind its number."""
    body = _NUMBER.sub("", simplify(squeeze(line)))
    return any(heading.title.fullmatch(body) for heading in fixed_headings())


@lru_cache(maxsize=1)  # judging an answer and listing its files ask for the same page
def count_headings(source: str) -> int:
    """How many of the six a page's source shows, cut by markup or not, in whatever characters."""
    text = simplify(squeeze(_SPACES.sub("", without_tags(source))))
    return sum(heading.anywhere.search(text) is not None for heading in fixed_headings())
