"""Texts of a page in the colour of paper: nobody sees them, unless a ground shows them."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode
from stringzilla import contains

from extract.model.looks import SOME_COLOUR, WHITE, Look
from extract.readers.html.styles.elements import ancestor, in_cell, matched, style_of, styled, texts_of

# As looks.is_pale: each channel from 250 on.
PALE = (
    rb"(?:#(?:f[a-f]){3}(?:[0-9a-f]{2})?|#fff[0-9a-f]?|white|rgba?\(\s*25[0-5]\s*,\s*25[0-5]\s*,\s*25[0-5][^)]*\))"
    rb"(?![\w-])"
)
SIGNS = b"#f", b"white", b"25"  # one of them stands in the source of every page with a pale colour
PALE_SOMEWHERE = re.compile(rb"color\s*[:=]\s*[\"']?\s*" + PALE)
COLOUR = re.compile(rb"(?<![\w-])color\s*:")
PALE_TEXT = re.compile(COLOUR.pattern + rb"\s*" + PALE)
PALE_ATTRIBUTE = re.compile(rb"#?" + PALE + rb"|f{6}")  # browsers read color=ffffff too
GROUND = re.compile(
    rb"background(?:-color|-image)?\s*:\s*(?!\s*(?:" + PALE + rb"|transparent\b|none\b|inherit\b))"
)
GROUND_ATTRIBUTES = "bgcolor", "background"


def pale_texts(body: LexborNode, source: bytes, lowered: bytes) -> Iterator[tuple[LexborNode, Look]]:
    """Texts in cells that are white, with what is told of their ground.

    Colours are those of elements, and of rules in the page's own style sheets, which `source` holds. Where
    two rules disagree the part counts as white: it is refused, not read.
    """
    parts = {}
    if _may_hold_pale(lowered):
        parts = {node.mem_id: node for node in _pale_parts(body, source) if in_cell(node)}
    if not parts:  # most pages
        return
    grounds, coloured = matched(body, source, GROUND), matched(body, source, COLOUR)
    for node in parts.values():
        if any(_states_colour(inner) or inner.mem_id in coloured for inner in node.css("*")[1:]):
            continue
        look = Look(colour=WHITE, ground=SOME_COLOUR if _has_ground(node, grounds) else None)
        yield from ((text, look) for text in texts_of(node))


def _may_hold_pale(lowered: bytes) -> bool:
    return any(contains(lowered, sign) for sign in SIGNS) and PALE_SOMEWHERE.search(lowered) is not None


def _pale_parts(body: LexborNode, source: bytes) -> Iterator[LexborNode]:
    """The elements that state a pale colour, or are given one and state none."""
    yield from (node for node in body.css("td font[color], th font[color]") if _is_pale_font(node))
    yield from styled(body, PALE_TEXT)
    yield from (node for node in matched(body, source, PALE_TEXT).values() if not _states_colour(node))


def _states_colour(node: LexborNode) -> bool:
    return "color" in node.attributes or b"color" in style_of(node)


def _is_pale_font(font: LexborNode) -> bool:
    stated = (font.attributes.get("color") or "").strip().lower()
    return PALE_ATTRIBUTE.fullmatch(stated.encode(errors="replace")) is not None


def _has_ground(node: LexborNode, grounds: dict[int, LexborNode]) -> bool:
    """Whether an element or one around it, up to the page's, has a colour or picture behind it."""
    return ancestor(node, lambda around: _is_ground(around, grounds)) is not None


def _is_ground(node: LexborNode, grounds: dict[int, LexborNode]) -> bool:
    stated = node.attributes
    return (
        node.mem_id in grounds
        or any(stated.get(name) for name in GROUND_ATTRIBUTES)
        or GROUND.search(style_of(node)) is not None
    )
