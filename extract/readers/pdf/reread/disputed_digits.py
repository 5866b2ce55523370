"""Digits that a font's /ToUnicode maps to others than it draws.

What is drawn is told by the font's encoding, where it has one; and two glyphs of one font that read as the
same digit cannot both be it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from extract.model.reading import Figure
from extract.readers.pdf.reread.doubtful_regions import is_same_place

DIGITS = frozenset("0123456789")
COLLECTIONS = frozenset(("Adobe-GB1", "Adobe-CNS1", "Adobe-Japan1", "Adobe-Korea1"))


class DisputedDigits:
    """Gathers the digits in dispute from the glyphs of a page."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self._codes: dict[tuple[int, str], int] = {}

    def note(self, font: Any, code: int, text: str) -> None:
        """Look at a glyph: its font, the code it is drawn by, and what it reads as."""
        if text not in DIGITS:
            return
        key = id(font), text
        if key not in self._codes:
            self._codes[key] = code
            drawn = getattr(font, "cid2unicode", {}).get(code)
            if drawn in DIGITS and drawn != text:
                self.found |= {drawn, text}
        elif self._codes[key] != code:
            self.found.add(text)


def lied_about(first: Sequence[Figure], second: Sequence[Figure]) -> set[str]:
    """Digits that the second reader reads as the same other ones in several cells: their font lies."""
    others = {figure.key: figure for figure in second}
    pairs = Counter(
        pair
        for figure in first
        if (other := others.get(figure.key)) and is_same_place(figure.locator, other.locator)
        for pair in _letter_pairs(figure.raw or "", other.raw or "")
        if pair[0] != pair[1]
    )
    return {digit for (digit, drawn), count in pairs.items() if count > 1 and (digit + drawn).isdecimal()}


def _letter_pairs(one: str, other: str) -> Iterable[tuple[str, str]]:
    return zip(one, other, strict=True) if len(one) == len(other) else ()
