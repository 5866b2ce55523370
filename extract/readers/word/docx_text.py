"""WordprocessingML as printed: what tracked changes, text boxes and hidden runs leave to read."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lxml import etree

from extract.model.looks import LIFTED, PICTURE_ALONE, lowered, raised, struck, white
from extract.readers.word import symbols

Element = etree._Element
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# The same names in files saved as "Strict Open XML".
STRICT = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
)
UNSEEN = (WORD + "moveFrom", WORD + "rt", COMPATIBILITY + "Fallback")
SECTION = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
WRAPPERS = frozenset(
    [
        *(WORD + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")),
        *(SECTION + name for name in ("sect", "sub-section")),  # of WordprocessingML 2003
    ]
)
P, R, TR, TC, TBL, T = (WORD + name for name in ("p", "r", "tr", "tc", "tbl", "t"))
PRINTED = {WORD + "tab": " ", WORD + "br": "\n", WORD + "cr": "\n", WORD + "noBreakHyphen": "-"}
SYMBOL = WORD + "sym"  # a character of a symbol font, by its code
FIELD = WORD + "instrText"
FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
INLINE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}inline"
IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
HIDDEN = {WORD + "vanish": R, WORD + "hidden": TR}  # what a property hides
COLOUR, STRIKES = WORD + "color", (WORD + "strike", WORD + "dstrike")
LOOKS = COLOUR, *STRIKES, WORD + "vertAlign", WORD + "position"
WHITE = frozenset({"FFFFFF", "ffffff", "white"})
VALUE = WORD + "val"
CELL = "\ufdd0"  # a noncharacter: dropped where a text prints one
PICTURE = "\ufdd1"  # another, for an inline picture
NAMESPACES = {"w": WORD[1:-1]}
GROUNDS: Any = etree.XPath(
    "(w:rPr | ancestor::w:p/w:pPr | ancestor::w:tc/w:tcPr | ancestor::w:tbl/w:tblPr)"
    "/*[self::w:shd or self::w:highlight]",
    namespaces=NAMESPACES,
)
PAPER = WHITE | {"", "auto", "none"}  # what a ground may be filled with that shows no white
HOLDS_MARK: Any = etree.XPath(f".//w:t[contains(., '{CELL}')]", namespaces=NAMESPACES)


def clean(root: Element) -> Element:
    """Accept tracked changes, drop what is not printed, and set each text box after its paragraph."""
    for element in list(root.iter(*UNSEEN)):
        _drop(element)
    for mark in list(root.iter(WORD + "del", WORD + "cellDel")):
        inside = above(mark, 1)
        is_property = inside is not None and inside.tag in (WORD + "trPr", WORD + "tcPr")
        _drop(above(mark, 2) if is_property else mark)
    for mark in list(root.iter(*HIDDEN)):
        hidden = above(mark, 2)
        if hidden is not None and hidden.tag == HIDDEN[mark.tag] and is_on(mark):
            _drop(hidden)
    for mark in root.iter(*LOOKS):
        _tell_apart(mark)
    for box in list(root.iter(WORD + "txbxContent")):
        _set_after(box)
    return root


def spell_out(root: Element) -> None:
    """Make text of tabs, breaks, symbols, pictures and paragraphs' beginnings, so that it is all there is."""
    for mark in list(root.iter(*PRINTED, *SPELLED)):
        mark.text = PRINTED.get(mark.tag) or SPELLED[mark.tag](mark)
        mark.tag = T
    for paragraph in root.iter(P):
        paragraph.text = "\n"


def _symbol(mark: Element) -> str:
    code = mark.get(WORD + "char", "")
    value = int(code, 16) if re.fullmatch("[0-9A-Fa-f]{4}", code) else 0
    return symbols.shown(value, mark.get(WORD + "font", ""))


# A formula is no plain figure, whatever it holds: 1 over 2 has the text 12.
SPELLED: dict[Any, Callable[[Element], str]] = {
    SYMBOL: _symbol,
    FIELD: lambda mark: symbols.of_field(mark.text or ""),
    FORMULA: lambda mark: f"〔{mark.text or ''}〕",
    INLINE: lambda mark: PICTURE,
    IMAGE: lambda mark: PICTURE,
}


def _tell_apart(mark: Element) -> None:
    """Raised, struck and white runs keep their look in their text, so that it is not read as a figure's."""
    run = above(mark, 2)
    if run is None or run.tag != R:
        return
    show = _show(mark)
    if show is not None:
        for text in run.iter(T):
            text.text = show(text.text or "")


def _show(mark: Element) -> Callable[[str], str] | None:
    """How a property makes a run look; None where it does not matter."""
    value = mark.get(VALUE, "")
    if mark.tag == COLOUR:
        return white if value in WHITE and not any(map(_is_dark, GROUNDS(above(mark, 2)))) else None
    if mark.tag in STRIKES:
        return struck if is_on(mark) else None
    if value == "superscript" or (value.isdecimal() and int(value) >= LIFTED):
        return raised
    return lowered if value == "subscript" else None


def _is_dark(ground: Element) -> bool:
    """Whether a shading or a marker's ink lets white text be seen."""
    return ground.get(WORD + "fill", ground.get(VALUE, "")) not in PAPER


def is_on(toggle: Element) -> bool:
    """A toggle element without a value is on."""
    return toggle.get(VALUE, "1") not in ("0", "false", "off")


def blocks(container: Element) -> Iterator[Element]:
    """Paragraphs and tables of a body or cell, those inside content controls and insertions too."""
    return children(container, (P, TBL))


def children(parent: Element, tags: tuple[str, ...]) -> Iterator[Element]:
    """Children with one of the tags, looked for through wrappers."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in WRAPPERS:
            yield from children(child, tags)


def lines(part: Element) -> list[str]:
    """The printed lines of a paragraph that is spelled out, spaces tidied, none empty."""
    text = "".join(part.itertext(T, P, with_tail=False))  # type: ignore[arg-type]  # stubs: str or bytes
    return _tidy(text.replace(PICTURE, ""))


def cell_texts(table: Element, cells: Sequence[Element]) -> list[str]:
    """All text of each cell, a line a paragraph; one walk over the table for them all."""
    for cell in cells:
        cell.text = CELL
    parts = _marked_text(table).split(CELL)[1:]
    if len(parts) != len(cells):
        for printed in HOLDS_MARK(table):
            printed.text = printed.text.replace(CELL, "")
        parts = _marked_text(table).split(CELL)[1:]
    return [_cell_text(part) for part in parts]


def _marked_text(table: Element) -> str:
    return "".join(table.itertext(T, P, TC, with_tail=False))  # type: ignore[arg-type]


def _cell_text(text: str) -> str:
    """The lines of a cell; most cells are one number or word."""
    bare = text.strip()
    if not bare or bare.isalnum():
        return bare
    if PICTURE in bare:
        bare = bare.replace(PICTURE, "").strip() or PICTURE_ALONE
    return "\n".join(_tidy(bare)) if "\n" in bare else " ".join(bare.split())


def _tidy(text: str) -> list[str]:
    tidy = [" ".join(line.split()) for line in text.split("\n")]
    return [line for line in tidy if line]


def above(element: Element, steps: int) -> Element | None:
    """The parent, or the parent's parent."""
    found: Element | None = element
    for _ in range(steps):
        found = found.getparent() if found is not None else None
    return found


def _drop(element: Element | None) -> None:
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None:
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
