"""What a sheet shows of a number by its number format (ECMA-376-1 §18.8.31); what is not understood: None.

A format has up to four sections (positive; negative; zero; text), each of digit places, literal text and
signs of layout. Dates, fractions, powers of ten, numerals of other scripts and whatever else is not named
here are refused by the callers, never guessed.
"""

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

GENERAL = "General"
# What the numbers of built-in formats stand for in Chinese programs (ECMA-376-1 §18.8.30); others are dates,
# fractions or powers of ten.
BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    49: "@",
}
UNKNOWN = "?!"  # the format of a number that no table names; nothing understands it
LONGEST_CODE = 255  # characters: the limit of the programs
MOST_DECIMALS, LARGEST = 15, Decimal(10) ** 15  # a sheet keeps no more digits
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"'
    r"|[\\!](?P<escaped>.)"  # Chinese programs write the second: `0!.0000`
    r"|_(?P<width>.)"  # as wide as the letter: a space
    r"|\*(?P<fill>.)"
    r"|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General|G/通用格式)"
    r"|(?P<sign>[0#?.,%@])"
    r"|(?P<literal>[-+()$¥￥€£:~'^&{}<>= 　]|[^\x00-\x7f])",
    re.IGNORECASE | re.DOTALL,
)
COLOUR = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|yellow|color ?\d{1,2}|[黑蓝青绿洋红黄]+色?)$", re.I
)
CURRENCY = re.compile(r"\$(?P<symbol>[^\-]*)(?:-[0-9A-Fa-f]+)?$")  # [$¥-804]; [$-804] names a language alone
CONDITION = re.compile(r"(?P<sign><=|>=|<>|<|>|=)(?P<limit>-?\d+(?:\.\d+)?)$")
COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
PLACES = frozenset("0#?")
Condition = tuple[str, Decimal]


@dataclass(frozen=True)
class Section:
    """Its pieces in order: (kind, text), a kind being `place`, `point`, `text`, `value` (@) or `general`.

    `scale` is by what power of ten the number is multiplied before it is shown.
    """

    pieces: tuple[tuple[str, str], ...]
    scale: int = 0
    has_groups: bool = False
    condition: Condition | None = None

    def is_for_text(self) -> bool:
        return any(kind == "value" for kind, _ in self.pieces)


@lru_cache(maxsize=65536)
def number(value: float, code: str) -> str | None:
    """The text that a sheet shows of a number, spaces at its ends taken off.

    Args:
        value: the number of the cell; a sheet keeps 15 digits of it.
        code: the number format, as the file holds it.

    Returns:
        The text, empty where the format prints nothing; None where the format is not understood.

    Example:
        >>> number(889132, "0!.0000"), number(0, '#,##0;-#,##0;"-"'), number(0.61, "0%"), number(1, "yyyy")
        ('88.9132', '-', '61%', None)
    """
    sections = _sections(code)
    exact = Decimal(format(value, ".15g"))
    if not sections or not exact.is_finite() or abs(exact) >= LARGEST:
        return None
    chosen = _chosen(exact, sections)
    if chosen is None:
        return None
    section, is_signed = chosen
    shown = _written(abs(exact), section)
    if shown is None:
        return None
    if exact < 0 and is_signed:
        if not shown.strip("0., "):
            return None  # programs differ: -0 or 0
        shown = f"-{shown}"
    return " ".join(shown.split())


def text(value: str, code: str) -> str | None:
    """What a sheet shows of a text: mostly itself; None where the format is not understood."""
    sections = _sections(code)
    if sections is None:
        return value  # a format of numbers alone leaves texts as they are
    section = sections[-1]
    if len(sections) < 4 and not section.is_for_text():
        return value
    if any(kind not in ("text", "value", "general") for kind, _ in section.pieces):
        return None
    pieces = (piece if kind == "text" else value for kind, piece in section.pieces)
    shown = "".join(pieces)
    return value if shown.split() == value.split() else shown.strip()


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[Section, ...] | None:
    """The sections of a format; None where one holds anything that is not understood."""
    if not code or len(code) > LONGEST_CODE:
        return None
    tokens: list[list[re.Match[str]]] = [[]]
    at = 0
    while at < len(code):
        if code[at] == ";":
            tokens.append([])
            at += 1
            continue
        token = TOKEN.match(code, at)
        if token is None:
            return None
        tokens[-1].append(token)
        at = token.end()
    sections = tuple(map(_section, tokens))
    known = tuple(section for section in sections if section is not None)
    return known if len(known) == len(sections) <= 4 else None


