"""What stands on a PDF page as annotations: text typed over it, filled form fields, stamps.

A viewer shows them, but they are not of the page's own text; pdfium draws them into it when asked.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from extract.readers.pdf.pdfium_calls import ADDRESS, INT, Address, address, call

MOST = 10_000  # annotations of a page that are looked at
# These print nothing of their own, or only colour what is printed.
WITHOUT_TEXT = frozenset(
    (
        *(pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_TEXT),
        *(pdfium.FPDF_ANNOT_HIGHLIGHT, pdfium.FPDF_ANNOT_UNDERLINE, pdfium.FPDF_ANNOT_SQUIGGLY),
        *(pdfium.FPDF_ANNOT_FILEATTACHMENT, pdfium.FPDF_ANNOT_SOUND, pdfium.FPDF_ANNOT_MOVIE),
    )
)
FIELD, TYPED = pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT
UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
TEXT_OF = {FIELD: b"V", TYPED: b"Contents"}

_count = call("FPDFPage_GetAnnotCount", INT)
_get = call("FPDFPage_GetAnnot", ADDRESS)
_close = call("FPDFPage_CloseAnnot", None)
_kind = call("FPDFAnnot_GetSubtype", INT)
_flags = call("FPDFAnnot_GetFlags", INT)
_has_key = call("FPDFAnnot_HasKey", INT)
_string = call("FPDFAnnot_GetStringValue", ctypes.c_ulong)
_flatten = call("FPDFPage_Flatten", INT)


def draw_in(page: Address) -> bool:
    """Make what annotations show part of the page; True where the page must be loaded again to see it."""
    return any(_shows(note) for note in _all(page)) and _flatten(page, 0) == pdfium.FLATTEN_SUCCESS


def undrawn(page: Address) -> int:
    """How many typed texts and filled fields the file gives no appearance: viewers make one, pdfium none."""
    return sum(_is_undrawn(note) for note in _all(page))


def _all(page: Address) -> Iterator[Address]:
    for index in range(min(_count(page), MOST)):
        with _opened(page, index) as note:
            if note is not None and not _flags(note) & UNSEEN:
                yield note


@contextmanager
def _opened(page: Address, index: int) -> Iterator[Address | None]:
    found = _get(page, index)
    note = address(found) if found else None
    try:
        yield note
    finally:
        if note is not None:
            _close(note)


def _shows(note: Address) -> bool:
    return _kind(note) not in WITHOUT_TEXT and bool(_has_key(note, b"AP"))


def _is_undrawn(note: Address) -> bool:
    key = TEXT_OF.get(_kind(note))
    return key is not None and not _has_key(note, b"AP") and _string(note, key, None, ctypes.c_ulong(0)) > 2
