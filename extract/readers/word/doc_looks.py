"""How runs of a DOC file look: the facts that their properties state.

Structures: [MS-DOC], sections PlcBteChpx, ChpxFkp and "Character Properties".
"""

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, pairwise
from operator import itemgetter

from extract.model.colours import Colour, shows_white
from extract.model.looks import (
    CLOSEST,
    LIFTED,
    NARROWEST,
    PLAIN,
    SMALLEST,
    LeftOut,
    Look,
    Trait,
    rules_of,
    run,
)
from extract.readers.word.doc_properties import (
    PAGE,
    RUN_COLOURS,
    RUN_LOOKS,
    RUN_SIZES,
    RUN_STYLE,
    Operands,
    ground,
    indexed,
    operands,
    page_offsets,
    told,
)
from extract.readers.word.doc_styles import CHARACTER, PARAGRAPH, StyleSheet

SCRIPT, POSITION, STRIKE, DOUBLE_STRIKE, HIDDEN, DELETED = RUN_LOOKS
COLOUR, COLOUR_INDEX, SHADING, SHADING_INDEX, MARKER = RUN_COLOURS
# Of type in half points, its width in percent, the room between letters in twentieths of a point.
LEAST = dict(zip(RUN_SIZES, (2 * SMALLEST, NARROWEST, 20 * CLOSEST), strict=True))
TOGGLES = {
    STRIKE: Trait.STRUCK,
    DOUBLE_STRIKE: Trait.STRUCK,
    HIDDEN: Trait.HIDDEN,
    DELETED: Trait.DELETED,
}
SCRIPTS = {b"\x01": Trait.RAISED, b"\x02": Trait.LOWERED}
KEPT, TURNED = 0x80, 0x81
NO_STYLE = 0x0FFF
NO_STYLES = StyleSheet(b"")
Run = tuple[int, int, bytes, Look]  # first and last byte, changes, the look that they make alone


class Looks:
    """Runs that do not look like their neighbours, by byte offsets in the WordDocument stream."""

    def __init__(self, main: bytes, table: bytes, styles: StyleSheet = NO_STYLES) -> None:
        """`table` is the PlcBteChpx."""
        self.left_out = LeftOut()
        self.styles = styles
        self.changed = [*_changed_runs(main, table, styles)] if table else []
        self.of_paragraphs = {
            number for number in styles.numbers(PARAGRAPH) if _look(b"", styles, number) is not PLAIN
        }
        self.matter = bool(self.of_paragraphs or any(look is not PLAIN for _, _, _, look in self.changed))
        self.changed.sort(key=itemgetter(0, 1))
        self.runs = [run for run in self.changed if run[3] is not PLAIN]
        self.starts = [run[0] for run in self.runs]
        self.all_starts = [run[0] for run in self.changed] if self.of_paragraphs else []

    def shown(self, text: str, offset: int, width: int, paragraph: int = 0) -> str:
        """A text that begins at this byte, `width` bytes a character, as it is printed.

        `paragraph` is the number of its paragraph's style.
        """
        if paragraph in self.of_paragraphs:
            return self._shown_in_style(text, offset, width, paragraph)
        end = offset + width * len(text)
        for first, last, _, look in reversed(_touching(self.runs, self.starts, offset, end)):
            left, right = max(first - offset, 0) // width, (min(last, end) - offset) // width
            if left < right:
                text = text[:left] + run(text[left:right], look, self.left_out) + text[right:]
        return text

    def _shown_in_style(self, text: str, offset: int, width: int, paragraph: int) -> str:
        """The same where the paragraph's style has a say in every run, those without changes too."""
        end = offset + width * len(text)
        shown, at = "", 0
        usual = _look(b"", self.styles, paragraph)
        for first, last, changes, _ in _touching(self.changed, self.all_starts, offset, end):
            left, right = max(first - offset, 0) // width, (min(last, end) - offset) // width
            if at <= left < right:
                look = _look(changes, self.styles, paragraph)
                shown += run(text[at:left], usual, self.left_out)
                shown += run(text[left:right], look, self.left_out)
                at = right
        return shown + run(text[at:], usual, self.left_out)