def _section(tokens: list[re.Match[str]]) -> Section | None:
    pieces: list[tuple[str, str]] = []
    scale, has_groups, commas = 0, False, 0
    condition: Condition | None = None
    for token in tokens:
        kind, written = token.lastgroup or "", token[token.lastgroup or 0]
        if kind == "bracket":
            symbol = _bracket(written)
            if symbol is None:
                return None
            if isinstance(symbol, tuple):
                condition = symbol
            elif symbol:
                pieces.append(("text", symbol))
        elif kind == "sign" and written == ",":
            commas += 1  # between places they part thousands, behind the last they scale
        else:
            piece = _piece(kind, written)
            if piece is None:
                return None
            if commas and piece[0] == "place":
                has_groups, commas = True, 0
            scale += 2 * (kind == "sign" and written == "%") - 3 * commas * (piece[0] == "point")
            commas = 0 if piece[0] == "point" else commas
            pieces.append(piece)
    found = Section(tuple(pieces), scale - 3 * commas, has_groups, condition)
    return found if _is_sound(found) else None


def _bracket(written: str) -> str | Condition | None:
    """A condition, or the text that a bracket prints: a currency, mostly nothing. None: not understood."""
    if COLOUR.match(written):
        return ""
    if condition := CONDITION.match(written):
        return condition["sign"], Decimal(condition["limit"])
    currency = CURRENCY.match(written)
    return currency["symbol"] if currency else None


def _piece(kind: str, written: str) -> tuple[str, str] | None:
    if kind == "sign":
        if written in PLACES:
            return "place", written
        return {".": ("point", "."), "%": ("text", "%"), "@": ("value", "")}[written]
    if kind == "general":
        return "general", ""
    if kind == "width":
        return "text", " "
    if kind == "fill":
        return ("text", " ") if written.isspace() else None
    return "text", written


def _is_sound(section: Section) -> bool:
    """At most one point, and either places, General or @."""
    kinds = [kind for kind, _ in section.pieces]
    parts = {"place", "general", "value"}.intersection(kinds)
    if kinds.count("point") > 1 or len(parts) > 1 or kinds.count("general") > 1:
        return False
    return "place" in parts or not (section.scale or section.has_groups or "point" in kinds)


def _chosen(value: Decimal, sections: tuple[Section, ...]) -> tuple[Section, bool] | None:
    """The section for a number, and whether its minus is to be written before it."""
    numeric = sections[:-1] if len(sections) > 1 and sections[-1].is_for_text() else sections[:3]
    if any(section.condition for section in numeric):
        return _by_condition(value, numeric)
    if value < 0 and len(numeric) > 1:
        return numeric[1], False
    if value == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], True


def _by_condition(value: Decimal, sections: tuple[Section, ...]) -> tuple[Section, bool] | None:
    """With conditions of its own; programs differ about the minus of negative numbers there."""
    *stated, last = sections
    if value < 0 or last.condition or not all(section.condition for section in stated) or not stated:
        return None
    for section in stated:
        if section.condition and COMPARE[section.condition[0]](value, section.condition[1]):
            return section, False
    return last, False


def _written(value: Decimal, section: Section) -> str | None:
    kinds = [kind for kind, _ in section.pieces]
    if "general" in kinds or "value" in kinds:
        shown = format(value.normalize(), "f")
        return "".join(piece if kind == "text" else shown for kind, piece in section.pieces)
    if "place" not in kinds:
        return "".join(piece for _, piece in section.pieces)
    point = kinds.index("point") if "point" in kinds else len(kinds)
    decimals = kinds[point:].count("place")
    if decimals > MOST_DECIMALS:
        return None
    scaled = value.scaleb(section.scale).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, fraction = format(scaled, "f").partition(".")
    before = _whole(whole.lstrip("0"), section.pieces[:point], section.has_groups)
    after = _fraction(fraction, section.pieces[point + 1 :])
    # Behind a point without digits programs differ: `0.##` shows 5. or 5.
    return f"{before}.{after}" if after[:1].isdecimal() else before + after


def _whole(digits: str, pieces: Iterable[tuple[str, str]], has_groups: bool) -> str:
    """Digits fill the places from the right, literals between them; the first place takes what is left."""
    backwards = [*pieces][::-1]
    left = sum(kind == "place" for kind, _ in backwards)
    shown: list[str] = []
    count = 0
    for kind, piece in backwards:
        if kind != "place":
            shown.append(piece)
            continue
        left -= 1
        size = 1 if left else max(len(digits), 1)
        taken, digits = digits[-size:], digits[:-size]
        for digit in reversed(taken or {"0": "0", "?": " ", "#": ""}[piece]):
            if has_groups and count and count % 3 == 0:
                shown.append("," if digit.isdecimal() else " ")
            shown.append(digit)
            count += 1
    return "".join(reversed(shown))


def _fraction(digits: str, pieces: Iterable[tuple[str, str]]) -> str:
    """Digits fill the places from the left; zeros at the end are shown where a place asks for them."""
    left = digits
    shown = ""
    for kind, piece in pieces:
        if kind != "place":
            shown += piece
            continue
        digit, left = left[:1], left[1:]
        is_shown = digit != "0" or left.strip("0") or piece == "0"
        shown += digit if is_shown else {"?": " ", "#": ""}[piece]
    return shown
