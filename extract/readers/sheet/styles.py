"""How the styles of a workbook's cells look: colour, ground, script, strike, and formats that print nothing.

XLSX: fonts, fills, cellXfs, numFmts (ECMA-376-1 §18.8). XLS since 97: records Font, Format, XF and those of
cells (MS-XLS §2.4).
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from extract.model.looks import PLAIN, SOME_COLOUR, WHITE, Colour, Look, Trait, rules_of
from extract.readers.packages import Package
from extract.readers.sheet import xls_looks, xls_records, xlsx_looks
from extract.readers.sheet.xls_looks import FONT, NO_FONT
from extract.readers.sheet.xls_records import CELLS, END, WIDE, records
from extract.readers.sheet.xlsx_parts import cells, number, sheets

STYLES = "xl/styles.xml"
Place = tuple[int, int]  # row and column, from 0
Styled = dict[str, dict[Place, Look]]  # name of a sheet → cells whose look matters
STYLED = b' s="'
# Colours that are white where no palette or theme of the workbook's own says otherwise.
WHITES = frozenset((("indexed", "9"), ("indexed", "1"), ("theme", "0")))
FORMAT, STYLE, SEVERAL = 0x041E, 0x00E0, 0x00BD  # the last holds cells side by side
STYLE_BYTES, SOLID = 20, 1  # of an XF since Excel 97; a ground of one colour
WHITE_INDEXES = (1, 9, 65)  # of the palette; the last is the window's ground
NOTHING = ";;;"  # for positive and negative numbers, for 0 and for text


def in_package(package: Package) -> Styled:
    """The cells of an XLSX file whose style has a look that matters."""
    looks = dict(_looks(package.xml(STYLES))) if STYLES in package else {}
    if not looks:
        return {}
    return {
        name: {place: looks[style] for place, cell in cells(root) if (style := cell.get("s", "")) in looks}
        for name, root in sheets(package, STYLED)
    }


def _looks(styles: etree._Element) -> Iterator[tuple[str, Look]]:
    """The numbers of the styles whose look matters."""
    fonts = [_font_look(font) for font in styles.iterfind("{*}fonts/{*}font")]
    grounds = [_ground(fill) for fill in styles.iterfind("{*}fills/{*}fill")]
    blank = {form.get("numFmtId") for form in styles.iter("{*}numFmt") if form.get("formatCode") == NOTHING}
    for index, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
        font, fill = (number(style.get(name), 0) for name in ("fontId", "fillId"))
        look = fonts[font] if font < len(fonts) else PLAIN
        look = look._replace(ground=grounds[fill] if fill < len(grounds) else None)
        if style.get("numFmtId") in blank:
            look = look._replace(traits=look.traits | Trait.UNFORMATTED)
        if rules_of(look):
            yield str(index), look


def _font_look(font: etree._Element) -> Look:
    return Look(xlsx_looks.font_traits(font), _colour(font.find("{*}color")))


def _colour(colour: etree._Element | None) -> Colour | None:
    """A colour; what is darkened or comes from a theme or palette is only told to be white or not."""
    if colour is None:
        return None
    stated = dict(colour.items())
    if stated.get("tint", "0") not in ("0", "0.0"):
        return SOME_COLOUR
    if not WHITES.isdisjoint(stated.items()):
        return WHITE
    try:
        return int(stated.get("rgb", "")[-6:], 16)  # ARGB; Excel pays no heed to its alpha
    except ValueError:
        return SOME_COLOUR


def _ground(fill: etree._Element) -> Colour | None:
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return SOME_COLOUR if fill.find("{*}gradientFill") is not None else None
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return None
    return _colour(pattern.find("{*}fgColor")) if kind == "solid" else SOME_COLOUR


def in_stream(stream: bytes) -> Styled:
    """The same of an XLS workbook. Raises struct.error where a record is cut."""
    looks = _Styles.read(stream).looks()
    if not looks:
        return {}
    return {
        name: {place: looks[style] for place, style in _styled(stream, start) if style in looks}
        for name, start in xls_records.sheets(stream)
    }


@dataclass
class _Styles:
    """The fonts, the formats that print nothing, and the styles (font, format, pattern, colour) of an XLS."""

    fonts: list[Look] = field(default_factory=list)
    blank: set[int] = field(default_factory=set)
    styles: list[tuple[int, int, int, int]] = field(default_factory=list)

    @classmethod
    def read(cls, stream: bytes) -> "_Styles":
        found = cls()
        for kind, content in records(stream):
            if kind == FONT:
                index = struct.unpack_from("<H", content, 4)[0]
                found.fonts.append(Look(xls_looks.font_traits(content), _indexed(index)))
            elif kind == FORMAT:
                code, _, flags = struct.unpack_from("<HHB", content)
                if content[5:].decode("utf-16-le" if flags & WIDE else "latin-1", "replace") == NOTHING:
                    found.blank.add(code)
            elif kind == STYLE and len(content) == STYLE_BYTES:
                font, form, borders, colours = struct.unpack("<HH10xIH", content)
                found.styles.append((font - (font > NO_FONT), form, borders >> 26, colours & 0x7F))
            elif kind == END:
                break
        return found

    def looks(self) -> Mapping[int, Look]:
        """The styles whose look matters, by their numbers."""
        looks = enumerate(_style_look(style, self.fonts, self.blank) for style in self.styles)
        return {index: look for index, look in looks if rules_of(look)}


def _style_look(style: tuple[int, int, int, int], fonts: Sequence[Look], blank: set[int]) -> Look:
    font, form, pattern, colour = style
    look = fonts[font] if font < len(fonts) else PLAIN
    ground = None if pattern == 0 else _indexed(colour) if pattern == SOLID else SOME_COLOUR
    traits = look.traits | (Trait.UNFORMATTED if form in blank else Trait.NONE)
    return Look(traits, look.colour, ground)


def _indexed(colour: int) -> Colour:
    return WHITE if colour in WHITE_INDEXES else SOME_COLOUR


def _styled(stream: bytes, start: int) -> Iterator[tuple[Place, int]]:
    """The filled cells of a sheet with their styles."""
    for kind, content in records(stream, start):
        if kind == SEVERAL:
            row, column = struct.unpack_from("<HH", content)
            for at in range((len(content) - 6) // 6):
                yield (row, column + at), struct.unpack_from("<H", content, 4 + 6 * at)[0]
        elif kind in CELLS:
            row, column, style = struct.unpack_from("<HHH", content)
            yield (row, column), style
        elif kind == END:
            return
