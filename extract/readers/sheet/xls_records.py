"""The records of an XLS workbook that say whether it is locked and how large its sheets are (MS-XLS §2.4)."""

import io
import struct
from collections.abc import Iterator

from olefile import OleFileIO  # type: ignore[import-untyped]

from extract.model.document import UnreadableError
from extract.readers.html.spans import MAX_SLOTS
from extract.readers.packages import AGAIN

MAX_ROWS, MAX_COLUMNS = 65_536, 256
STREAMS = ("Workbook", "Book")
BEGIN, END, DIMENSIONS, FILEPASS, SHEET = 0x0809, 0x000A, 0x0200, 0x002F, 0x0085
WIDE = 0x01  # flag of a text of two bytes a character
WHITE_INDEXES = (1, 9, 65)  # of the palette; the last is the window's ground
BLACK_INDEXES = (0, 8, 64, 0x7FFF)  # the last two: of the window's text, and automatic
LOCKED = "the workbook asks for a password; ask the publisher for an open copy"
# Records that begin with the row and the column of a filled cell: formulas, numbers and texts.
CELLS = frozenset((0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E))


def check(stream: bytes) -> None:
    """Refuse what calamine does not name or survive.

    That is a workbook under a password, and sheets larger than the format or our caps allow, which make it
    abort the process.
    """
    rows = columns = 0
    for kind, content in records(stream):
        if kind == BEGIN:
            rows = columns = 0
        elif kind == FILEPASS:
            raise UnreadableError("encrypted", LOCKED)
        elif kind == DIMENSIONS and len(content) >= 12:
            row, end_row, column, end_column = struct.unpack_from("<IIHH", content)
            if not (row <= end_row <= MAX_ROWS and column <= end_column <= MAX_COLUMNS):
                raise UnreadableError(
                    "damaged",
                    f"a sheet claims rows {row:,} to {end_row:,}, columns {column} to {end_column}; {AGAIN}",
                )
        elif kind in CELLS and len(content) >= 4:
            row, column = struct.unpack_from("<HH", content)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if rows * columns > MAX_SLOTS:
                raise UnreadableError(
                    "resource_limit", f"a sheet reaches over {rows:,} × {columns:,} cells; look at the file"
                )


def workbook_stream(data: bytes) -> bytes:
    """The workbook's stream; empty where there is none, which calamine then names."""
    try:
        with OleFileIO(io.BytesIO(data)) as file:
            name = next((name for name in STREAMS if file.exists(name)), None)
            return file.openstream(name).read() if name else b""
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise UnreadableError("damaged", f"the workbook cannot be read ({error}); {AGAIN}") from error


def sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """The name of each sheet, and the byte where it begins. Raises struct.error where its record is cut."""
    for kind, content in records(stream):
        if kind == SHEET:
            (start,) = struct.unpack_from("<I", content)
            size, flags = struct.unpack_from("<BB", content, 6)
            yield content[8:].decode("utf-16-le" if flags & WIDE else "latin-1", "replace")[:size], start
        if kind == END:
            return


def records(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record from byte `at` on; stops where the stream is cut."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
