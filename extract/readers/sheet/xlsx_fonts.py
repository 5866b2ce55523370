"""What a font of an XLSX workbook says of a text: colour, size, script, strike (ECMA-376-1 §18.8.22)."""

import zlib

from lxml import etree

from extract.model.colours import BLACK, SOME_COLOUR, WHITE, Colour
from extract.model.looks import PICTURE_FONTS, PLAIN, Look, Trait

OFF = ("0", "false")
SCRIPTS = {"superscript": Trait.RAISED, "subscript": Trait.LOWERED}
UNSEEN_SIZES = ("1", "1.0")  # in points: Excel's least
# White and black, where no palette or theme of the workbook's own says otherwise.
WHITES = frozenset((("indexed", "9"), ("indexed", "1"), ("theme", "0")))
BLACKS = frozenset((("indexed", "8"), ("indexed", "0"), ("indexed", "64"), ("theme", "1")))


def cell_font(font: etree._Element) -> Look:
    """The look that a cell's font makes; Excel's usual type is black, and stays so on black."""
    colour = colour_of(font.find("{*}color"))
    return Look(_traits(font), BLACK if colour is None else colour)


def run_font(font: etree._Element | None) -> Look:
    """The look that the font (rPr) of a run in a cell's text makes."""
    return PLAIN if font is None else Look(_traits(font), colour_of(font.find("{*}color")))


def _traits(font: etree._Element) -> Trait:
    """What a font says of how its text stands: of a run (rPr) or of a cell's style (font)."""
    traits = Trait.NONE
    script, strike, size = (font.find(f"{{*}}{name}") for name in ("vertAlign", "strike", "sz"))
    if script is not None:
        traits |= SCRIPTS.get(script.get("val", ""), Trait.NONE)
    if strike is not None and strike.get("val", "1") not in OFF:
        traits |= Trait.STRUCK
    if size is not None and size.get("val") in UNSEEN_SIZES:
        traits |= Trait.STYLED
    names = (font.find("{*}name"), font.find("{*}rFont"))
    if any(name is not None and PICTURE_FONTS in name.get("val", "").lower() for name in names):
        traits |= Trait.STYLED
    return traits


def colour_of(colour: etree._Element | None) -> Colour | None:
    """A colour; one of a theme or palette has a number of its own, unless it is white or a shade of it."""
    if colour is None:
        return None
    stated = {str(name): str(value) for name, value in colour.items()}
    tint = _tint(stated.pop("tint", "0"))
    if not WHITES.isdisjoint(stated.items()):
        return WHITE if tint >= 0 else round(0xFF * max(0.0, 1 + tint)) * 0x010101
    if not BLACKS.isdisjoint(stated.items()):
        return round(0xFF * min(max(0.0, tint), 1.0)) * 0x010101
    try:
        told = int(stated.get("rgb", "")[-6:], 16)  # ARGB; Excel pays no heed to its alpha
    except ValueError:
        told = _by_name(stated, tint)
    return told if not tint or told < 0 else _by_name(stated, tint)


def _tint(stated: str) -> float:
    """How much a colour is darkened (below 0) or lightened."""
    try:
        return float(stated)
    except ValueError:
        return 0.0


def _by_name(stated: dict[str, str], tint: float) -> Colour:
    """A number for a colour that only a theme or palette knows: equal ones have equal numbers."""
    if not stated.keys() & {"rgb", "theme", "indexed"}:
        return SOME_COLOUR
    return SOME_COLOUR - 1 - zlib.crc32(repr((sorted(stated.items()), round(tint, 3))).encode())
