"""WordprocessingML as printed: tracked changes accepted, and how runs look (ECMA-376-1 §17.3.2)."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from lxml import etree

from extract.model.colours import Colour, is_like, is_pale
from extract.model.looks import (
    CLOSEST,
    LIFTED,
    NARROWEST,
    PICTURE_FONTS,
    PLAIN,
    SMALLEST,
    LeftOut,
    Look,
    Trait,
    rules_of,
    run,
)
from extract.readers.word.docx.grounds import NO_GROUND, all_grounds, colour, ground_of
from extract.readers.word.docx.styles import Stated, Styles, colour_of, stated
from extract.readers.word.docx.text import (
    NAMESPACES,
    TBL,
    TR,
    VALUE,
    WORD,
    Element,
    P,
    R,
    T,
    above,
    blocks,
    is_true,
)

UNSEEN = {WORD + "moveFrom": Look(Trait.DELETED), WORD + "rt": Look(Trait.READING_AID)}
DELETED_TEXT = WORD + "delText"
HIDDEN = {WORD + "vanish": R, WORD + "hidden": TR}  # what a property hides
COLOUR, SCRIPT, POSITION = (WORD + name for name in ("color", "vertAlign", "position"))
STRIKES = WORD + "strike", WORD + "dstrike"
LOOKS = COLOUR, *STRIKES, SCRIPT, POSITION
RUN_PROPERTIES, RUN_STYLE = WORD + "rPr", WORD + "rStyle"
PARAGRAPH_STYLE, TABLE_STYLE = f"{WORD}pPr/{WORD}pStyle", f"{WORD}tblPr/{WORD}tblStyle"
SCRIPTS = {"superscript": Look(Trait.RAISED), "subscript": Look(Trait.LOWERED)}
STRUCK, STYLED = Look(Trait.STRUCK), Look(Trait.STYLED)
LOWEST = 80  # of a line, a row, or the place that a text must fit: no digit is so low
# What makes text show otherwise than it is written; lengths are in twentieths of a point. Of properties that
# every run may have, those that matter; the others are rare, and looked at one by one.
USUAL_CHANGES: Any = etree.XPath(
    f"descendant::w:sz[@w:val < {2 * SMALLEST}]"
    f" | descendant::w:rFonts[contains(@w:ascii, '{PICTURE_FONTS}')]"
    f" | descendant::w:spacing[@w:val < {20 * CLOSEST} or (@w:lineRule = 'exact' and @w:line < {LOWEST})]",
    namespaces=NAMESPACES,
)
FILL = "{http://schemas.microsoft.com/office/word/2010/wordml}textFill"
UNSEEN_FILL: Any = etree.XPath(
    "w14:noFill or w14:gradFill or .//w14:alpha/@w14:val > 50000"
    " or (not(../w:color) and .//@w14:val[. = 'bg1' or . = 'FFFFFF'])",
    namespaces=NAMESPACES | {"w14": FILL[1:].partition("}")[0]},
)
RARE_CHANGES: dict[Any, Callable[[Element], bool]] = {
    WORD + "bdo": lambda mark: mark.get(VALUE) == "rtl",  # 12 is shown as 21
    WORD + "w": lambda mark: _is_less(mark, NARROWEST),
    WORD + "fitText": lambda mark: _is_less(mark, LOWEST),
    WORD + "trHeight": lambda mark: mark.get(WORD + "hRule") == "exact" and _is_less(mark, LOWEST),
    FILL: lambda mark: bool(UNSEEN_FILL(mark)),
}
REFERENCES = WORD + "footnoteReference", WORD + "endnoteReference"
OWN_MARK = WORD + "customMarkFollows"  # the rest of the reference's run is the note's mark
Grounds = frozenset[Colour]
NO_GROUNDS: Grounds = frozenset()
POINTS = re.compile(r"(-?\d+(?:\.\d+)?)(pt)?")


def _is_less(mark: Element, limit: int) -> bool:
    value = mark.get(VALUE, "")
    return value.isdecimal() and int(value) < limit


def _mark_changed_runs(root: Element, left_out: LeftOut) -> None:
    changes = [*USUAL_CHANGES(root)]
    changes += [mark for mark in root.iter(*RARE_CHANGES) if RARE_CHANGES[mark.tag](mark)]
    for mark in changes:
        carrier = mark if mark.tag == WORD + "bdo" else above(mark, 2)
        if carrier is not None and (carrier is mark or carrier.tag in (R, P, TR)):
            _mark_texts(carrier, STYLED, left_out)
    for reference in root.iter(*REFERENCES):
        carrier = above(reference, 1)
        if carrier is not None and is_true(reference.get(OWN_MARK, "0")):
            _mark_texts(carrier, SCRIPTS["superscript"], left_out)


def _mark_texts(carrier: Element, look: Look, left_out: LeftOut) -> None:
    for text in carrier.iter(T):
        text.text = run(text.text or "", look, left_out)


def as_printed(root: Element, left_out: LeftOut, styles: Styles | None = None) -> None:
    """Accept tracked changes, mark the runs whose look matters, and set each text box after its paragraph."""
    for element in list(root.iter(*UNSEEN)):
        _leave_out(element, UNSEEN[element.tag], left_out)
    _accept_deletions(root, left_out)
    for mark in list(root.iter(*HIDDEN)):
        hidden = above(mark, 2)
        if hidden is not None and hidden.tag == HIDDEN[mark.tag] and is_on(mark):
            _leave_out(hidden, Look(Trait.HIDDEN), left_out)
    grounds = all_grounds(root)
    is_styled = styles is not None and any(_look(layer, grounds) is not PLAIN for layer in styles.used(root))
    if styles is not None and (is_styled or any(map(_varies, styles.tables_used(root)))):
        _mark_styled_runs(root, styles, grounds, left_out)
    else:
        _mark_runs(root, grounds, left_out)
    _mark_changed_runs(root, left_out)
    for box in list(root.iter(WORD + "txbxContent")):
        _set_after(box)


def _accept_deletions(root: Element, left_out: LeftOut) -> None:
    for mark in list(root.iter(WORD + "del", WORD + "cellDel")):
        inside = above(mark, 1)
        is_property = inside is not None and inside.tag in (WORD + "trPr", WORD + "tcPr")
        _leave_out(above(mark, 2) if is_property else mark, Look(Trait.DELETED), left_out)


def _mark_runs(root: Element, grounds: Grounds, left_out: LeftOut) -> None:
    looks: dict[Element, Look] = {}
    for mark in root.iter(*LOOKS):
        look = _stated(mark, grounds)
        carrier = above(mark, 2) if look is not PLAIN else None
        if carrier is not None and carrier.tag == R:
            before = looks.get(carrier, PLAIN)
            looks[carrier] = Look(
                before.traits | look.traits, before.colour if look.colour is None else look.colour
            )
    for carrier, look in looks.items():
        if look.colour is not None:
            look = look._replace(ground=ground_of(carrier))
        _mark_texts(carrier, look, left_out)


def _mark_styled_runs(root: Element, styles: Styles, grounds: Grounds, left_out: LeftOut) -> None:
    """The same where styles have a say, which most documents' have not."""
    for carrier in list(root.iter(R)):
        properties = carrier.find(RUN_PROPERTIES)
        own = stated(properties) if properties is not None else {}
        names = _style_names(carrier, properties)
        look = _look({**styles.inherited(*names), **own}, grounds)
        if names[0] is not None and _varies(styles.table_parts(names[0])):
            look = look._replace(traits=look.traits | Trait.STYLED)
        if Trait.HIDDEN in look.traits:
            _leave_out(carrier, look, left_out)
            continue
        if look.colour is not None and (ground := ground_of(carrier)) is not None:
            look = look._replace(ground=ground)
        if look is not PLAIN:
            _mark_texts(carrier, look, left_out)


