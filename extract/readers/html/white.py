"""Figures of a page in the colour of its paper: nobody sees them, unless a ground shows them."""

import re

from selectolax.lexbor import LexborNode

from extract.readers.html.styles import above, selectors, styled

COLOUR = re.compile(rb"(?<![\w-])color\s*:")
WHITE = re.compile(COLOUR.pattern + rb"\s*(?:#fff(?:fff)?|white|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))(?!\w)")
GROUND = re.compile(
    rb"background(?:-color|-image)?\s*:\s*(?!\s*(?:#fff(?:fff)?|white|transparent|none|inherit)\b)"
)
WHITES = frozenset({"#fff", "#ffffff", "ffffff", "white"})


def white_texts(body: LexborNode, source: bytes) -> list[LexborNode]:
    """Texts in cells that are white, and that no ground of their own or around them shows.

    Colours are those of elements, and of simple rules in the page's own style sheets, of which `source` is
    asked. Where two rules disagree the part counts as white: it is refused, not read.
    """
    fonts = [node for node in body.css("td font[color], th font[color]") if _is_white(node)]
    by_sheet = [node for node in _matched(body, source, WHITE).values() if not _states_colour(node)]
    parts = {node.mem_id: node for node in [*fonts, *styled(body, WHITE), *by_sheet] if _is_in_cell(node)}
    grounds, coloured = (_matched(body, source, style) if parts else {} for style in (GROUND, COLOUR))
    seen = [node for node in parts.values() if not _has_ground(node, grounds)]
    plain = [
        node
        for node in seen
        if not any(_states_colour(inner) or inner.mem_id in coloured for inner in node.css("*")[1:])
    ]
    return [text for node in plain for text in node.traverse(include_text=True) if text.tag == "-text"]


def _matched(body: LexborNode, source: bytes, style: re.Pattern[bytes]) -> dict[int, LexborNode]:
    """The elements that a style sheet gives such a style, by their numbers."""
    return {node.mem_id: node for selector in selectors(source, style) for node in body.css(selector)}


def _is_in_cell(node: LexborNode) -> bool:
    return node.tag in ("td", "th") or above(node, ("td", "th")) is not None


def _states_colour(node: LexborNode) -> bool:
    said = node.attributes
    return "color" in said or "color" in (said.get("style") or "").lower()


def _is_white(font: LexborNode) -> bool:
    return (font.attributes.get("color") or "").strip().lower() in WHITES


def _has_ground(node: LexborNode | None, grounds: dict[int, LexborNode]) -> bool:
    """Whether an element or one around it, up to the page's, has a colour or picture behind it."""
    while node is not None and node.tag != "html":
        said = node.attributes
        style = (said.get("style") or "").lower().encode(errors="replace")
        if said.get("bgcolor") or said.get("background") or node.mem_id in grounds or GROUND.search(style):
            return True
        node = node.parent
    return False
