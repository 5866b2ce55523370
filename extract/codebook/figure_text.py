"""The text of a value cell → number, status and unit. What cannot be read with certainty is `unreadable`."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from extract.codebook.units import COUNTERS, in_wan, money_units
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
UNITS = "|".join(("[十百千万亿]*[元圆]整?", "万", "亿", *sorted(COUNTERS, key=len, reverse=True)))
# A comma of Chinese text stands between two figures: 1，312 may be 1 and 312; 1，036,000 is one.
TEXT_COMMA = re.compile(r"\d\s*，\s*\d")
THOUSANDS_POINT = re.compile(r"\d{1,3}(?:\.\d{3})+")  # of a count: 1.312 is no part of a case
NUMBER = re.compile(
    r"(?P<sign>[+\-−增减↑↓]|增加|减少)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<unit>{UNITS})?(?P<mark>(?:注\d*|\*+|#)?)(?P<note>\(.*\))?[。;]?"
)
NOTE_MARK = re.compile(r"[①-⑳㉑-㉟㊱-㊿]|[\[(〔［（]?[⁰¹²³⁴-⁹]+[\])〕］）]?")
SUBSCRIPT = re.compile("[₀-₉]")  # NFKC would make 121 of 12₁
DIGITS = frozenset("0123456789〇零一二三四五六七八九十百千万")
ORDINAL = re.compile(r"\(\w{1,3}\)|\w{1,3}[.、,)](?!\d)")
MINUS = frozenset(("-", "−", "减", "↓", "减少"))
SIGN_WORDS = frozenset(("增", "减", "↑", "↓", "增加", "减少"))
LONG_MINUS = re.compile(r"^\s*[—–―]+")
SPACES = re.compile(rf"[\s{ZERO_WIDTH}]+")
DIGIT_GAP = re.compile(r"\d\s+\d")


@dataclass(frozen=True, slots=True)
class Number:
    """`value` in the canonical unit (万元 for money), None unless reported; `problem` is a kind.

    `note` is what else there is to say of the problem.
    """

    value: Decimal | None
    status: Status
    unit: str | None = None
    problem: str | None = None
    note: str = ""


BLANK = Number(None, "blank")
DASH = Number(None, "dash")
UNREADABLE = Number(None, "unreadable", problem="unreadable_cell")
BORDERS_LOST = Number(None, "unreadable", problem="cell_boundaries_lost")


@lru_cache(maxsize=65536)
def parse(
    raw: str, is_money: bool = False, is_change: bool = False, header_units: tuple[str, ...] = ()
) -> Number:
    """Read the text of one cell. What no rule here understands is unreadable, never shortened.

    Args:
        raw: the text as printed.
        is_money: an amount, which takes a unit; a count in a unit of money is unreadable.
        is_change: a change against last year, which takes a sign, in words too (减8, ↓3).
        header_units: the units that heads, notes and labels print for the cell: of money (`money_units`), or
            the multiples that counts are given in (`count_scales`).

    Returns:
        The number, money in 万元. A zero before other digits (`05`) and a gap between digits (`6 23`) tell
        of lost borders between cells. Heads that disagree make the cell unreadable, and an amount in another
        unit than 万元 is converted with a problem that says so. Nothing is raised.

    Example:
        >>> parse("251000元", is_money=True)
        Number(value=Decimal('25.1'), status='reported', unit='万元', problem='unit_converted', note='元')
    """
    is_plain = raw.isdecimal() and raw.isascii() and (raw == "0" or raw[0] != "0")
    if is_plain and not is_money and not header_units:  # most cells
        return Number(Decimal(raw), "reported")
    if SUBSCRIPT.search(raw) or (TEXT_COMMA.search(raw) and "," not in raw):
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
    return UNREADABLE if match is None else _number(match, is_money, is_change, header_units)


def _number(match: re.Match[str], is_money: bool, is_change: bool, header_units: tuple[str, ...]) -> Number:
    sign, digits, unit = match["sign"], match["number"].replace(",", ""), match["unit"]
    whole, _, decimals = digits.partition(".")
    if len(whole) > 1 and whole[0] == "0" and digits.strip("0"):  # 00 was printed for 0 (镇 2019)
        return BORDERS_LOST
    if sign in SIGN_WORDS and not is_change:
        return UNREADABLE
    if len(whole) > LONGEST or len(decimals) > DECIMALS:
        return BORDERS_LOST
    value = Decimal(digits) * (-1 if sign in MINUS else 1)
    noted = money_units(match["note"] or "")
    if is_money:
        return _money(value, (*((unit,) if unit else ()), *noted), header_units)
    return UNREADABLE if noted or THOUSANDS_POINT.fullmatch(digits) else _count(value, unit, header_units)


def _count(value: Decimal, unit: str | None, scales: tuple[str, ...]) -> Number:
    if unit is not None and unit not in COUNTERS:
        return UNREADABLE
    if scales and value:
        return Number(None, "unreadable", None, "units_disagree", "、".join(scales))
    return Number(value, "reported", unit)


def _money(value: Decimal, own: tuple[str, ...], header_units: tuple[str, ...]) -> Number:
    """Money in 万元; without a unit the figure stays as printed, and only a zero needs none.

    own: the units that the cell prints; they know better than a head (251000元 under 万元, seen in 2019).
    """
    units = own or header_units
    factors = {in_wan(unit) for unit in units}
    if not units:
        return Number(value, "reported", None, "unit_unknown" if value else None)
    if any(unit in COUNTERS for unit in own):
        return UNREADABLE
    if not value and None not in factors:
        return Number(Decimal(0), "reported", "万元")
    factor = factors.pop()
    if factors or factor is None:
        return Number(None, "unreadable", None, "units_disagree", "、".join(units))
    amount = (value * factor).normalize()
    if -int(amount.as_tuple().exponent) > DECIMALS:
        return UNREADABLE
    problem, note = (None, "") if factor == 1 else ("unit_converted", units[0])
    return Number(Decimal(f"{amount:f}"), "reported", "万元", problem, note)


@lru_cache(maxsize=65536)
def is_value(text: str) -> bool:
    """Could this text stand in a value cell: a number, a dash, or nothing?"""
    return parse(text, True).status != "unreadable" or parse(text).status != "unreadable"


@lru_cache(maxsize=65536)
def looks_like_figure(text: str) -> bool:
    """Is it a figure, legible or not: 6̶5̶6, 三一, 5其中修订3件? Numbered words such as 3.其他 are none."""
    folded = SPACES.sub("", unicodedata.normalize("NFKC", text))
    if ORDINAL.match(folded):
        return False
    signs = [sign for sign in folded if sign.isalnum()]
    return folded[:1].isdecimal() or (bool(signs) and all(sign in DIGITS for sign in signs))


@lru_cache(maxsize=65536)
def kind(text: str) -> Literal["blank", "value", "word"]:
    """What stands in a cell: nothing, what could be a value, or words."""
    if not text.strip():
        return "blank"
    return "value" if is_value(text) else "word"
