"""What the styles of a page decide of the cells of its tables: left out, marked, or refused."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborNode
from stringzilla import contains

from extract.model.looks import OBJECT, LeftOut, Look, Trait, run
from extract.readers.html.styles.cascade import Cascade, Styled
from extract.readers.html.styles.effects import Effect
from extract.readers.html.styles.elements import CELLS, ancestor, style_of, texts_of

ROWS = frozenset({"tr", "tbody", "thead", "tfoot"})
BLOCKS = frozenset({"p", "div", "center", "li", "h1", "h2", "h3", "h4", "h5", "h6", *CELLS, *ROWS})
SHORT = 40  # characters: a longer part is a pane that a script shows, not something in a figure's cell
FIGURE = re.compile(r"[\d〇零一二三四五六七八九十百千]")
NAMING = frozenset({"style", "class", "id"})  # attributes by which a style may reach an element
OWN_HIDING = re.compile(rb"display\s*:\s*none|visibility\s*:")
HIDDEN, STYLED, ADDED = Look(Trait.HIDDEN), Look(Trait.STYLED), Look(Trait.ADDED)
MARKS = {
    Effect.STRIKES: Look(Trait.STRUCK),
    Effect.RAISES: Look(Trait.RAISED),
    Effect.LOWERS: Look(Trait.LOWERED),
}
# Class names that the style sheets of many frameworks give to what is not seen.
HIDING_NAME = re.compile(
    r"(?:^|[-_])(?:hidden|hide|none|invisible|sr-only|offscreen|unseen|visually-hidden)(?:$|[-_])", re.I
)
HIDING_SIGNS = b"hid", b"none", b"invisib", b"sr-only", b"offscreen", b"unseen"
ELSEWHERE = b"stylesheet", b"@import"


class _Cell(NamedTuple):
    """An innermost cell around a part, and what stands in both without spaces."""

    node: LexborNode
    text: str
    part: str

    @property
    def is_part(self) -> bool:
        return bool(self.part) and self.part != self.text

    @property
    def may_hold_figure(self) -> bool:
        return len(self.text) <= SHORT and FIGURE.search(self.text) is not None


def leave_out_or_mark(cascade: Cascade, left_out: LeftOut, lowered: bytes) -> None:
    """Change the tables of the tree as the page's styles show them, and mark the cells that are refused."""
    found = [styled for styled in cascade.styled() if styled.node.css_first("table") is None]
    hidden = {styled.node.mem_id: styled.node for styled in found if _is_left_out(styled)}
    for styled in found:
        if _stays(styled.node, hidden):
            _mark_styled(styled, cascade, left_out)
    refused = [(node, ADDED) for node in cascade.added()]
    refused += [(node, STYLED) for node in _hidden_by_name(cascade, lowered)]
    for node, look in refused:
        if _stays(node, hidden):
            _refuse_around(node, look, left_out)
    outermost = [node for node in hidden.values() if _stays(node.parent, hidden)]
    for node in outermost:
        left_out.add(HIDDEN, node.text())
        node.decompose()


def _stays(node: LexborNode | None, hidden: Mapping[int, LexborNode]) -> bool:
    """Whether an element stands in none that goes."""
    return ancestor(node, lambda around: around.mem_id in hidden) is None


def _is_left_out(styled: Styled) -> bool:
    """Whether a part is surely gone. A long one that a sheet hides is a pane that a script shows."""
    if Effect.HIDES not in styled.effects or Effect.DOUBTS in styled.effects:
        return False
    node = styled.node
    if node.tag in ROWS or "hidden" in node.attributes or OWN_HIDING.search(style_of(node)):
        return True
    return _cell_of(node) is not None and len(node.text().strip()) <= SHORT


def _mark_styled(styled: Styled, cascade: Cascade, left_out: LeftOut) -> None:
    node, found = styled
    is_shown_inside = Effect.BLANKS in found and _may_be_shown_inside(node, cascade)
    if node.tag in ROWS:
        if Effect.BLANKS in found and not is_shown_inside:
            _blank(node, left_out)
        elif is_shown_inside or found & {Effect.DOUBTS, Effect.HIDES}:
            for inner in node.css("td, th"):
                refuse(inner, STYLED, left_out)
        return
    cell = _cell_of(node)
    if cell is None or not (cell.may_hold_figure or Effect.BLANKS in found):
        return
    moves = Effect.MOVES in found and cell.is_part
    if Effect.DOUBTS in found or moves or is_shown_inside:
        refuse(cell.node, STYLED, left_out)
    elif Effect.BLANKS in found and len(cell.part) <= SHORT:
        _blank(node, left_out)
    for effect in found & MARKS.keys():
        if effect is Effect.STRIKES or (node.tag not in BLOCKS and cell.part):
            for text in texts_of(node):
                mark(text, MARKS[effect], left_out)


def _may_be_shown_inside(node: LexborNode, cascade: Cascade) -> bool:
    """Whether an element in an unseen part may be seen again: a sheet elsewhere may know it by a name.

    Of a row only what this page says counts: the cells of most have names.
    """
    inside = (inner for inner in node.css("*") if inner.mem_id != node.mem_id)
    reach = frozenset[str]() if node.tag in ROWS else NAMING
    return any(reach & inner.attributes.keys() or cascade.mentions(inner, "visibility") for inner in inside)


def _blank(node: LexborNode, left_out: LeftOut) -> None:
    """Take the texts away and leave their place."""
    left_out.add(HIDDEN, node.text())
    for text in texts_of(node):
        text.replace_with(" ")


def mark(text: LexborNode, look: Look, left_out: LeftOut) -> None:
    """Write a text as its look decides."""
    before = text.text_content or ""
    after = run(before, look, left_out)
    if after != before:
        text.replace_with(after)


def refuse(cell: LexborNode, look: Look, left_out: LeftOut) -> None:
    """Mark a cell as unreadable; one without text gets a sign that something stands there."""
    for text in texts_of(cell):
        if (text.text_content or "").strip():
            mark(text, look, left_out)
            return
    if look != STYLED:
        cell.insert_child(run(OBJECT, look, left_out))


def _refuse_around(node: LexborNode, look: Look, left_out: LeftOut) -> None:
    cell = _cell_of(node)
    if cell is not None and (look == ADDED or cell.may_hold_figure):
        refuse(cell.node, look, left_out)


def _cell_of(node: LexborNode) -> _Cell | None:
    """The cell that an element is or stands in, unless that lays out a table."""
    cell = ancestor(node, lambda around: around.tag in CELLS)
    if cell is None or cell.css_first("table") is not None:
        return None
    return _Cell(cell, "".join(cell.text().split()), "".join(node.text().split()))


def _hidden_by_name(cascade: Cascade, lowered: bytes) -> Iterable[LexborNode]:
    """Parts of figures that bear the usual name of what is hidden, or a name that a sheet elsewhere may know.

    What the page's own sheets say of them is decided by the cascade.
    """
    if any(contains(lowered, sign) for sign in HIDING_SIGNS):
        for node in cascade.body.css("table [class]"):
            if any(map(HIDING_NAME.search, _classes(node))) and not cascade.decides(node, "display"):
                yield node
    if any(contains(lowered, sign) for sign in ELSEWHERE):
        for node in cascade.body.css("td [class]:not([class^=Mso]), th [class]:not([class^=Mso])"):
            cell = _cell_of(node)
            if cell is not None and cell.is_part and _divides_a_figure(cell):
                yield node


def _divides_a_figure(cell: _Cell) -> bool:
    rest = cell.text.replace(cell.part, "", 1)
    return FIGURE.search(cell.part) is not None and FIGURE.search(rest) is not None


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()
