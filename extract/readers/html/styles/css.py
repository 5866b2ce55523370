"""Style sheets of a page → rules: selectors, what they declare, and whether they surely hold on a screen."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

SHEET = re.compile(rb"<style\b([^>]*)>(.*?)(?:</style|\Z)", re.I | re.S)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
QUOTED = r""""(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'"""
STRUCTURE = re.compile(rf"{QUOTED}|[{{}};]", re.S)
DECLARATION = re.compile(
    rf"""(--|[*_#]?-?[a-z][\w-]*)\s*:\s*((?:{QUOTED}|\([^()"']*+(?:\([^()]*+\)[^()]*+)*+\)|[^;"'()]++|["'()])*+)""",
    re.S,
)
ESCAPED = re.compile(r"\\[^:;\"'{}]*:")  # a property written with escapes may be any
IMPORTANT = re.compile(r"\s*!\s*important\s*$")
PSEUDO_ELEMENT = re.compile(
    r"::(?P<name>-?[\w-]+)(?:\([^()]*\))?|:(?P<old>before|after|first-letter|first-line)(?![\w-])"
)
MEDIA_OF_SCREENS = re.compile(r"(?:only\s+)?(?:screen|all)?", re.I)
MEDIA_OF_OTHERS = re.compile(
    r"(?:only\s+)?(?:print|speech|aural|braille|handheld|projection|tty|tv)\b.*", re.I
)
# A page is looked at on a screen of usual width: what only holds on narrower ones is for telephones.
WIDTH = re.compile(r"(?:(?:only\s+)?(?:screen|all)\s+and\s+)?\(\s*(min|max)-width\s*:\s*([\d.]+)(px|em)\s*\)")
NARROW = 1000  # pixels
# Conditions of a user at work: a page that is only looked at meets none of them.
OF_A_USER = re.compile(r":(?:hover|active|focus(?:-within|-visible)?|target|visited)(?![\w-])")
SIMPLE_LAST = re.compile(r"[#.]?-?[\w\u0080-\U0010ffff][\w\u0080-\U0010ffff-]*")
NAMES_IN_BRACKETS = re.compile(r"\[[^\]]*\]|\([^()]*(?:\([^()]*\)[^()]*)*\)")
EMPTY_PAGE = LexborHTMLParser("<p></p>")
MOST_SPECIFIC = 9, 9, 9  # of a rule that may hold or not: it is tried above all others
MOST_RULES = 20_000
LONGEST_SELECTOR = 500  # characters

Declarations = dict[str, tuple[str, bool]]


class Rule(NamedTuple):
    """What a sheet declares for a selector: property → value and whether it is `!important`.

    `pseudo` is the pseudo-element it is of, mostly none. `is_certain` is false where the rule may not hold:
    under a condition that nobody can tell, or where the selector had to be widened to be understood.
    `needs` are the classes, names and tags of its last part: without them no element is meant.
    """

    selector: str
    pseudo: str
    specificity: tuple[int, int, int]
    order: int
    declarations: Declarations
    is_certain: bool
    needs: frozenset[str]


HIDES_ANYTHING = Rule(
    "*", "", MOST_SPECIFIC, MOST_RULES, {"display": ("none", False)}, is_certain=False, needs=frozenset()
)


def page_rules(source: bytes) -> tuple[Rule, ...]:
    """The rules of all sheets that a page holds itself, in order."""
    sheets = tuple(match.groups() for match in SHEET.finditer(source))
    return _rules_of(sheets) if sheets else ()


@lru_cache(maxsize=32)
def _rules_of(sheets: tuple[tuple[bytes, bytes], ...]) -> tuple[Rule, ...]:
    found: list[Rule] = []
    for attributes, text in sheets:
        media = re.search(r"media\s*=\s*[\"']?([^\"'>]*)", attributes.decode().lower())
        holds = _media_holds(media[1]) if media else True
        if holds is not False:
            for prelude, declarations, is_certain in _blocks(text.decode(errors="replace"), holds is True):
                found += _rules(prelude, declarations, is_certain, len(found))
                if len(found) > MOST_RULES:  # too many to ask: any of the rest may hide anything
                    return (*found, HIDES_ANYTHING)
    return tuple(found)


def _media_holds(query: str) -> bool | None:
    """Whether a media query holds on a screen; None where that cannot be told."""
    answers = [_one_medium(part.strip()) for part in query.split(",")]
    return True if True in answers else None if None in answers else False


def _one_medium(part: str) -> bool | None:
    if MEDIA_OF_SCREENS.fullmatch(part):
        return True
    if MEDIA_OF_OTHERS.fullmatch(part):
        return False
    width = WIDTH.fullmatch(part)
    if width is None:
        return None
    limit = float(width[2]) * (16 if width[3] == "em" else 1)
    return (width[1] == "min") if limit <= NARROW else None


class _Block(NamedTuple):
    """An open block: the selector of a rule, or none, and whether it holds; `parts` are its declarations."""

    selector: str | None
    holds: bool | None  # None: what stands inside is no style for a screen
    parts: list[str]


def _blocks(sheet: str, holds: bool) -> Iterator[tuple[str, str, bool]]:
    """Selectors and declarations of each rule, and whether it surely holds; in time linear.

    A rule without an end is closed at the end of the sheet, as browsers do.
    """
    text = COMMENT.sub(" ", sheet).replace("<!--", " ").replace("-->", " ")
    stack = [_Block(None, holds, [])]
    start = 0
    for match in STRUCTURE.finditer(text):
        mark, piece = match[0], text[start : match.start()]
        if mark not in "{};":
            continue
        start = match.end()
        if mark == "{":
            stack.append(_opened(piece.strip(), stack[-1]))
            continue
        stack[-1].parts.append(piece)
        if mark == "}" and len(stack) > 1:
            yield from _closed(stack.pop())
    stack[-1].parts.append(text[start:])
    while stack:
        yield from _closed(stack.pop())


