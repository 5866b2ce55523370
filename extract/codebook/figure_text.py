"""The text of a value cell → number, status and unit. What cannot be read with certainty is `unreadable`."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from extract.codebook.units import COUNTERS, IN_WAN
from extract.model.reading import Status
from spiders.content.chinese import ZERO_WIDTH, simplify

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
        "不涉及",
        "N/A",
    )
)
LONGEST, DECIMALS = 15, 6  # digits before and after the point that a figure can have
UNITS = "|".join(sorted((*IN_WAN, *COUNTERS), key=len, reverse=True))
NUMBER = re.compile(
    r"(?P<sign>[+\-−增减↑↓]|增加|减少)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<unit>{UNITS})?(?P<mark>(?:注\d*|\*+|#)?)(?P<note>\(.*\))?[。;]?"
)
NOTE_MARK = re.compile(r"[①-⑳㉑-㉟㊱-㊿]|[\[(〔［（]?[⁰¹²³⁴-⁹]+[\])〕］）]?")
SUBSCRIPT = re.compile("[₀-₉]")  # NFKC would make 121 of 12₁
MINUS = frozenset(("-", "−", "减", "↓", "减少"))
SIGN_WORDS = frozenset(("增", "减", "↑", "↓", "增加", "减少"))
LONG_MINUS = re.compile(r"^\s*[—–―]+")
SPACES = re.compile(rf"[\s{ZERO_WIDTH}]+")
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
BORDERS_LOST = Number(None, "unreadable", problem="cell_boundaries_lost")


@lru_cache(maxsize=65536)
def parse(
    raw: str, is_money: bool = False, is_change: bool = False, header_unit: str | None = None
) -> Number:
    """Read the text of one cell. What no rule here understands is unreadable, never shortened.

    Args:
        raw: the text as printed.
        is_money: an amount, which takes a unit; a count in a unit of money is unreadable.
        is_change: a change against last year, which takes a sign, in words too (减8, ↓3).
        header_unit: the unit of money that the column header prints, where the cell has none.

    Returns:
        The number, money in 万元. A zero before other digits (`05`) and a gap between digits (`6 23`) tell
        of lost borders between cells. Nothing is raised.

    Example:
        >>> parse("251000元", is_money=True)
        Number(value=Decimal('25.1'), status='reported', unit='万元', problem=None)
    """
    if raw.isdecimal() and raw.isascii() and not is_money and (raw == "0" or raw[0] != "0"):  # most cells
        return Number(Decimal(raw), "reported")
    if SUBSCRIPT.search(raw):
        return UNREADABLE
    text = NOTE_MARK.sub(" ", raw)  # 12²3 is not 123
    text = simplify(unicodedata.normalize("NFKC", text).strip())  # also of units: 萬元, 個
    bare = SPACES.sub("", text)
    if not bare:
        return UNREADABLE if NOTE_MARK.search(raw) else BLANK
    if bare in DASHES:
        return DASH
    if DIGIT_GAP.search(text.partition("(")[0]):
        return BORDERS_LOST
    if is_change:
        bare = SPACES.sub("", LONG_MINUS.sub("-", text))
    match = NUMBER.fullmatch(bare)
    return UNREADABLE if match is None else _number(match, is_money, is_change, header_unit)


def _number(match: re.Match[str], is_money: bool, is_change: bool, header_unit: str | None) -> Number:
    sign, digits, unit = match["sign"], match["number"].replace(",", ""), match["unit"]
    whole, _, decimals = digits.partition(".")
    if len(whole) > 1 and whole[0] == "0" and digits.strip("0"):  # 00 was printed for 0 (镇 2019)
        return BORDERS_LOST
    if sign in SIGN_WORDS and not is_change:
        return UNREADABLE
    if len(whole) > LONGEST or len(decimals) > DECIMALS:
        return BORDERS_LOST
    value = Decimal(digits) * (-1 if sign in MINUS else 1)
    return _money(value, unit or header_unit) if is_money else _count(value, unit)


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
