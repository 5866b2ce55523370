"""The style sheet of a DOC file: what each style changes in the look of characters ([MS-DOC], STSH)."""

import struct
from collections.abc import Iterator

from extract.readers.word.doc_properties import Operands, operands

PARAGRAPH, CHARACTER = 1, 2  # stk
MAX_BASES = 32
Style = tuple[int, int, bytes]  # kind, base, changes to characters


class StyleSheet:
    """The styles by their numbers; an empty or damaged sheet has none that matters."""

    def __init__(self, sheet: bytes) -> None:
        """`sheet` is the STSH."""
        self.styles: list[Style | None] = []
        try:
            self.styles = _styles(sheet)
        except (struct.error, IndexError):
            self.styles = []  # documents were seen whose sheet is cut; Word shows them without styles
        self._known: dict[int, Operands] = {}

    def kind(self, number: int) -> int:
        style = self.styles[number] if number < len(self.styles) else None
        return style[0] if style is not None else 0

    def numbers(self, kind: int) -> Iterator[int]:
        """The styles of a kind that change, or whose bases change, what is read of a run."""
        for number, style in enumerate(self.styles):
            if style is not None and style[0] == kind and self.changes(number):
                yield number

    def changes(self, number: int) -> Operands:
        """What a style changes with its bases, the last word last."""
        found = self._known.get(number)
        if found is None:
            self._known[number] = found = self._changes(number)
        return found

    def _changes(self, number: int) -> Operands:
        chain: list[bytes] = []
        while number < len(self.styles) and len(chain) < MAX_BASES:
            style = self.styles[number]
            if style is None:
                break
            chain.append(style[2])
            number = style[1]
        return tuple(pair for changes in reversed(chain) for pair in operands(changes))


def _styles(sheet: bytes) -> list[Style | None]:
    if len(sheet) < 6:
        return []
    (head,) = struct.unpack_from("<H", sheet)
    count, base_bytes = struct.unpack_from("<HH", sheet, 2)
    at = 2 + head
    found: list[Style | None] = []
    for _ in range(count):
        (size,) = struct.unpack_from("<H", sheet, at)
        found.append(_style(sheet[at + 2 : at + 2 + size], base_bytes) if size else None)
        at += 2 + size + size % 2
    return found


def _style(style: bytes, base_bytes: int) -> Style | None:
    """A style: fixed part, name, then lists of changes, each padded to two bytes."""
    _, kinds, counts = struct.unpack_from("<HHH", style)
    kind, base, lists = kinds & 0x0F, kinds >> 4, counts & 0x0F
    if kind not in (PARAGRAPH, CHARACTER):
        return None
    (letters,) = struct.unpack_from("<H", style, base_bytes)
    at = base_bytes + 2 + 2 * letters + 2
    changes = b""
    for _ in range(lists):
        at += at % 2
        (size,) = struct.unpack_from("<H", style, at)
        changes = style[at + 2 : at + 2 + size]  # that of characters is the last of both kinds
        at += 2 + size
    return kind, base, changes if lists == (2 if kind == PARAGRAPH else 1) else b""
