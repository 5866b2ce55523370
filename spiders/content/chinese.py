"""Chinese text as reports print it: inner spaces, full-width digits, traditional characters, dates."""

import csv
import re
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path

# Characters without width, as the inside of a class of a regular expression. They stand between the digits
# of figures too; nothing that turns the direction of text is among them, since 21 may then be seen as 12.
ZERO_WIDTH = "\u200b-\u200f\u2060\ufeff"
_SOFT_HYPHEN, _DIRECTION = 0x00AD, range(0x202A, 0x202F)
_UNPRINTED = (_SOFT_HYPHEN, *range(0x200B, 0x2010), *_DIRECTION, 0x2060, 0xFEFF)
_PLAIN = dict.fromkeys(_UNPRINTED) | {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
# translate() costs 20 ns a character, so a text without such characters is not sent through it.
_NOT_PLAIN = re.compile(f"[{''.join(map(chr, _PLAIN))}]")
_DATE = re.compile(r"((?:19|20)\d{2})(?:\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})|(\d{2})(\d{2})(?!\d))")


@cache
def traditional() -> dict[int, str]:
    """For `str.translate`: simplified → traditional characters, as sites convert whole pages."""
    return {ord(row["simplified"]): row["traditional"] for row in _characters()}


@cache
def simplified() -> dict[int, str]:
    """For `str.translate`: traditional → simplified characters, variants included (復 and 複 are both 复)."""
    return {
        ord(other): row["simplified"]
        for row in _characters()
        for other in row["traditional"] + row["variants"]
        if other != row["simplified"]
    }


def _characters() -> list[dict[str, str]]:
    path = Path(__file__).with_name("traditional.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def squeeze(text: str) -> str:
    """The text without any space (also zero-width and ideographic ones), full-width digits made plain."""
    joined = "".join(text.split())
    return joined.translate(_PLAIN) if _NOT_PLAIN.search(joined) else joined


def tidy(text: str) -> str:
    """The text in one line, each run of spaces one space."""
    return " ".join(text.split())


def simplify(text: str) -> str:
    """The text with traditional characters made simple, length unchanged."""
    return text.translate(simplified()) if _any_traditional().search(text) else text


@cache
def _any_traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, simplified()))}]")


def iso_date(text: str) -> str | None:
    """The first real calendar date in the text as YYYY-MM-DD: 2021年1月5日, 2021/1/5, 20210105 10:30."""
    text = text[:200].translate(_PLAIN)
    # Spaces go last: 2021/1/2 1:30 is no 21st, but 2 0 2 1 年 is a year too.
    for found in chain(_DATE.finditer(text), _DATE.finditer(squeeze(text))):
        year, month, day = found[1], found[2] or found[4], found[3] or found[5]
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return None