def _opened(prelude: str, around: _Block) -> _Block:
    if prelude.startswith("@"):
        return _Block(around.selector, _at_rule(prelude, around.holds), [])
    if around.selector is None:
        return _Block(prelude, around.holds, [])
    nested = prelude.replace("&", around.selector) if "&" in prelude else f"{around.selector} {prelude}"
    nested = nested if len(nested) < LONGEST_SELECTOR else "*"
    return _Block(nested, None if around.holds is None else False, [])


def _closed(block: _Block) -> Iterator[tuple[str, str, bool]]:
    if block.selector is not None and block.holds is not None:
        yield block.selector, ";".join(block.parts), block.holds


def _at_rule(prelude: str, around: bool | None) -> bool | None:
    """The condition inside an @-rule: true, not to be told (false), or no style at all (None)."""
    name, _, query = prelude[1:].partition(" ")
    name, bracket, rest = name.partition("(")
    if name.lower() in ("font-face", "page", "keyframes", "-webkit-keyframes", "-moz-keyframes", "list"):
        return None
    if name.lower() == "media":
        holds = _media_holds((bracket + rest + query).strip())
        return None if holds is False or around is None else bool(holds and around)
    return None if around is None else False


def _rules(prelude: str, declarations: str, is_certain: bool, order: int) -> Iterator[Rule]:
    """The rules of one block. One selector that is not understood makes browsers drop all of the list."""
    stated = declared(declarations.lower())
    if not stated:
        return
    parted = [_without_pseudo_element(one) for one in _selectors(prelude) if not OF_A_USER.search(one)]
    is_certain = is_certain and all(_is_understood(selector) for selector, _ in parted)
    for number, (selector, pseudo) in enumerate(parted):
        meant = selector if _is_understood(selector) else widened(selector)
        weight = specificity(selector) if is_certain else MOST_SPECIFIC
        yield Rule(meant, pseudo, weight, order + number, stated, is_certain, _needs(meant))


@lru_cache(maxsize=8192)
def _is_understood(selector: str) -> bool:
    """Whether the parser knows a selector."""
    try:
        EMPTY_PAGE.css(selector)
    except (SelectolaxError, ValueError):
        return False
    return len(selector) <= LONGEST_SELECTOR


@lru_cache(maxsize=4096)
def declared(style: str) -> Declarations:
    """The properties that a style in small letters declares, the last of each; old hacks are none."""
    found: Declarations = {"all": ("", False)} if ESCAPED.search(style) else {}
    for match in DECLARATION.finditer(COMMENT.sub(" ", style)):
        name, value = match[1], match[2].strip()
        if name[0] in "*_#" or name == "--":
            continue
        is_important = IMPORTANT.search(value) is not None
        if is_important or not found.get(name, ("", False))[1]:
            found[name] = IMPORTANT.sub("", value), is_important
    return found


def _selectors(prelude: str) -> Iterator[str]:
    """The selectors of a list, parted at the commas outside brackets."""
    depth, start = 0, 0
    for match in re.finditer(r"[()\[\],]", prelude):
        if match[0] == ",":
            if depth == 0:
                yield prelude[start : match.start()].strip()
                start = match.end()
        else:
            depth += 1 if match[0] in "([" else -1
    yield prelude[start:].strip()


def _without_pseudo_element(selector: str) -> tuple[str, str]:
    match = PSEUDO_ELEMENT.search(selector)
    if match is None:
        return selector, ""
    bare = selector[: match.start()]
    return (bare if bare and bare[-1] not in " >+~" else f"{bare}*"), match["name"] or match["old"]


@lru_cache(maxsize=4096)
def specificity(selector: str) -> tuple[int, int, int]:
    """How much a selector weighs: its names, its classes and attributes, its tags (Selectors 4, 17)."""
    bare = re.sub(r":where\([^()]*\)", "", selector)
    bare = re.sub(r":(?:not|is|has|matches|any)\(", " ", bare)
    classes = len(re.findall(r"\.[\w\\-]|\[|(?<!:):(?!:)[a-z]", bare))
    names = len(re.findall(r"#[\w\\-]", bare))
    plain = re.sub(r"\[[^\]]*\]|[.#:]+[\w\\-]+(?:\([^()]*\))?", "", bare)
    return names, classes, len(re.findall(r"[a-z][\w-]*", plain, re.I)) + ("::" in bare)


def _needs(selector: str) -> frozenset[str]:
    """The simple selectors that every meant element bears itself."""
    last = re.split(r"[\s>+~]+", NAMES_IN_BRACKETS.sub("", selector).strip())[-1]
    if "\\" in last:
        return frozenset()
    plain = re.sub(r":[\w-]+", "", last)
    return frozenset(
        name if name[0] in ".#" else name.lower() for name in SIMPLE_LAST.findall(plain.replace("|", " "))
    )


def widened(selector: str) -> str:
    """A selector that means at least what this one does, for one that the parser does not know."""
    if len(selector) > LONGEST_SELECTOR:
        return "*"
    last = re.split(r"[\s>+~]+", NAMES_IN_BRACKETS.sub("", selector).strip())[-1]
    plain = re.sub(r":[\w-]+", "", last)
    return plain if re.fullmatch(r"[a-z]*(?:[.#]-?[a-z_][\w-]*)*", plain, re.I) and plain else "*"