@lru_cache(maxsize=256)
def _varies(parts: tuple[tuple[tuple[str, str], ...], ...]) -> bool:
    """Whether a table's style hides, strikes or moves the text of some of its rows, columns or corners.

    White on a ground of its own is the usual head of a table.
    """
    return any(rules_of(_look(dict(part), NO_GROUNDS)) for part in parts)


def _style_names(carrier: Element, properties: Element | None) -> tuple[str | None, str, str]:
    """The ids of the styles of the table, paragraph and characters that a run stands in."""
    named = properties.find(RUN_STYLE) if properties is not None else None
    paragraph = next(carrier.iterancestors(P), None)
    used = paragraph.find(PARAGRAPH_STYLE) if paragraph is not None else None
    table = next(carrier.iterancestors(TBL), None)
    around = table.find(TABLE_STYLE) if table is not None else None
    return (
        None if table is None else _value(around),
        _value(used),
        _value(named),
    )


def _value(element: Element | None) -> str:
    return "" if element is None else element.get(VALUE, "")


def _look(properties: Stated, grounds: Grounds) -> Look:
    """The look that properties make; PLAIN where they state none that matters on these grounds."""
    traits = SCRIPTS.get(properties.get("vertAlign", ""), PLAIN).traits
    traits |= _moved(properties.get("position", "")).traits
    if "1" in (properties.get("strike"), properties.get("dstrike")):
        traits |= Trait.STRUCK
    if properties.get("vanish") == "1":
        traits |= Trait.HIDDEN
    fills = (properties[name] for name in ("highlight", "shd") if properties.get(name, "") not in NO_GROUND)
    ground = next(map(colour, fills), None)
    around = grounds if ground is None else grounds | {ground}
    stated = _coloured(properties["color"], around).colour if "color" in properties else None
    return Look(traits, stated, ground) if traits or stated is not None else PLAIN


def _stated(mark: Element, grounds: Grounds) -> Look:
    """The fact that a property states; PLAIN where it does not matter, as with most colours."""
    value = mark.get(VALUE, "")
    if mark.tag == COLOUR:
        return _coloured(colour_of(mark), grounds)
    if mark.tag in STRIKES:
        return STRUCK if is_on(mark) else PLAIN
    if mark.tag == POSITION:
        return _moved(value)
    return SCRIPTS.get(value, PLAIN)


def _moved(position: str) -> Look:
    """Raised or lowered by half points, in strict files by points (4pt)."""
    found = POINTS.fullmatch(position)
    moved = float(found[1]) * (2 if found[2] else 1) if found else 0
    return SCRIPTS["superscript" if moved > 0 else "subscript"] if abs(moved) >= LIFTED else PLAIN


@lru_cache(maxsize=256)
def _coloured(value: str, grounds: Grounds) -> Look:
    stated = colour(value)
    is_lost = is_pale(stated) or any(is_like(stated, ground) for ground in grounds)
    return Look(colour=stated) if is_lost else PLAIN


def is_on(toggle: Element) -> bool:
    """A toggle element without a value is on."""
    return is_true(toggle.get(VALUE, "1"))


def _leave_out(element: Element | None, look: Look, left_out: LeftOut) -> None:
    if element is not None:
        left_out.add(look, "".join(element.itertext(T, DELETED_TEXT)))  # type: ignore[arg-type]
        _drop(element)


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _set_after(box: Element) -> None:
    anchor = above(box, 1)
    while anchor is not None and anchor.tag != P:
        anchor = anchor.getparent()
    if anchor is None or anchor.getparent() is None:
        return
    _drop(box)
    for block in reversed(list(blocks(box))):
        anchor.addnext(block)
