"""How runs of a DOC file look: raised, struck, hidden or deleted text is told from figures.

Structures: [MS-DOC], sections PlcBteChpx, ChpxFkp and "Character Properties".
"""

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from extract.model.looks import LIFTED, lowered, raised, struck, white
from extract.readers.word.doc_properties import PAGE, RUN_COLOURS, RUN_LOOKS, Operands, operands, page_offsets

SCRIPT, POSITION, STRIKE, DOUBLE_STRIKE, HIDDEN, DELETED = RUN_LOOKS
COLOUR, COLOUR_INDEX, SHADING, SHADING_INDEX, MARKER = RUN_COLOURS
WHITE, AUTOMATIC = b"\xff\xff\xff\0", b"\0\0\0\xff"
# Of the 16 colours that old programs know; a new one writes the nearest beside its own.
NO_INDEX, WHITE_INDEX = 0, 8
# What tells whether a run's own ground shows white text: codes, and how the operand says its colour.
GROUNDS: dict[int, Callable[[bytes], bool]] = {
    SHADING: lambda operand: operand[-6:-2] not in (WHITE, AUTOMATIC),
    SHADING_INDEX: lambda operand: int.from_bytes(operand, "little") >> 5 & 31 not in (NO_INDEX, WHITE_INDEX),
    MARKER: lambda operand: operand[0] not in (NO_INDEX, WHITE_INDEX),
}
SCRIPTS = {b"\x01": raised, b"\x02": lowered}
Show = Callable[[str], str]


def _none(text: str) -> str:
    return ""


class Looks:
    """Runs that do not look like their neighbours, by byte offsets in the WordDocument stream."""

    def __init__(self, main: bytes, table: bytes) -> None:
        """`table` is the PlcBteChpx."""
        self.runs: list[tuple[int, int, Show]] = []
        for offset in page_offsets(table):
            page = main[offset : offset + PAGE]
            count = page[-1] if len(page) == PAGE else 0
            bounds_end = 4 * (count + 1)
            if count and bounds_end + count < PAGE:
                self._read_page(page, count, page[bounds_end : bounds_end + count])
        self.runs.sort(key=lambda run: run[:2])
        self.starts = [start for start, _, _ in self.runs]

    def _read_page(self, page: bytes, count: int, words: bytes) -> None:
        """Keep the runs of a page that matter; `words` is where the changes of each run stand, 0 for none."""
        shows = {
            word: show
            for word in set(words)
            if word and (show := _show(page[2 * word + 1 : 2 * word + 1 + page[2 * word]])) is not None
        }
        if not shows:  # all pages but a few
            return
        bounds = struct.unpack_from(f"<{count + 1}I", page)
        for word, (start, end) in zip(words, pairwise(bounds), strict=True):
            if word in shows and start < end:
                self.runs.append((start, end, shows[word]))

    def shown(self, text: str, offset: int, width: int) -> str:
        """A text that begins at this byte, `width` bytes a character, as it is printed."""
        end = offset + width * len(text)
        touching = self.runs[max(bisect_right(self.starts, offset) - 1, 0) : bisect_left(self.starts, end)]
        for first, last, show in reversed(touching):
            left, right = max(first - offset, 0) // width, (min(last, end) - offset) // width
            if left < right:
                text = text[:left] + show(text[left:right]) + text[right:]
        return text


PLAIN = Looks(b"", b"")


@lru_cache(maxsize=2048)
def _show(changes: bytes) -> Show | None:
    """How the changes to a run's style make it look; None where they do not matter."""
    stated = operands(changes)
    for code, operand in stated:
        if code in (HIDDEN, DELETED) and operand[0]:
            return _none
        if code in (STRIKE, DOUBLE_STRIKE) and operand[0]:
            return struck
        if code == SCRIPT and operand in SCRIPTS:
            return SCRIPTS[operand]
        if code == POSITION and int.from_bytes(operand, "little", signed=True) >= LIFTED:
            return raised
    return white if _is_white(stated) else None


def _is_white(stated: Operands) -> bool:
    """Whether a run is white and has no ground of its own that shows it."""
    said = dict(stated)
    is_white = said.get(COLOUR, WHITE if said.get(COLOUR_INDEX) == bytes([WHITE_INDEX]) else None) == WHITE
    return is_white and not any(code in said and shows(said[code]) for code, shows in GROUNDS.items())
