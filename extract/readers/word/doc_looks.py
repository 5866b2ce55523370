"""How runs of a DOC file look: the facts that their properties state.

Structures: [MS-DOC], sections PlcBteChpx, ChpxFkp and "Character Properties".
"""

import struct
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import pairwise

from extract.model.looks import (
    LIFTED,
    PLAIN,
    SOME_COLOUR,
    WHITE,
    Colour,
    LeftOut,
    Look,
    Trait,
    is_pale,
    rules_of,
    run,
)
from extract.readers.word.doc_properties import PAGE, RUN_COLOURS, RUN_LOOKS, operands, page_offsets

SCRIPT, POSITION, STRIKE, DOUBLE_STRIKE, HIDDEN, DELETED = RUN_LOOKS
COLOUR, COLOUR_INDEX, SHADING, SHADING_INDEX, MARKER = RUN_COLOURS
TOGGLES = {
    STRIKE: Trait.STRUCK,
    DOUBLE_STRIKE: Trait.STRUCK,
    HIDDEN: Trait.HIDDEN,
    DELETED: Trait.DELETED,
}
SCRIPTS = {b"\x01": Trait.RAISED, b"\x02": Trait.LOWERED}
AUTOMATIC = b"\0\0\0\xff"  # a COLORREF is red, green, blue, and whether it is automatic
# Of the 16 colours that old programs know (Ico); a new one writes the nearest beside its own.
NO_INDEX, WHITE_INDEX = 0, 8


class Looks:
    """Runs that do not look like their neighbours, by byte offsets in the WordDocument stream."""

    def __init__(self, main: bytes, table: bytes) -> None:
        """`table` is the PlcBteChpx."""
        self.left_out = LeftOut()
        self.runs: list[tuple[int, int, Look]] = []
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
        looks = {
            word: look
            for word in set(words)
            if word and (look := _look(page[2 * word + 1 : 2 * word + 1 + page[2 * word]])) is not PLAIN
        }
        if not looks:  # all pages but a few
            return
        bounds = struct.unpack_from(f"<{count + 1}I", page)
        for word, (start, end) in zip(words, pairwise(bounds), strict=True):
            if word in looks and start < end:
                self.runs.append((start, end, looks[word]))

    def shown(self, text: str, offset: int, width: int) -> str:
        """A text that begins at this byte, `width` bytes a character, as it is printed."""
        end = offset + width * len(text)
        touching = self.runs[max(bisect_right(self.starts, offset) - 1, 0) : bisect_left(self.starts, end)]
        for first, last, look in reversed(touching):
            left, right = max(first - offset, 0) // width, (min(last, end) - offset) // width
            if left < right:
                text = text[:left] + run(text[left:right], look, self.left_out) + text[right:]
        return text


NO_LOOKS = Looks(b"", b"")


@lru_cache(maxsize=2048)
def _look(changes: bytes) -> Look:
    """The facts in the changes to a run's style; PLAIN where none of them matters."""
    traits = Trait.NONE
    stated = operands(changes)
    for code, operand in stated:
        if code in TOGGLES and operand[0]:
            traits |= TOGGLES[code]
        elif code == SCRIPT:
            traits |= SCRIPTS.get(operand, Trait.NONE)
        elif code == POSITION and int.from_bytes(operand, "little", signed=True) >= LIFTED:
            traits |= Trait.RAISED
    of = dict(stated)
    look = Look(traits, _colour(of), _ground(of))
    return look if rules_of(look) else PLAIN


def _colour(of: dict[int, bytes]) -> Colour | None:
    if COLOUR in of:
        return _told(of[COLOUR])
    return _indexed(of[COLOUR_INDEX][0]) if COLOUR_INDEX in of else None


def _told(operand: bytes) -> Colour | None:
    return None if operand == AUTOMATIC else int.from_bytes(operand[:3], "big")


def _ground(of: dict[int, bytes]) -> Colour | None:
    """What lies behind a run, of its own: its shading or the ink of a marker, whichever shows white."""
    grounds = []
    if SHADING in of:  # Shd: colours of the pattern and of the ground, then the pattern
        grounds.append(_told(of[SHADING][-6:-2]))
    if SHADING_INDEX in of:  # Shd80: five bits of the pattern's colour, five of the ground's
        grounds.append(_indexed(int.from_bytes(of[SHADING_INDEX], "little") >> 5 & 31))
    if MARKER in of:
        grounds.append(_indexed(of[MARKER][0]))
    return next((ground for ground in grounds if ground is not None and not is_pale(ground)), None)


def _indexed(index: int) -> Colour | None:
    if index == NO_INDEX:
        return None
    return WHITE if index == WHITE_INDEX else SOME_COLOUR
