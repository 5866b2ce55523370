"""The text of a value cell → number, status and unit. What cannot be read with certainty is `unreadable`."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from extract.model.reading import Status

DASHES = frozenset(
    (
        "-",
        "--",
        "---",
        "/",
        "\\",
        "–",
        "—",
        "——",
        "―",
        "――",
        "─",
        "──",
        "...",
        "......",
        "无",
        "無",
        "不涉及",
        "N/A",
    )
)
# Value in the canonical unit per printed unit: money in 万元, everything else as counted.
IN_WAN = {
    "元": Decimal("0.0001"),
    "万元": Decimal(1),
    "万": Decimal(1),
    "亿元": Decimal(10000),
    "亿": Decimal(10000),
}
LONGEST, DECIMALS = 15, 6  # digits before and after the point that a figure can have
COUNTERS = "件|项|条|个|宗|起|次|份|例|篇|人次|人"
NUMBER = re.compile(
    r"(?P<sign>[+\-−增减↑↓]|增加|减少)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<unit>亿元|万元|元|亿|万|{COUNTERS})?(?P<mark>(?:注\d*|\*+|#)?)(?P<note>\(.*\))?[。;]?"
)
NOTE_MARK = re.compile(r"[①-⑳㉑-㉟㊱-㊿]|[\[(〔［（]?[⁰¹²³⁴-⁹]+[\])〕］）]?")
SUBSCRIPT = re.compile("[₀-₉]")  # NFKC would make 121 of 12₁
UNIT_IN_HEADER = re.compile(r"亿元|万元|元")
MINUS = frozenset(("-", "−", "减", "↓", "减少"))
SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
DIGIT_GAP = re.compile(r"\d\s+\d")


@dataclass(frozen=True, slots=True)
class Number:
    """`value` in the canonical unit (万元 for money), None unless reported; `problem` is a kind."""

    value: Decimal | None
    status: Status
    unit: str | None = None
    problem: str | None = None


BLANK = Number(None, "blank")
DASH = Number(None, "dash")
UNREADABLE = Number(None, "unreadable", problem="unreadable_cell")


@lru_cache(maxsize=65536)
def parse(
    raw: str, is_money: bool = False, is_change: bool = False, header_unit: str | None = None
) -> Number:
    """Read one cell. `header_unit` is the unit its column header prints, if any.

    A zero before other digits (`05`) and a gap between digits (`6 23`) tell of lost borders: refused.
    """
    if raw.isdecimal() and raw.isascii() and not is_money and (raw == "0" or raw[0] != "0"):
        return Number(Decimal(raw), "reported")
    if SUBSCRIPT.search(raw):
        return UNREADABLE
    text = NOTE_MARK.sub(" ", raw)  # 12²3 is not 123
    text = unicodedata.normalize("NFKC", text).strip()
    if not SPACES.sub("", text):
        return UNREADABLE if NOTE_MARK.search(raw) else BLANK
    if SPACES.sub("", text) in DASHES:
        return DASH
    if DIGIT_GAP.search(text.partition("(")[0]):
        return Number(None, "unreadable", problem="cell_boundaries_lost")
    if is_change:
        text = re.sub(r"^\s*[—–―]+", "-", text)
    match = NUMBER.fullmatch(SPACES.sub("", text))
    if match is None:
        return UNREADABLE
    digits = match["number"].replace(",", "")
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit() and digits.strip("0"):
        return Number(None, "unreadable", problem="cell_boundaries_lost")
    if match["sign"] in {"增", "减", "↑", "↓", "增加", "减少"} and not is_change:
        return UNREADABLE
    if len(digits.partition(".")[0]) > LONGEST or len(digits.partition(".")[2]) > DECIMALS:
        return Number(None, "unreadable", problem="cell_boundaries_lost")
    value = Decimal(digits) * (-1 if match["sign"] in MINUS else 1)
    if not is_money:
        return _count(value, match["unit"])
    return _money(value, match["unit"] or header_unit)


def _count(value: Decimal, unit: str | None) -> Number:
    if unit in IN_WAN:
        return UNREADABLE
    return Number(value, "reported", unit)


def _money(value: Decimal, unit: str | None) -> Number:
    """Money in 万元; without a unit the figure stays as printed, and only a zero needs none."""
    if unit is None:
        return Number(value, "reported", None, "unit_unknown" if value else None)
    if unit not in IN_WAN:
        return UNREADABLE
    amount = (value * IN_WAN[unit]).normalize()
    if -int(amount.as_tuple().exponent) > DECIMALS:
        return UNREADABLE
    return Number(Decimal(f"{amount:f}"), "reported", "万元")


@lru_cache(maxsize=65536)
def is_value(text: str) -> bool:
    """Could this text stand in a value cell: a number, a dash, or nothing?"""
    return parse(text, True).status != "unreadable" or parse(text).status != "unreadable"


@lru_cache(maxsize=65536)
def kind(text: str) -> Literal["blank", "value", "word"]:
    """What stands in a cell: nothing, what could be a value, or words."""
    if not text.strip():
        return "blank"
    return "value" if is_value(text) else "word"


@lru_cache(maxsize=4096)
def unit_in(header: str) -> str | None:
    """The unit of money that a column header prints: 本年收费金额（单位：万元） → 万元."""
    match = UNIT_IN_HEADER.search(unicodedata.normalize("NFKC", header))
    return match[0] if match else None
