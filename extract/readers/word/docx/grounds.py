"""What lies behind the text of WordprocessingML: shadings and the ink of markers (ECMA-376-1 §17.3.2)."""

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from extract.model.colours import SOME_COLOUR, Colour
from extract.readers.word.colours import BY_NAME
from extract.readers.word.docx.text import NAMESPACES, VALUE, WORD, Element

SHADING, MARKER = WORD + "shd", WORD + "highlight"
# From the table's to the run's own: the last one lies uppermost.
GROUNDS: Any = etree.XPath(
    "(w:rPr | ancestor::w:p/w:pPr | ancestor::w:tc/w:tcPr | ancestor::w:tbl/w:tblPr)"
    "/*[self::w:shd or self::w:highlight]",
    namespaces=NAMESPACES,
)
NO_GROUND = frozenset({"", "auto", "none"})


def colour(stated: str) -> Colour:
    """A colour in hexadecimal digits or by name; some that shows, where it is told otherwise."""
    try:
        return BY_NAME[stated] if stated in BY_NAME else int(stated, 16)
    except ValueError:
        return SOME_COLOUR


def all_grounds(root: Element) -> frozenset[Colour]:
    """The colours that lie behind any text of a part."""
    fills = {fill(ground) for ground in root.iter(SHADING, MARKER)} - NO_GROUND
    return frozenset(map(colour, fills)) - {SOME_COLOUR}


def digits_of(grounds: Iterable[Colour]) -> Iterator[bytes]:
    """How a part may write these colours."""
    for ground in grounds:
        yield from (f"{ground:06X}".encode(), f"{ground:06x}".encode())


def ground_of(carrier: Element) -> Colour | None:
    """What lies behind a run, uppermost; None where nothing is told."""
    fills = [stated for stated in map(fill, GROUNDS(carrier)) if stated not in NO_GROUND]
    return colour(fills[-1]) if fills else None


def fill(element: Element | None) -> str:
    """The colour of a shading or marker, as stated."""
    return "" if element is None else element.get(WORD + "fill", element.get(VALUE, ""))
