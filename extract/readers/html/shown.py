"""A page as a browser shows it: the facts of how its parts look, handed to the policy of `looks`."""

import re
from collections.abc import Iterator, Set

from selectolax.lexbor import LexborNode
from stringzilla import contains

from extract.model.looks import LeftOut, Look, Trait
from extract.readers.html.containers import is_container
from extract.readers.html.styles.cascade import Cascade
from extract.readers.html.styles.cells import HIDDEN, STYLED, leave_out_or_mark, mark, refuse
from extract.readers.html.styles.colours import unseen_texts
from extract.readers.html.styles.elements import (
    CELLS,
    above,
    ancestor,
    cells_of_form,
    given_by_sheets,
    in_cell,
    styled,
    texts_of,
)

UNSHOWN = re.compile(rb"display\s*:\s*none|visibility\s*:\s*hidden")
SPACER = re.compile(r"spac|blank|clear|trans|dot\b", re.I)
SMALLEST = 4  # pixels: narrower pictures keep room
VALUELESS = frozenset({"hidden", "checkbox", "radio", "file", "image"})
BUTTONS = frozenset({"button", "submit", "reset"})
# Looks by elements, and the property by which a style sheet may take the look away.
BY_TAG = {
    **dict.fromkeys(("s", "strike", "del"), (Look(Trait.STRUCK), "text-decoration")),
    "sup": (Look(Trait.RAISED), "vertical-align"),
    "sub": (Look(Trait.LOWERED), "vertical-align"),
}
READING_AIDS = frozenset({"rt", "rp"})  # of <ruby>; rp holds the brackets for programs that cannot set it
FIELDS = frozenset({"input", "textarea"})
DRAWN = frozenset({"img", "object", "embed", "canvas", "svg", "video", "iframe", "math", "meter", "progress"})
# What shows its text only when a user acts, or turns it about.
ACTED = frozenset({"details", "dialog", "datalist", "bdo", "marquee", "audio"})
PAINTING = "background", "background-image", "content", "list-style", "list-style-image"
PAINTED = re.compile(rb"(?:background|content|list-style)[^;]*url\(")
FIELDS_OF_NO_TEXT = [f"input[type={kind} i]" for kind in ("image", "range", "color", "password")]
READING_AID = Look(Trait.READING_AID)


def as_shown(body: LexborNode, tags: set[str], source: bytes, lowered: bytes) -> LeftOut:
    """Change the tree under `body`, whose `tags` are given; tells what was left out of tables and the report.

    `source` is what it was parsed from, `lowered` is that in small letters.
    """
    left_out = LeftOut()
    for node in _outermost(_hidden(body, lowered)):
        _leave_out(node, HIDDEN, left_out)
    for node in _outermost(_tagged(body, tags & READING_AIDS)):
        _leave_out(node, READING_AID, left_out)
    _mark_drawn(body, tags, source, lowered, left_out)
    for text, look in unseen_texts(body, source, lowered):
        mark(text, look, left_out)
    cascade = Cascade(body, tags, source, lowered)
    for node in _tagged(body, tags & BY_TAG.keys()):
        _mark_by_tag(node, cascade, left_out)
    leave_out_or_mark(cascade, left_out, lowered)
    for node in _tagged(body, tags & FIELDS):
        node.replace_with(f" {filled_in(node)} ")
    return left_out


def _tagged(body: LexborNode, tags: Set[str]) -> list[LexborNode]:
    """The elements of some tags; none are looked for where the page holds no such tag."""
    return body.css(", ".join(sorted(tags))) if tags else []


def _hidden(body: LexborNode, lowered: bytes) -> list[LexborNode]:
    """The hidden parts outside tables. One with a table in it stays: scripts of tabbed pages show it."""
    found: list[LexborNode] = []
    if contains(lowered, b"hidden"):
        found += [node for node in body.css("[hidden]") if "hidden" in node.attributes]
    if (contains(lowered, b"display") or contains(lowered, b"visibility")) and UNSHOWN.search(lowered):
        found += styled(body, UNSHOWN)
    return [
        node
        for node in found
        if node.tag != "table" and node.css_first("table") is None and not _in_table(node)
    ]


def _in_table(node: LexborNode) -> bool:
    return above(node, ("table",)) is not None


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Each node once, and none inside another: what stands in a part goes with it."""
    found = {node.mem_id: node for node in nodes}
    return [
        node
        for node in found.values()
        if ancestor(node.parent, lambda around: around.mem_id in found) is None
    ]


def _leave_out(node: LexborNode, look: Look, left_out: LeftOut) -> None:
    """Take a part away; menus and panes outside tables and the report's own text are not worth a word."""
    text = node.text()
    if text.strip() and ancestor(node, lambda around: around.tag == "table" or is_container(around)):
        left_out.add(look, text)
    node.decompose()


def _mark_by_tag(node: LexborNode, cascade: Cascade, left_out: LeftOut) -> None:
    """Mark the texts of a part that its tag raises or strikes, unless a style says otherwise of it."""
    look, name = BY_TAG[node.tag or ""]
    cell = above(node, CELLS)
    if cell is not None and cascade.changes(node, name):
        refuse(cell, STYLED, left_out)
    elif Trait.RAISED not in look.traits or node.css_first("table, td") is None:
        for text in texts_of(node):
            mark(text, look, left_out)


def _mark_drawn(body: LexborNode, tags: Set[str], source: bytes, lowered: bytes, left_out: LeftOut) -> None:
    """Refuse the cells of the form that hold a picture or another part that is no plain text."""
    selectors = [*sorted(tags & DRAWN), *sorted(tags & ACTED)]
    selectors += FIELDS_OF_NO_TEXT if "input" in tags else []
    selectors += ["[popover]"] if contains(lowered, b"popover") else []
    drawn = body.css(", ".join(f"td {name}, th {name}" for name in selectors)) if selectors else []
    for node, cell in cells_of_form(drawn):
        if not _keeps_room(node):  # it may show a figure, or a part of it: the cell is not blank
            refuse(cell, Look(Trait.PICTURE), left_out)
    if contains(lowered, b"url(") or contains(lowered, b" background="):
        for _, cell in cells_of_form(_painted(body, source)):
            if not cell.text(strip=True):
                refuse(cell, Look(Trait.PICTURE), left_out)


def _painted(body: LexborNode, source: bytes) -> Iterator[LexborNode]:
    """Elements that a style may make a picture: cells by their own, those in cells by a sheet's, too."""
    yield from body.css("td[background], th[background], td [background], th [background]")
    yield from (node for node in styled(body, PAINTED) if in_cell(node))
    for given in given_by_sheets(body, source, PAINTING):
        if b"url(" in given.value and given.node.tag not in CELLS and in_cell(given.node):
            yield given.node


def _keeps_room(image: LexborNode) -> bool:
    stated = image.attributes
    sizes = [re.match(r"\d+", stated.get(name) or "") for name in ("width", "height")]
    if image.tag != "img":
        return False
    is_small = any(size is not None and int(size[0]) < SMALLEST for size in sizes)
    return is_small or SPACER.search((stated.get("src") or "").rpartition("/")[2]) is not None


def filled_in(field: LexborNode) -> str:
    """What a field of a form shows: its value, else what it asks for."""
    if field.tag == "textarea":
        return field.text()
    attributes = field.attributes
    kind = (attributes.get("type") or "text").lower()
    return "" if kind in VALUELESS else attributes.get("value") or attributes.get("placeholder") or ""
