"""How the styles of an XLS workbook's cells look: records Font, Format and XF (MS-XLS §2.4).

Excel 5 and 95 write them shorter, and texts in the workbook's code page.
"""

import struct

from extract.model.colours import BLACK, SOME_COLOUR, WHITE, Colour
from extract.model.looks import PLAIN, Look, Trait, rules_of
from extract.readers.sheet import xls_looks
from extract.readers.sheet.number_formats import BUILT_IN, GENERAL, UNKNOWN
from extract.readers.sheet.xls_looks import FONT, NO_FONT
from extract.readers.sheet.xls_records import BLACK_INDEXES, END, WHITE_INDEXES, WIDE, records

FORMAT, STYLE = 0x041E, 0x00E0
STYLE_BYTES, OLD_STYLE_BYTES = 20, 16
SOLID = 1  # a ground of one colour
FILLED = 4  # of the alignment: a text is repeated as often as its cell has room
Style = tuple[int, int, int, int, int, int]  # font, format, pattern and its colour, alignment, borders


class XlsStyles:
    """The styles by their numbers: looks that matter, and number formats other than General."""

    def __init__(self, stream: bytes) -> None:
        """Raises struct.error where a record is cut."""
        self._fonts: list[Look] = []
        self._formats: dict[int, str] = {}
        self._styles: list[Style] = []
        for kind, content in records(stream):
            if kind == END:
                break
            self._read(kind, content)
        looks = enumerate(map(self._look, self._styles))
        self.looks = {index: look for index, look in looks if rules_of(look)}
        codes = ((index, self._code(style[1])) for index, style in enumerate(self._styles))
        self.framed = {index for index, style in enumerate(self._styles) if style[5]}
        self.formats = {index: code for index, code in codes if code != GENERAL}

    def _read(self, kind: int, content: bytes) -> None:
        if kind == FONT:
            index = struct.unpack_from("<H", content, 4)[0]
            self._fonts.append(Look(xls_looks.font_traits(content), _indexed(index)))
        elif kind == FORMAT:
            number = struct.unpack_from("<H", content)[0]
            self._formats[number] = _format_code(content)
        elif kind == STYLE and len(content) == STYLE_BYTES:
            font, form, alignment, lines, ground, colours = struct.unpack("<HH2xB3xH2xIH", content)
            self._styles.append((font, form, ground >> 26, colours & 0x7F, alignment & 7, lines))
        elif kind == STYLE and len(content) == OLD_STYLE_BYTES:
            font, form, alignment, ground = struct.unpack("<HH2xBxI4x", content)
            self._styles.append((font, form, ground >> 16 & 0x3F, ground & 0x7F, alignment & 7, 0))

    def _look(self, style: Style) -> Look:
        number, _, pattern, colour, alignment, _ = style
        font = number - (number > NO_FONT)
        look = self._fonts[font] if font < len(self._fonts) else PLAIN
        ground = None if pattern == 0 else _indexed(colour) if pattern == SOLID else SOME_COLOUR
        traits = look.traits | Trait.STYLED if alignment == FILLED else look.traits
        return look._replace(traits=traits, ground=ground)

    def _code(self, number: int) -> str:
        return self._formats.get(number) or BUILT_IN.get(number, UNKNOWN)


def _format_code(content: bytes) -> str:
    """The code of a Format record: of two bytes' length and flags since 97, of one byte's before."""
    if len(content) > 4:
        size, flags = struct.unpack_from("<HB", content, 2)
        if len(content) == 5 + size * (1 + (flags & WIDE)):
            return content[5:].decode("utf-16-le" if flags & WIDE else "latin-1", "replace")
    return content[3:].decode("gb18030", "replace")


def _indexed(colour: int) -> Colour:
    """A colour of the palette: white, black, or a number of its own. The first eight stand in it twice."""
    if colour in WHITE_INDEXES:
        return WHITE
    if colour in BLACK_INDEXES:
        return BLACK
    return SOME_COLOUR - 1 - (colour + 8 if colour < 8 else colour)
