"""Paragraphs of a DOC file: whether one ends a cell or a row, and the columns and grounds of that row."""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import itemgetter

from extract.model.colours import SOME_COLOUR, Colour, shows_white
from extract.readers.word.colours import BY_NUMBER
from extract.readers.word.frames import NO_MERGES, Edges, Merges

PAGE = 512
PAPX_BYTES = 13
IN_TABLE, ROW_END, LEVEL, INNER_CELL_END, INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
ROW_SHAPE, VERTICAL_MERGE, MERGE, HUGE = 0xD608, 0xD62B, 0x5624, 0x6646
RUN_LOOKS = (0x2A48, 0x4845, 0x0837, 0x2A53, 0x083C, 0x0800)  # read in doc_looks.py, as are the next
RUN_COLOURS = (0x6870, 0x2A42, 0xCA71, 0x4866, 0x2A0C)
RUN_SIZES = (0x4A43, 0x4852, 0x8840)
RUN_STYLE = 0x4A30  # the number of a style of characters
# Shadings of a row's cells: code → the first cell, and the bytes of each (Shd, and Shd80 of old programs).
CELL_SHADINGS = {0xD612: (0, 10), 0xD616: (22, 10), 0xD60C: (44, 10), 0xD609: (0, 2)}
AUTOMATIC = b"\0\0\0\xff"  # a COLORREF is red, green, blue, and whether it is automatic
SHD80_BYTES = 2
HUGE_CODE = HUGE.to_bytes(2, "little")
READ = frozenset(
    (
        *(IN_TABLE, ROW_END, LEVEL, INNER_CELL_END, INNER_ROW_END),
        *(ROW_SHAPE, VERTICAL_MERGE, MERGE, HUGE),
        *RUN_LOOKS,
        *RUN_COLOURS,
        *RUN_SIZES,
        RUN_STYLE,
        *CELL_SHADINGS,
    )
)
LONG_TABS = 0xC615
OPERAND_BYTES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # by the top three bits; 6 tells its own length
GOES_ON_LEFT, GOES_ON_ABOVE, STARTS_BELOW = 0x02, 0x20, 0x40  # TCGRF
Operands = tuple[tuple[int, bytes], ...]  # codes and what follows them
CELL_BYTES = 20  # TC80
MAX_COLUMNS = 63  # Word's own limit


@dataclass(slots=True)
class ParagraphProperties:
    """What a paragraph's mark says of tables; edges and merges as in flow.FlowRow, on row ends only.

    `dark`: the numbers of the row's cells whose shading shows white text.
    """

    level: int = 0
    is_row_end: bool = False
    is_inner_cell_end: bool = False
    edges: Edges = ()
    merges: Merges = NO_MERGES
    dark: frozenset[int] = frozenset()


PLAIN = ParagraphProperties()


class Properties:
    """Properties by the byte that follows a paragraph's mark in the WordDocument stream."""

    def __init__(self, main: bytes, table: bytes, data: bytes) -> None:
        """Streams `WordDocument` and `Data` (for properties too long for a page), and PlcBtePapx between."""
        self.main = main
        self.data = data
        self.known: dict[int, ParagraphProperties] = {0: PLAIN}  # by place: a PapxInFkp's offset, 0 for none
        self.places: dict[int, int] = {}  # by the end of a paragraph
        self.bounds: list[tuple[int, ...]] = []  # of the paragraphs of each page
        for offset in page_offsets(table):
            self._read_page(offset)

    def at(self, end: int) -> ParagraphProperties:
        """Properties of the paragraph that ends before this byte; plain ones where none are stored."""
        place = self.places.get(end)
        if place is None:
            place = self._place_around(end - 1)
        return self.known.get(place) or self._read(place)

    def style(self, end: int) -> int:
        """The number of the style of the paragraph that ends before this byte; 0 is the usual one."""
        place = self.places.get(end)
        if place is None:
            place = self._place_around(end - 1)
        if not place:
            return 0
        start = place + (1 if self.main[place] else 2)
        return int.from_bytes(self.main[start : start + 2], "little")

    def _place_around(self, offset: int) -> int:
        """The place of a paragraph whose mark stands inside what the pages take for one paragraph."""
        index = bisect_right(self._spans, offset, key=itemgetter(1))
        start, end = self._spans[index] if index < len(self._spans) else (offset + 1, 0)
        return self.places[end] if start <= offset else 0

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """Start and end of the paragraphs, by their ends."""
        return sorted((span for bounds in self.bounds for span in pairwise(bounds)), key=itemgetter(1))

    def _read(self, place: int) -> ParagraphProperties:
        self.known[place] = found = stated_of(self._operands(self._changes(place)))
        return found

    def _operands(self, changes: bytes) -> Operands:
        """The operands of changes, those that are too long for a page fetched from `Data`."""
        if HUGE_CODE not in changes:
            return operands(changes)
        return tuple(pair for code, operand in _walk(changes) for pair in self._fetched(code, operand))

    def _fetched(self, code: int, operand: bytes) -> Operands:
        if code != HUGE or not self.data:
            return ((code, operand),)
        place = int.from_bytes(operand, "little")
        size = int.from_bytes(self.data[place : place + 2], "little")
        return operands(self.data[place + 2 : place + 2 + size])

    def _read_page(self, offset: int) -> None:
        page = self.main[offset : offset + PAGE]
        count = page[-1] if len(page) == PAGE else 0
        bounds_end = 4 * (count + 1)
        if bounds_end + PAPX_BYTES * count >= PAGE:
            return
        bounds = struct.unpack_from(f"<{count + 1}I", page)
        words = page[bounds_end : bounds_end + PAPX_BYTES * count : PAPX_BYTES]
        self.places.update(zip(bounds[1:], [offset + 2 * word if word else 0 for word in words], strict=True))
        self.bounds.append(bounds)

    def _changes(self, place: int) -> bytes:
        """The list of changes to the style, without the style's number in front of it."""
        words = self.main[place]
        start, size = (place + 1, 2 * words - 1) if words else (place + 2, 2 * self.main[place + 1])
        return self.main[start + 2 : start + size]


