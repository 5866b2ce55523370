"""Cells of an XLS sheet that a condition may show otherwise: records CondFmt and CF (MS-XLS §2.4)."""

import struct
from collections.abc import Iterator

from extract.readers.html.spans import MAX_SLOTS
from extract.readers.sheet.facts import Place
from extract.readers.sheet.xls_records import END, WHITE_INDEXES, records

RANGES, CONDITION = 0x01B0, 0x01B1
RANGES_AT, STYLE_AT = 12, 6  # where the ranges, and the flags of the style (DXFN), begin
NUMBER_FORMAT, FONT = 1 << 25, 1 << 26  # of those flags: what of a cell the style changes
FONT_AT = 6  # behind the flags and two bytes more
STRIKE_AT, SCRIPT_AT, COLOUR_AT = 68, 74, 80  # in the font
STRUCK = 0x80
SCRIPTS = (1, 2)  # raised, lowered


def in_sheet(stream: bytes, start: int) -> Iterator[Place]:
    """The cells of a sheet that a condition may show struck, moved, white or in another number format.

    start: the byte where the sheet begins. Raises struct.error where a record is cut.
    """
    ranges = b""
    for kind, content in records(stream, start):
        if kind == RANGES:
            ranges = content[RANGES_AT:]
        elif kind == CONDITION and _changes(content[STYLE_AT:]):
            yield from _places(ranges)
        elif kind == END:
            return


def _changes(style: bytes) -> bool:
    (flags,) = struct.unpack_from("<I", style)
    if flags & NUMBER_FORMAT:
        return True
    if not flags & FONT:
        return False
    font = style[FONT_AT:]
    attributes, script, colour = (
        struct.unpack_from("<I", font, STRIKE_AT)[0],
        font[SCRIPT_AT],
        font[COLOUR_AT],
    )
    return bool(attributes & STRUCK) or script in SCRIPTS or colour in WHITE_INDEXES


def _places(ranges: bytes) -> Iterator[Place]:
    (count,) = struct.unpack_from("<H", ranges)
    for top, bottom, left, right in struct.iter_unpack("<4H", ranges[2 : 2 + 8 * count]):
        last = min(bottom, top + MAX_SLOTS // max(right - left + 1, 1))
        yield from ((row, column) for row in range(top, last + 1) for column in range(left, right + 1))
