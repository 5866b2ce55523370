"""Raised, lowered and struck runs of an XLS cell's text (MS-XLS §2.5.293)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.model.document import UnreadableError
from extract.model.looks import PLAIN, LeftOut, Look, Trait, run
from extract.readers.packages import AGAIN
from extract.readers.sheet.xls_records import END, WIDE, records, sheets

FONT, STRINGS, CONTINUE, STRING_CELL = 0x0031, 0x00FC, 0x003C, 0x00FD
RICH, PHONETIC = 0x08, 0x04  # flags of a string
STRUCK = 0x0008  # of a font's attributes
SCRIPTS = {1: Trait.RAISED, 2: Trait.LOWERED}
NO_FONT = 4  # a number that no font bears: those after it are counted one too high
Place = tuple[int, int]  # row and column


def shown(stream: bytes) -> dict[str, dict[Place, str]]:
    """Name of a sheet → the texts of cells with marked parts.

    Raises UnreadableError (damaged) where such parts may be there and the texts cannot be followed.
    """
    workbook = _Workbook()
    try:
        workbook.read(stream)
        marked = sheets(stream) if workbook.texts else ()
        return {name: dict(workbook.cells(stream, at)) for name, at in marked}
    except (struct.error, IndexError, ValueError) as error:
        if not workbook.has_looks:
            return {}
        raise UnreadableError(
            "damaged", f"the workbook's texts contradict themselves ({error}); {AGAIN}"
        ) from error


@dataclass
class _Workbook:
    fonts: list[Look] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)

    @property
    def has_looks(self) -> bool:
        return any(look != PLAIN for look in self.fonts)

    def read(self, stream: bytes) -> None:
        """The fonts and the marked texts, from the workbook's own part of the stream."""
        parts: list[bytes] = []
        is_open = False
        for kind, content in records(stream):
            if kind == FONT:
                self.fonts.append(Look(font_traits(content)))
            is_open = kind == STRINGS or (is_open and kind == CONTINUE)
            if is_open:
                parts.append(content)
            if kind == END:
                break
        if self.has_looks and parts:
            self.texts = dict(self._marked(_Strings(parts)))

    def _marked(self, strings: "_Strings") -> Iterator[tuple[int, str]]:
        for number, (text, runs) in enumerate(strings.all()):
            looks = [(start, self._font(font)) for start, font in runs]
            if any(look != PLAIN for _, look in looks):
                ends = [*(start for start, _ in looks[1:]), len(text)]
                pieces = zip(looks, ends, strict=True)
                head = text[: looks[0][0]]
                tail = (run(text[start:end], look, LeftOut()) for (start, look), end in pieces)
                yield number, head + "".join(tail)

    def _font(self, number: int) -> Look:
        return self.fonts[number - (number > NO_FONT)]

    def cells(self, stream: bytes, at: int) -> Iterator[tuple[Place, str]]:
        """The cells with marked texts of the sheet that begins at a byte."""
        for kind, content in records(stream, at):
            if kind == STRING_CELL:
                row, column, _, number = struct.unpack_from("<HHHI", content)
                if number in self.texts:
                    yield (row, column), self.texts[number]
            if kind == END:
                return


def font_traits(font: bytes) -> Trait:
    """What a Font record says of how its text stands."""
    attributes, script = struct.unpack_from("<H", font, 2)[0], struct.unpack_from("<H", font, 8)[0]
    traits = SCRIPTS.get(script, Trait.NONE)
    return traits | Trait.STRUCK if attributes & STRUCK else traits


class _Strings:
    """The shared strings, which run on over the CONTINUE records; there a text says its width again."""

    def __init__(self, parts: list[bytes]) -> None:
        self.parts, self.part, self.at = parts, 0, 0

    def all(self) -> Iterator[tuple[str, list[tuple[int, int]]]]:
        """Each text with its runs: first character and font."""
        _, count = struct.unpack("<II", self._take(8))
        for _ in range(count):
            size, flags = struct.unpack("<HB", self._take(3))
            (runs,) = struct.unpack("<H", self._take(2)) if flags & RICH else (0,)
            (more,) = struct.unpack("<I", self._take(4)) if flags & PHONETIC else (0,)
            text = self._text(size, flags & WIDE)
            yield text, list(struct.iter_unpack("<HH", self._take(4 * runs)))
            self._take(more)

    def _take(self, size: int) -> bytes:
        taken = b""
        while len(taken) < size:
            self._turn()
            piece = self.parts[self.part][self.at : self.at + size - len(taken)]
            self.at += len(piece)
            taken += piece
        return taken

    def _text(self, size: int, wide: int) -> str:
        text = ""
        while len(text) < size:
            if self._turn():
                wide = self._take(1)[0] & WIDE
            left = (len(self.parts[self.part]) - self.at) // (1 + wide)
            data = self._take(min(size - len(text), left) * (1 + wide))
            if not data:
                raise IndexError("a text that is cut inside a character")
            text += data.decode("utf-16-le" if wide else "latin-1", "surrogatepass")
        return text

    def _turn(self) -> bool:
        """Go to the next record where this one is used up; IndexError after the last."""
        if self.at < len(self.parts[self.part]):
            return False
        if self.part + 1 == len(self.parts):
            raise IndexError("the shared strings are cut")
        self.part, self.at = self.part + 1, 0
        return True
