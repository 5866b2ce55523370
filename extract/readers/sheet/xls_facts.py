"""What the records of an XLS workbook say of each sheet beyond what calamine tells."""

import struct
from collections.abc import Iterator

from extract.readers.sheet import errors, hidden, xls_conditions, xls_looks, xls_records
from extract.readers.sheet.facts import CONDITIONAL, Place, SheetFacts
from extract.readers.sheet.xls_records import CELLS, END, records
from extract.readers.sheet.xls_styles import XlsStyles

SEVERAL = 0x00BD  # cells side by side
EMPTY, EMPTY_SEVERAL = 0x0201, 0x00BE  # cells that have a style alone
WINDOW, SHOWS_ZEROS = 0x023E, 0x0010
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
    facts.looks |= dict.fromkeys(xls_conditions.in_sheet(stream, start), CONDITIONAL)
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
