"""Paragraph properties of a DOC file: whether a paragraph ends a cell or a row, and the row's columns."""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

PAGE = 512
IN_TABLE, ROW_END, LEVEL, INNER_CELL_END, INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
ROW_SHAPE, VERTICAL_MERGE, MERGE, HUGE = 0xD608, 0xD62B, 0x5624, 0x6646
RUN_LOOKS = (0x2A48, 0x4845, 0x0837, 0x2A53, 0x083C, 0x0800)  # read in doc_looks.py
HUGE_CODE = HUGE.to_bytes(2, "little")
READ = frozenset(
    (
        *(IN_TABLE, ROW_END, LEVEL, INNER_CELL_END, INNER_ROW_END),
        *(ROW_SHAPE, VERTICAL_MERGE, MERGE, HUGE),
        *RUN_LOOKS,
    )
)
LONG_TABS = 0xC615
OPERAND_BYTES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # by the top three bits; 6 tells its own length
GOES_ON_LEFT, GOES_ON_ABOVE, STARTS_BELOW = 0x02, 0x20, 0x40  # TCGRF
CELL_BYTES = 20  # TC80
MAX_COLUMNS = 63  # Word's own limit


@dataclass(slots=True)
class ParagraphProperties:
    """What a paragraph's mark says of tables; edges in twips and merges (above, left) on row ends only."""

    level: int = 0
    is_row_end: bool = False
    is_inner_cell_end: bool = False
    edges: list[int] = field(default_factory=list)
    merges: list[tuple[bool, bool]] = field(default_factory=list)


PLAIN = ParagraphProperties()


class Properties:
    """Properties by the byte offset of a paragraph's mark in the WordDocument stream."""

    def __init__(self, main: bytes, table: bytes, data: bytes) -> None:
        """Streams `WordDocument` and `Data` (for properties too long for a page), and PlcBtePapx between."""
        self.main = main
        self.data = data
        self.known: dict[int, ParagraphProperties] = {}  # by place
        self.stored: list[
            tuple[int, int, int]
        ] = []  # a paragraph's start and end, its PapxInFkp's offset or 0
        count = max(0, (len(table) - 4) // 8)
        for (number,) in struct.iter_unpack("<I", table[4 * (count + 1) : 4 * (count + 1) + 4 * count]):
            self._read_page((number & 0x3FFFFF) * PAGE)
        self.stored.sort()
        self.starts = [start for start, _, _ in self.stored]

    def at(self, offset: int) -> ParagraphProperties:
        """Properties of the paragraph whose mark stands at this byte; plain ones where none are stored."""
        index = bisect_right(self.starts, offset) - 1
        if index < 0:
            return PLAIN
        _, end, place = self.stored[index]
        if offset >= end or not place:
            return PLAIN
        return self.known.get(place) or self._read(place)

    def _read(self, place: int) -> ParagraphProperties:
        changes = self._changes(place)
        found = _stated(changes) if HUGE_CODE not in changes else _read_anew(changes, self.data)
        self.known[place] = found
        return found

    def _read_page(self, offset: int) -> None:
        page = self.main[offset : offset + PAGE]
        count = page[-1] if len(page) == PAGE else 0
        bounds_end = 4 * (count + 1)
        if bounds_end + 13 * count >= PAGE:
            return
        for at, (start, end) in enumerate(pairwise(struct.unpack(f"<{count + 1}I", page[:bounds_end]))):
            place = 2 * page[bounds_end + 13 * at]
            self.stored.append((start, end, offset + place if place else 0))

    def _changes(self, place: int) -> bytes:
        """The list of changes to the style, without the style's number in front of it."""
        words = self.main[place]
        start, size = (place + 1, 2 * words - 1) if words else (place + 2, 2 * self.main[place + 1])
        return self.main[start + 2 : start + size]


def _read_anew(changes: bytes, data: bytes) -> ParagraphProperties:
    found = ParagraphProperties()
    _apply(changes, data, found)
    return found


@lru_cache(maxsize=512)
def _stated(changes: bytes) -> ParagraphProperties:
    """What a list of changes says; paragraphs and rows of one template repeat it, in every document."""
    return _read_anew(changes, b"")


def _apply(changes: bytes, data: bytes, found: ParagraphProperties) -> None:
    is_in_table = False
    for code, operand in operands(changes):
        if code == HUGE and data:
            place = int.from_bytes(operand, "little")
            size = int.from_bytes(data[place : place + 2], "little")
            _apply(data[place + 2 : place + 2 + size], b"", found)
        elif code == IN_TABLE:
            is_in_table = bool(operand[0])
        elif code == LEVEL:
            found.level = int.from_bytes(operand, "little")
        elif code in (ROW_END, INNER_ROW_END):
            found.is_row_end |= bool(operand[0])
        elif code == INNER_CELL_END:
            found.is_inner_cell_end = bool(operand[0])
        else:
            _apply_to_row(code, operand, found)
    found.level = found.level or int(is_in_table)


def _apply_to_row(code: int, operand: bytes, found: ParagraphProperties) -> None:
    if code == ROW_SHAPE and operand and operand[0] <= MAX_COLUMNS:
        count = operand[0]
        found.edges = list(struct.unpack_from(f"<{count + 1}h", operand, 1))
        flags = [operand[at] for at in range(2 * count + 3, len(operand), CELL_BYTES)]
        flags += [0] * (count - len(flags))
        found.merges = [
            (flag & (GOES_ON_ABOVE | STARTS_BELOW) == GOES_ON_ABOVE, bool(flag & GOES_ON_LEFT))
            for flag in flags[:count]
        ]
    elif code == VERTICAL_MERGE and operand[0] < len(found.merges):
        found.merges[operand[0]] = operand[1] == 1, found.merges[operand[0]][1]
    elif code == MERGE:
        for at in range(operand[0] + 1, min(operand[1], len(found.merges))):
            found.merges[at] = found.merges[at][0], True


@lru_cache(maxsize=512)  # rows of one template repeat their changes from document to document
def operands(changes: bytes) -> tuple[tuple[int, bytes], ...]:
    """The code and the operand of each change that is READ."""
    return tuple(_walk(changes))


def _walk(changes: bytes) -> Iterator[tuple[int, bytes]]:
    """The code and the operand of each change that is READ, length fields taken away; stops at a cut."""
    at, last = 0, len(changes) - 3
    while at <= last:
        code = changes[at] | changes[at + 1] << 8
        at += 2
        if code == ROW_SHAPE:
            skipped, size = 2, int.from_bytes(changes[at : at + 2], "little") + 1
        elif code >> 13 == 6:
            skipped, size = 1, 1 + changes[at]
        else:
            skipped, size = 0, OPERAND_BYTES[code >> 13]
        if code == LONG_TABS and changes[at] == 255:  # tells no length of its own; seen in no report
            return
        if code in READ and size > skipped and at + size <= len(changes):
            yield code, changes[at + skipped : at + size]
        at += size