NO_LOOKS = Looks(b"", b"")


def _touching(runs: list[Run], starts: list[int], offset: int, end: int) -> list[Run]:
    return runs[max(bisect_right(starts, offset) - 1, 0) : bisect_left(starts, end)]


def _changed_runs(main: bytes, table: bytes, styles: StyleSheet) -> Iterator[Run]:
    """The runs of all pages whose changes may matter; on most pages there are none."""
    is_all = any(_look(b"", styles, number) is not PLAIN for number in styles.numbers(PARAGRAPH))
    for offset in page_offsets(table):
        page = main[offset : offset + PAGE]
        count = page[-1] if len(page) == PAGE else 0
        bounds_end = 4 * (count + 1)
        if not count or bounds_end + count >= PAGE:
            continue
        words = page[bounds_end : bounds_end + count]  # where the changes of each run stand, 0 for none
        changes = {word: page[2 * word + 1 : 2 * word + 1 + page[2 * word]] for word in set(words) if word}
        looks = {word: _look(changed, styles, NO_STYLE) for word, changed in changes.items()}
        kept = looks.keys() if is_all else {word for word, look in looks.items() if look is not PLAIN}
        if not kept:  # all pages but a few
            continue
        bounds = struct.unpack_from(f"<{count + 1}I", page)
        for word, (start, end) in zip(words, pairwise(bounds), strict=True):
            if word in kept and start < end:
                yield start, end, changes[word], looks[word]


def _look(changes: bytes, styles: StyleSheet, paragraph: int) -> Look:
    """The facts in the changes of a run, over its style and its paragraph's; PLAIN where none matters."""
    own = operands(changes)
    style = next((int.from_bytes(operand, "little") for code, operand in own if code == RUN_STYLE), NO_STYLE)
    of_style = styles.changes(style) if styles.kind(style) == CHARACTER else ()
    return _look_of(own, of_style, styles.changes(paragraph))


@lru_cache(maxsize=2048)
def _look_of(own: Operands, *layers: Operands) -> Look:
    """The look of a run's own changes over those of its style and its paragraph's style."""
    traits = Trait.NONE
    for code, trait in TOGGLES.items():
        if _is_on(code, own, sum(_is_on(code, layer, False) for layer in layers) % 2 == 1):
            traits |= trait
    of = dict(chain(*reversed(layers), own))
    traits |= SCRIPTS.get(of.get(SCRIPT, b""), Trait.NONE)
    moved = int.from_bytes(of.get(POSITION, b""), "little", signed=True)
    if abs(moved) >= LIFTED:
        traits |= Trait.RAISED if moved > 0 else Trait.LOWERED
    sizes = ((least, of[code]) for code, least in LEAST.items() if code in of)
    if any(int.from_bytes(stated, "little", signed=True) < least for least, stated in sizes):
        traits |= Trait.STYLED
    look = Look(traits, _colour(of), _ground(of))
    return look if rules_of(look) else PLAIN


def _is_on(code: int, stated: Operands, inherited: bool) -> bool:
    """A toggle ([MS-DOC] 2.9.327): 0 and 1 say it, 0x80 leaves it as it is inherited, 0x81 turns it over."""
    found = inherited
    for changed, operand in stated:
        if changed == code:
            found = {0: False, 1: True, KEPT: inherited, TURNED: not inherited}.get(operand[0], True)
    return found


def _colour(of: dict[int, bytes]) -> Colour | None:
    if COLOUR in of:
        return told(of[COLOUR])
    return indexed(of[COLOUR_INDEX][0]) if COLOUR_INDEX in of else None


def _ground(of: dict[int, bytes]) -> Colour | None:
    """What lies behind a run, of its own: its shading or the ink of a marker, whichever shows white."""
    grounds = [ground(of[code]) for code in (SHADING, SHADING_INDEX) if code in of]
    if MARKER in of:
        grounds.append(indexed(of[MARKER][0]))
    return next(filter(shows_white, grounds), None)
