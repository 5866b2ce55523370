"""The text of WordprocessingML: runs, tabs, breaks, symbols and pictures of paragraphs and cells."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lxml import etree

from extract.model.looks import LeftOut, Look, Trait, run
from extract.model.pictures import INLINE, PICTURE, with_pictures, without_pictures
from extract.readers.word import symbols

Element = etree._Element
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The same names in files saved as "Strict Open XML".
STRICT = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
)
SECTION = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
WRAPPERS = frozenset(
    [
        *(WORD + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")),
        *(SECTION + name for name in ("sect", "sub-section")),  # of WordprocessingML 2003
    ]
)
P, R, TR, TC, TBL, T = (WORD + name for name in ("p", "r", "tr", "tc", "tbl", "t"))
CHUNK = WORD + "altChunk"  # a document of another format that is set in here
PRINTED = {
    WORD + "tab": " ",
    WORD + "ptab": " ",
    WORD + "br": "\n",
    WORD + "cr": "\n",
    WORD + "noBreakHyphen": "-",
}
SYMBOL = WORD + "sym"  # a character of a symbol font, by its code
FIELD = WORD + "instrText"
FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
VML, OFFICE = "{urn:schemas-microsoft-com:vml}", "{urn:schemas-microsoft-com:office:office}"
SMALLEST = 38_100  # English metric units, four pixels: smaller pictures keep room
VALUE = WORD + "val"
CELL = "\ufdd0"  # a noncharacter: dropped where a text prints one
NAMESPACES = {"w": WORD[1:-1]}
HOLDS_MARK: Any = etree.XPath(f".//w:t[contains(., '{CELL}')]", namespaces=NAMESPACES)


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


# How each is spelled. A formula is no plain figure, whatever it holds: 1 over 2 has the texts 1 and 2.
SPELLED: dict[Any, Callable[[Element], str]] = {
    SYMBOL: _symbol,
    FIELD: lambda mark: symbols.of_field(mark.text or ""),
    FORMULA: lambda mark: run(mark.text or "", Look(Trait.FORMULA), LeftOut()),
    DRAWING + "inline": lambda mark: "" if _keeps_room(mark) else INLINE,
    DRAWING + "anchor": lambda mark: PICTURE,  # it floats, mostly in the cell that it stands in
    VML + "imagedata": lambda mark: PICTURE,
    VML + "textpath": lambda mark: PICTURE,  # a text as a drawing
    OFFICE + "OLEObject": lambda mark: PICTURE,
    WORD + "contentPart": lambda mark: PICTURE,
}


def _keeps_room(drawing: Element) -> bool:
    extent = drawing.find(DRAWING + "extent")
    sides = [] if extent is None else [extent.get(name, "") for name in ("cx", "cy")]
    return any(side.isdecimal() and int(side) < SMALLEST for side in sides)


def blocks(container: Element) -> Iterator[Element]:
    """Paragraphs, tables and chunks of a body or cell, those inside content controls and insertions too."""
    return children(container, (P, TBL, CHUNK))


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
    return _tidy(without_pictures(text))


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
    bare = with_pictures(bare)
    return "\n".join(_tidy(bare)) if "\n" in bare else " ".join(bare.split())


def _tidy(text: str) -> list[str]:
    tidy = [" ".join(line.split()) for line in text.split("\n")]
    return [line for line in tidy if line]


def is_true(stated: str) -> bool:
    """What an attribute of two states says (ECMA-376-1 §22.9.2.7)."""
    return stated not in ("0", "false", "off")


def above(element: Element, steps: int) -> Element | None:
    """The parent, or the parent's parent."""
    found: Element | None = element
    for _ in range(steps):
        found = found.getparent() if found is not None else None
    return found
