"""What the records of an XLS workbook say of each sheet beyond what calamine tells."""

import struct
from collections.abc import Iterator

from extract.readers.html.spans import MAX_SLOTS
from extract.readers.sheet import errors, hidden, xls_looks, xls_records
from extract.readers.sheet.facts import CONDITIONAL, Place, SheetFacts
from extract.readers.sheet.xls_records import CELLS, END, WHITE_INDEXES, records
from extract.readers.sheet.xls_styles import XlsStyles

SEVERAL = 0x00BD  # cells side by side
EMPTY, EMPTY_SEVERAL = 0x0201, 0x00BE  # cells that have a style alone
WINDOW, SHOWS_ZEROS = 0x023E, 0x0010
# Conditions: records CondFmt and CF (MS-XLS §2.4.56, §2.4.42).
RANGES, CONDITION = 0x01B0, 0x01B1
RANGES_AT, STYLE_AT = 12, 6  # where the ranges, and the flags of the style (DXFN), begin
NUMBER_FORMAT, FONT = 1 << 25, 1 << 26  # of those flags: what of a cell the style changes
FONT_AT = 6  # behind the flags and two bytes more
STRIKE_AT, SCRIPT_AT, COLOUR_AT = 68, 74, 80  # in the font
STRUCK = 0x80
SCRIPTS = (1, 2)  # raised, lowered
DAMAGED = "damaged", "file", "a record is cut: hidden rows, errors and number formats are not told"


def in_stream(stream: bytes) -> tuple[dict[str, SheetFacts], tuple[tuple[str, str, str], ...]]:
    """The facts of the sheets by their names, and a note where a record is cut."""
    facts = {name: SheetFacts(texts=texts) for name, texts in xls_looks.shown(stream).items()}
    try:
        styles = XlsStyles(stream)
        unseen, failed = hidden.in_stream(stream), errors.in_stream(stream)
        for name, start in xls_records.sheets(stream):
            sheet = facts.setdefault(name, SheetFacts())
            sheet.hidden = unseen[name]
            sheet.texts.update(failed[name])
            _read_cells(stream, start, styles, sheet)
    except struct.error:
        return facts, (DAMAGED,)
    return facts, ()


def _read_cells(stream: bytes, start: int, styles: XlsStyles, facts: SheetFacts) -> None:
    for place, style in _styled(stream, start):
        if style in styles.looks:
            facts.looks[place] = styles.looks[style]
        if style in styles.formats:
            facts.formats[place] = styles.formats[style]
    facts.framed = {row for row, style in _empty(stream, start) if style in styles.framed}
    facts.looks |= dict.fromkeys(conditional(stream, start), CONDITIONAL)
    facts.hides_zeros = _hides_zeros(stream, start)


def _hides_zeros(stream: bytes, start: int) -> bool:
    for kind, content in records(stream, start):
        if kind == WINDOW:
            return not struct.unpack_from("<H", content)[0] & SHOWS_ZEROS
        if kind == END:
            break
    return False


def _empty(stream: bytes, start: int) -> Iterator[tuple[int, int]]:
    """The rows of empty cells, and the styles of the first in each record."""
    for kind, content in records(stream, start):
        if kind in (EMPTY, EMPTY_SEVERAL):
            row, _, style = struct.unpack_from("<HHH", content)
            yield row, style
        elif kind == END:
            return


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


def conditional(stream: bytes, start: int) -> Iterator[Place]:
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
