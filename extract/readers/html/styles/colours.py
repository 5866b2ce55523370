"""Texts of a page in the colour of what lies behind them, paper or another ground: nobody sees them."""

import re
from collections.abc import Iterable, Iterator, Set

from selectolax.lexbor import LexborNode
from stringzilla import contains

from extract.model.colours import BLACK, SOME_COLOUR, Colour, is_like, is_pale
from extract.model.looks import Look
from extract.readers.html.styles.colour_values import VALUE, colour
from extract.readers.html.styles.elements import (
    Given,
    ancestor,
    given_by_sheets,
    in_cell,
    style_of,
    styled,
    texts_of,
)

# Any value beside the word, of a text or a ground; begins with its letters alone, which is found fastest.
SOMEWHERE = re.compile(rb"color\s*[:=]\s*[\"']?\s*" + VALUE)
GROUND_SOMEWHERE = re.compile(rb"(?:background(?:-color)?\s*:|bgcolor\s*=)\s*[\"']?\s*" + VALUE)
GROUND_WORDS = b"background", b"bgcolor"
TEXT = re.compile(rb"(?<![\w-])color\s*:\s*" + VALUE)
GROUND = re.compile(rb"background(?:-color|-image)?\s*:\s*([^;]+)")
PLAIN_GROUND = re.compile(VALUE)
SEEN_THROUGH = frozenset((b"transparent", b"none", b"inherit", b"initial", b"unset"))
USUAL = b"black"  # the colour of a text of which none is told
Values = frozenset[bytes]
GROUND_NAMES = "background", "background-color", "background-image"
Grounds = dict[int, bytes]  # that sheets may give elements, by the elements' numbers


def unseen_texts(body: LexborNode, source: bytes, lowered: bytes) -> Iterator[tuple[LexborNode, Look]]:
    """Texts in cells that are as pale as paper, or like the ground next behind them, with that ground.

    Colours are those of elements, and of rules in the page's own style sheets, which `source` holds. Where
    two rules disagree the part counts as unseen: it is refused, not read.
    """
    behind = _grounds(lowered)
    texts = _lost(frozenset(SOMEWHERE.findall(lowered)), behind)
    has_black = any(is_like(BLACK, colour(ground)) for ground in behind)
    if not texts and not has_black:  # most pages
        return
    coloured = [*given_by_sheets(body, source, ("color",))]
    parts = [*_coloured(body, texts, coloured)] if texts else []
    own_colour = {each.node.mem_id for each in coloured}
    grounds = {each.node.mem_id: each.value for each in given_by_sheets(body, source, GROUND_NAMES)}
    if has_black:
        parts += [(node, USUAL) for node in _on_black(body, own_colour, grounds)]
    for node, value in parts:
        if not in_cell(node):
            continue
        look = Look(colour=colour(value), ground=_ground(node, grounds))
        for text in texts_of(node):
            if not any(_is_set_apart(around, own_colour, grounds) for around in _between(text, node)):
                yield text, look


def _grounds(lowered: bytes) -> Values:
    if not any(contains(lowered, word) for word in GROUND_WORDS):
        return frozenset()
    return frozenset(GROUND_SOMEWHERE.findall(lowered))


def _lost(texts: Values, grounds: Values) -> Values:
    """The colours that are not seen on paper, or on one of the grounds."""
    behind = [colour(ground) for ground in grounds]
    return frozenset(
        text
        for text in texts
        if is_pale(colour(text)) or any(is_like(colour(text), ground) for ground in behind)
    )


def _coloured(
    body: LexborNode, texts: Values, by_sheets: Iterable[Given]
) -> Iterator[tuple[LexborNode, bytes]]:
    """The elements that state one of these colours, or are given one that counts."""
    for font in body.css("td font[color], th font[color]"):
        stated = (font.attributes.get("color") or "").strip().lower().encode(errors="replace")
        if stated in texts:
            yield font, stated
    for node in styled(body, TEXT):
        told = TEXT.search(style_of(node))
        if told and told[1] in texts:
            yield node, told[1]
    for node, value, is_important in by_sheets:
        if value in texts and (is_important or not _states_colour(node)):
            yield node, value


def _on_black(body: LexborNode, coloured: Set[int], grounds: Grounds) -> Iterator[LexborNode]:
    """The elements with a black ground whose text has the usual colour: what was struck out with a bar."""
    for node in body.css("[style], [bgcolor], [class], td, th"):
        own = _own_ground(node) if node.mem_id not in grounds else _ground(node, grounds)
        if is_like(BLACK, own) and not ancestor(
            node, lambda around: around.mem_id in coloured or _states_colour(around)
        ):
            yield node


def _states_colour(node: LexborNode) -> bool:
    return "color" in node.attributes or TEXT.search(style_of(node)) is not None


def _ground(node: LexborNode, given: Grounds) -> Colour | None:
    """The ground next behind an element; None where none is told up to the page's."""
    behind = ancestor(node, lambda around: _own_ground(around) is not None or around.mem_id in given)
    if behind is None:
        return None
    own = _own_ground(behind)
    return own if own is not None else _ground_colour(given[behind.mem_id])


def _own_ground(node: LexborNode) -> Colour | None:
    """The ground that an element itself states."""
    stated = node.attributes
    if told := GROUND.search(style_of(node)):
        return _ground_colour(told[1])
    if stated.get("background"):
        return SOME_COLOUR
    ground = (stated.get("bgcolor") or "").strip().lower().encode(errors="replace")
    return colour(ground) if ground else None


def _ground_colour(written: bytes) -> Colour | None:
    """The colour of a ground; some colour for pictures, gradients and what is not understood."""
    word = written.split(b"!")[0].strip()
    if word in SEEN_THROUGH:
        return None
    told = PLAIN_GROUND.match(word)
    return colour(told[1]) if told and b"url(" not in word else SOME_COLOUR


def _between(text: LexborNode, node: LexborNode) -> Iterator[LexborNode]:
    """The elements around a text, inside another."""
    around = text.parent
    while around is not None and around.mem_id != node.mem_id:
        yield around
        around = around.parent


def _is_set_apart(node: LexborNode, coloured: Set[int], grounds: Grounds) -> bool:
    """Whether an element has a colour or a ground of its own."""
    has_ground = node.mem_id in grounds or _own_ground(node) is not None
    return has_ground or node.mem_id in coloured or _states_colour(node)
