"""How runs of a DOC file look: raised, struck, hidden or deleted text is told from figures.

Structures: [MS-DOC], sections PlcBteChpx, ChpxFkp and "Character Properties".
"""

import re
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import pairwise

from extract.raised import LIFTED, lowered, raised, struck
from extract.readers.doc_properties import PAGE, RUN_LOOKS, operands

SCRIPT, POSITION, STRIKE, DOUBLE_STRIKE, HIDDEN, DELETED = RUN_LOOKS
SCRIPTS = {b"\x01": raised, b"\x02": lowered}
CODES = re.compile(b"|".join(re.escape(struct.pack("<H", code)) for code in RUN_LOOKS))
Show = Callable[[str], str]


def _none(text: str) -> str:
    return ""


class Looks:
    """Runs that do not look like their neighbours, by byte offsets in the WordDocument stream."""

    def __init__(self, main: bytes, table: bytes) -> None:
        """`table` is the PlcBteChpx."""
        self.runs: list[tuple[int, int, Show]] = []
        count = max(0, (len(table) - 4) // 8)
        for (number,) in struct.iter_unpack("<I", table[4 * (count + 1) : 4 * (count + 1) + 4 * count]):
            offset = (number & 0x3FFFFF) * PAGE
            page = main[offset : offset + PAGE]
            if len(page) == PAGE and CODES.search(page):
                self._read_page(page)
        self.runs.sort(key=lambda run: run[:2])
        self.starts = [start for start, _, _ in self.runs]

    def _read_page(self, page: bytes) -> None:
        count = page[-1]
        bounds_end = 4 * (count + 1)
        if bounds_end + count >= PAGE:
            return
        for at, (start, end) in enumerate(pairwise(struct.unpack(f"<{count + 1}I", page[:bounds_end]))):
            place = 2 * page[bounds_end + at]
            show = _show(page[place + 1 : place + 1 + page[place]]) if place else None
            if show is not None and start < end:
                self.runs.append((start, end, show))

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


def _show(changes: bytes) -> Show | None:
    """How the changes to a run's style make it look; None where they do not matter."""
    for code, operand in operands(changes):
        if code in (HIDDEN, DELETED) and operand[0]:
            return _none
        if code in (STRIKE, DOUBLE_STRIKE) and operand[0]:
            return struck
        if code == SCRIPT and operand in SCRIPTS:
            return SCRIPTS[operand]
        if code == POSITION and int.from_bytes(operand, "little", signed=True) >= LIFTED:
            return raised
    return None
