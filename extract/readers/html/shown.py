"""A page as a browser shows it: the facts of how its parts look, handed to the policy of `looks`."""

import re
from collections.abc import Set

from selectolax.lexbor import LexborNode
from stringzilla import contains

from extract.model.looks import PICTURE_ALONE, LeftOut, Look, Trait, run
from extract.readers.html.colours import pale_texts
from extract.readers.html.containers import is_container
from extract.readers.html.styles import above, ancestor, matched, selectors, styled, texts_of

UNSHOWN = re.compile(rb"display\s*:\s*none|visibility\s*:\s*hidden")
CROSSED = re.compile(rb"line-through")
LIFTED = re.compile(rb"vertical-align\s*:\s*(?:super|[1-9])")
SHORT = 40  # characters: a longer part is a pane that a script shows, not something in a figure's cell
# What a table of the form says somewhere; the pictures of other tables are ornaments.
OF_FORM = re.compile("本年新收|规范性文件|行政许可|结果维持|其他处理")
SPACER = re.compile(r"spac|blank|clear|trans|dot\b", re.I)
SMALLEST = 4  # pixels: narrower pictures keep room
VALUELESS = frozenset({"hidden", "checkbox", "radio", "button", "submit", "reset", "image", "file"})
# Looks by elements, and by declarations: the pattern, and a word that stands wherever it matches.
BY_TAG = {
    **dict.fromkeys(("s", "strike", "del"), Look(Trait.STRUCK)),
    "sup": Look(Trait.RAISED),
    "sub": Look(Trait.LOWERED),
}
BY_STYLE = (
    (CROSSED, b"line-through", Look(Trait.STRUCK)),
    (LIFTED, b"vertical-align", Look(Trait.RAISED)),
)
READING_AIDS = frozenset({"rt", "rp"})  # of <ruby>; rp holds the brackets for programs that cannot set it
FIELDS = frozenset({"input", "textarea"})
HIDDEN, READING_AID = Look(Trait.HIDDEN), Look(Trait.READING_AID)


def as_shown(body: LexborNode, tags: set[str], source: bytes, lowered: bytes) -> LeftOut:
    """Change the tree under `body`, whose `tags` are given; tells what was left out of tables and the report.

    `source` is what it was parsed from, `lowered` is that in small letters.
    """
    left_out = LeftOut()
    for node in _outermost(_hidden(body, source, lowered)):
        _leave_out(node, HIDDEN, left_out)
    for node in _outermost(_tagged(body, tags & READING_AIDS)):
        _leave_out(node, READING_AID, left_out)
    for text, look in pale_texts(body, source, lowered):
        _mark(text, look, left_out)
    for node in _tagged(body, tags & BY_TAG.keys()):
        _mark_under(node, BY_TAG[node.tag or ""], left_out)
    for style, word, look in BY_STYLE:
        if contains(lowered, word) and style.search(lowered):
            nodes = {node.mem_id: node for node in styled(body, style)} | matched(body, source, style)
            for node in nodes.values():
                _mark_under(node, look, left_out)
    _mark_pictures(body, tags)
    for node in _tagged(body, tags & FIELDS):
        node.replace_with(f" {_filled_in(node)} ")
    return left_out


def _tagged(body: LexborNode, tags: Set[str]) -> list[LexborNode]:
    """The elements of some tags; none are looked for where the page holds no such tag."""
    return body.css(", ".join(sorted(tags))) if tags else []


def _hidden(body: LexborNode, source: bytes, lowered: bytes) -> list[LexborNode]:
    """The hidden parts. One with a table in it stays: scripts of tabbed pages show it."""
    found: list[LexborNode] = []
    if contains(lowered, b"hidden"):
        found += [node for node in body.css("[hidden]") if "hidden" in node.attributes]
    if (contains(lowered, b"display") or contains(lowered, b"visibility")) and UNSHOWN.search(lowered):
        found += styled(body, UNSHOWN)
        for selector in selectors(source, UNSHOWN):
            parts = body.css(f"td {selector}, th {selector}")
            found += [part for part in parts if len(part.text()) <= SHORT]
    return [node for node in found if node.tag != "table" and node.css_first("table") is None]


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


def _mark_under(node: LexborNode, look: Look, left_out: LeftOut) -> None:
    """Mark the texts of a part; a raised cell or table is one that is set at the top of its place."""
    is_place = Trait.RAISED in look.traits and (
        node.tag in ("td", "th") or node.css_first("table, td") is not None
    )
    for text in [] if is_place else texts_of(node):
        _mark(text, look, left_out)


def _mark(text: LexborNode, look: Look, left_out: LeftOut) -> None:
    before = text.text_content or ""
    after = run(before, look, left_out)
    if after != before:
        text.replace_with(after)


def _mark_pictures(body: LexborNode, tags: Set[str]) -> None:
    for image in body.css("td img, th img") if "img" in tags else []:
        _mark_picture(image)


def _mark_picture(image: LexborNode) -> None:
    """A picture that is all a cell of the form's tables holds may show a figure: the cell is not blank."""
    cell = None if _keeps_room(image) else above(image, ("td", "th"))
    if cell is None or cell.css_first("table") is not None or cell.text(strip=True):
        return
    table = above(cell, ("table",))
    if table is not None and OF_FORM.search(table.text()):
        image.insert_before(PICTURE_ALONE)


def _keeps_room(image: LexborNode) -> bool:
    stated = image.attributes
    sizes = [re.match(r"\d+", stated.get(name) or "") for name in ("width", "height")]
    is_small = any(size is not None and int(size[0]) < SMALLEST for size in sizes)
    return is_small or SPACER.search((stated.get("src") or "").rpartition("/")[2]) is not None


def _filled_in(field: LexborNode) -> str:
    if field.tag == "textarea":
        return field.text()
    attributes = field.attributes
    kind = (attributes.get("type") or "text").lower()
    return "" if kind in VALUELESS else attributes.get("value") or ""
