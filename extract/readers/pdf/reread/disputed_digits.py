"""Digits that a font's /ToUnicode maps to others than it draws.

What is drawn is told by the font's encoding, where it has one; and two glyphs of one font that read as the
same digit cannot both be it.
"""

from typing import Any

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
