"""Which fonts pdfium takes for those a PDF names but does not carry.

None of the machine's, unless a page is drawn: a reading must be the same everywhere.
"""

# ruff: noqa: N802 (the names are pdfium's)

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2  # type: ignore[import-untyped]

from extract.readers.pdf.stand_in_font import stand_in_font

HANDLE = 1  # by which pdfium asks for the stand-in
CHINESE = frozenset(
    {128, 129, 134, 136}
)  # Windows' numbers of Japanese, Korean, simplified and traditional sets


class Fonts(pypdfium2.PdfSysfontBase):  # type: ignore[misc]
    """pdfium's way to ask for a font. Others than Chinese ones it has of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._is_drawing = False
        self._unlisted: Any = None  # pdfium's list of the machine's fonts, until it is filled

    def EnumFonts(self, _: Any, mapper: Any) -> None:
        self._unlisted = mapper
        if self._is_drawing:
            self._list_fonts()

    def _list_fonts(self) -> None:
        if self._unlisted:
            super().EnumFonts(None, self._unlisted)
            self._unlisted = None

    def MapFont(self, _: Any, weight: int, is_italic: int, charset: int, *rest: Any) -> int | None:
        if self._is_drawing:
            found: int | None = super().MapFont(_, weight, is_italic, charset, *rest)
            return found
        return HANDLE if charset in CHINESE else None

    def GetFont(self, _: Any, face: Any) -> int | None:
        found: int | None = super().GetFont(_, face) if self._is_drawing else None
        return found

    def GetFontData(self, _: Any, font: int, table: int, buffer: Any, size: int) -> int:
        if font != HANDLE:
            return int(super().GetFontData(_, font, table, buffer, size))
        data = b"" if table else stand_in_font()
        if data and size >= len(data):
            ctypes.memmove(buffer, data, len(data))
        return len(data)

    def GetFaceName(self, _: Any, font: int, buffer: Any, size: int) -> int:
        return 0 if font == HANDLE else int(super().GetFaceName(_, font, buffer, size))

    def GetFontCharset(self, _: Any, font: int) -> int:
        return 134 if font == HANDLE else int(super().GetFontCharset(_, font))

    def DeleteFont(self, _: Any, font: int) -> None:
        if font != HANDLE:
            super().DeleteFont(_, font)

    @contextmanager
    def of_machine(self) -> Iterator[None]:
        """While pages are drawn: a picture needs the shapes."""
        self._list_fonts()
        self._is_drawing = True
        try:
            yield
        finally:
            self._is_drawing = False


FONTS = Fonts()
FONTS.setup()