def page_offsets(table: bytes) -> Iterator[int]:
    """Where the pages begin that a PlcBtePapx or PlcBteChpx names."""
    count = max(0, (len(table) - 4) // 8)
    numbers = table[4 * (count + 1) : 4 * (count + 1) + 4 * count]
    return ((number & 0x3FFFFF) * PAGE for (number,) in struct.iter_unpack("<I", numbers))


@lru_cache(maxsize=512)
def stated_of(found: Operands) -> ParagraphProperties:
    """What a list of changes says; paragraphs and rows of one template repeat it, in every document."""
    stated = ParagraphProperties()
    cells: list[tuple[bool, bool]] = []
    is_in_table = False
    for code, operand in found:
        if code == IN_TABLE:
            is_in_table = bool(operand[0])
        elif code == LEVEL:
            stated.level = int.from_bytes(operand, "little")
        elif code in (ROW_END, INNER_ROW_END):
            stated.is_row_end |= bool(operand[0])
        elif code == INNER_CELL_END:
            stated.is_inner_cell_end = bool(operand[0])
        elif code in CELL_SHADINGS:
            stated.dark |= _dark_cells(code, operand)
        else:
            _apply_to_cells(code, operand, cells)
            stated.edges = _edges(code, operand) or stated.edges
    stated.level = stated.level or int(is_in_table)
    stated.merges = Merges.of(cells)
    return stated


def _edges(code: int, operand: bytes) -> Edges:
    if code != ROW_SHAPE or operand[0] > MAX_COLUMNS:
        return ()
    return struct.unpack_from(f"<{operand[0] + 1}h", operand, 1)


def _dark_cells(code: int, operand: bytes) -> frozenset[int]:
    first, size = CELL_SHADINGS[code]
    shadings = (operand[at : at + size] for at in range(0, len(operand) - size + 1, size))
    return frozenset(first + at for at, shading in enumerate(shadings) if shows_white(ground(shading)))


def _apply_to_cells(code: int, operand: bytes, cells: list[tuple[bool, bool]]) -> None:
    """Set of each cell of the row whether it goes on above, and whether to its left."""
    if code == ROW_SHAPE and operand[0] <= MAX_COLUMNS:
        count = operand[0]
        flags = [operand[at] for at in range(2 * count + 3, len(operand), CELL_BYTES)]
        flags += [0] * (count - len(flags))
        cells[:] = [
            (flag & (GOES_ON_ABOVE | STARTS_BELOW) == GOES_ON_ABOVE, bool(flag & GOES_ON_LEFT))
            for flag in flags[:count]
        ]
    elif code == VERTICAL_MERGE and operand[0] < len(cells):
        cells[operand[0]] = operand[1] == 1, cells[operand[0]][1]
    elif code == MERGE:
        for at in range(operand[0] + 1, min(operand[1], len(cells))):
            cells[at] = cells[at][0], True


@lru_cache(maxsize=512)  # rows of one template repeat their changes from document to document
def operands(changes: bytes) -> Operands:
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


def told(reference: bytes) -> Colour | None:
    """The colour of a COLORREF; None for the automatic one."""
    return None if reference == AUTOMATIC else int.from_bytes(reference[:3], "big")


def indexed(index: int) -> Colour | None:
    """The colour of an Ico; None for the automatic one."""
    return BY_NUMBER.get(index, SOME_COLOUR) if index else None


def ground(shading: bytes) -> Colour | None:
    """The ground of a Shd (colours of the pattern and of the ground, the pattern) or of a Shd80."""
    if len(shading) == SHD80_BYTES:  # five bits of the pattern's colour, five of the ground's
        return indexed(int.from_bytes(shading, "little") >> 5 & 31)
    return told(shading[-6:-2])
