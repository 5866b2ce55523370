"""Text that a PDF gives instead of what is drawn (/ActualText, ISO 32000-1, 14.9.4).

Chromium writes it round glyphs whose font tells several characters. pdfium then gives the box of the text
object in the space of its form XObject, not of the page.
"""

import io
from collections.abc import Iterator, Sequence
from functools import cached_property

from extract.layout.geometry import Box
from extract.readers.pdf.pdfium import Page
from extract.readers.pdf.pdfium_calls import BOXES, INT, Address, address, call
from extract.readers.pdf.reread import load_pdfplumber
from extract.readers.pdf.reread.doubtful_regions import WHOLE_PAGE
from extract.readers.pdf.seen.optional_layers import marks, words
from extract.readers.pdf.seen.visibility import TEXT, Layer
from spiders.content.radicals import to_ideographs

NEAR = 1.0  # points between what two libraries take for the start of a glyph

_mark_text = call("FPDFPageObjMark_GetParamStringValue", INT)
_bounds = call("FPDFPageObj_GetBounds", INT)


def move_boxes(page: Page, layers: Sequence[Layer]) -> None:
    """Correct the boxes of characters that a form draws otherwise than they read."""
    boxes: dict[int, Box] = {}
    for layer in layers:
        if layer.order:
            texts, handles = layer.of(TEXT, layer.addresses), layer.of(TEXT, layer.handles)
            inner = [
                (text, handle) for text, handle in zip(texts, handles, strict=True) if _is_replaced(handle)
            ]
            _, sides = BOXES.ask(_bounds, [handle for _, handle in inner])
            boxes |= zip((text for text, _ in inner), layer.matrix.boxes(*sides), strict=True)
    if boxes:
        page.moved = {
            index: boxes[holder] for index, holder in enumerate(page.text_objects()) if holder in boxes
        }


def replaced(page: Page, indexes: Sequence[int]) -> Iterator[int]:
    """Those of the characters that are drawn as others, or may be."""
    holders = [*page.text_objects()]
    answers: dict[int, bool] = {}
    for index in indexes:
        holder = holders[index]
        if holder and holder not in answers:
            answers[holder] = _is_replaced(address(holder))
        if holder and answers[holder]:
            yield index


def _is_replaced(item: Address) -> bool:
    return any(words(_mark_text, mark, b"ActualText") for mark in marks(item))


class DrawnGlyphs:
    """The glyphs of a file as pdfminer decodes them: by their fonts alone, never by /ActualText."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._pages: dict[int, list[tuple[float, float, float, str]]] = {}

    @cached_property
    def _file(self) -> tuple[object, ...]:
        pdfplumber, region_page = load_pdfplumber()
        return pdfplumber.open(io.BytesIO(self._data)), region_page

    def at(self, page: int, x: float, y: float) -> str | None:
        """The character whose base line begins at a point of the PDF's own space, if there is one."""
        if page not in self._pages:
            self._pages[page] = [*self._read(page)]
        for left, bottom, top, text in self._pages[page]:
            if abs(left - x) <= NEAR and bottom - NEAR <= y <= top + NEAR:
                return text
        return None

    def _read(self, number: int) -> Iterator[tuple[float, float, float, str]]:
        file, region_page = self._file
        page = region_page.RegionPage(file, file.pages[number - 1], WHOLE_PAGE)  # type: ignore[attr-defined]
        for glyph in page.chars:
            # pdfplumber's y runs down from the sheet's top, the PDF's own up.
            bottom, top = (page.mediabox[3] - glyph[side] for side in ("bottom", "top"))
            yield glyph["x0"], bottom, top, to_ideographs(glyph["text"])
