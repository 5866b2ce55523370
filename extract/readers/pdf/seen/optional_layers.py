"""Text in optional layers (ISO 32000-1, 8.11) that viewers do not show.

pdfium reads such text but does not draw it, so a page is drawn with and without it and compared. That costs
some milliseconds and is done only where text is marked as of a layer.
"""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from stringzilla import contains

from extract.model.looks import Look, Trait
from extract.readers.pdf.pdfium_calls import ADDRESS, INT, Address, address, call
from extract.readers.pdf.seen.visibility import TEXT, Layer

SIGNS = b"/OCProperties", b"/ObjStm"  # a file without either has no layers; the second may hide the first
OPTIONAL = "OC"
MOST_GROUPS = 20  # a page; more are left as they are
SIDE = 600  # pixels of the picture
WHITE = ctypes.c_ulong(0xFFFFFFFF)
SWITCHED_OFF = Look(Trait.SWITCHED_OFF)
LETTERS = 64

_mark_count = call("FPDFPageObj_CountMarks", INT)
_mark = call("FPDFPageObj_GetMark", ADDRESS)
_mark_name = call("FPDFPageObjMark_GetName", INT)
_mark_text = call("FPDFPageObjMark_GetParamStringValue", INT)
_set_active = call("FPDFPageObj_SetIsActive", INT)
_create_bitmap = call("FPDFBitmap_Create", ADDRESS)
_destroy_bitmap = call("FPDFBitmap_Destroy", None)
_fill = call("FPDFBitmap_FillRect", INT)
_draw = call("FPDF_RenderPageBitmap", None)
_buffer = call("FPDFBitmap_GetBuffer", ADDRESS)
_stride = call("FPDFBitmap_GetStride", INT)


def may_have_layers(data: bytes) -> bool:
    """Whether the file can have layers at all; most have none."""
    return any(contains(data, sign) for sign in SIGNS)


def switched_off(page: Address, layers: Sequence[Layer]) -> dict[int, Look]:
    """The text objects of layers that are switched off, by their addresses."""
    groups: dict[str, list[tuple[int, Address]]] = {}
    for layer in layers:
        texts, handles = layer.of(TEXT, layer.addresses), layer.of(TEXT, layer.handles)
        for text, handle, count in zip(texts, handles, map(_mark_count, handles), strict=True):
            if count and (name := _layer_name(handle, count)) is not None:
                groups.setdefault(name, []).append((text, handle))
    if not groups or len(groups) > MOST_GROUPS:
        return {}
    whole = _picture(page)
    hidden: dict[int, Look] = {}
    for members in groups.values():
        with _inactive([handle for _, handle in members]):
            if _picture(page) == whole:
                hidden |= dict.fromkeys((text for text, _ in members), SWITCHED_OFF)
    return hidden


def _layer_name(item: Address, count: int) -> str | None:
    """The name of the layer that an object is marked with, None where it is of none."""
    for mark in marks(item, count):
        if words(_mark_name, mark) == OPTIONAL:
            return words(_mark_text, mark, b"Name")
    return None


def marks(item: Address, count: int | None = None) -> Iterator[Address]:
    """The marks of content that an object carries."""
    for index in range(_mark_count(item) if count is None else count):
        yield address(_mark(item, index))


def words(question: Callable[..., int], *given: object) -> str:
    """What one of pdfium's functions writes as text."""
    buffer, length = ctypes.create_string_buffer(2 * LETTERS), ctypes.c_ulong()
    size = ctypes.c_ulong(len(buffer))
    if not question(*given, buffer, size, ctypes.byref(length)) or length.value < 2:
        return ""
    return buffer.raw[: min(length.value, len(buffer)) - 2].decode("utf-16-le", "replace")


@contextmanager
def _inactive(handles: Sequence[Address]) -> Iterator[None]:
    try:
        for handle in handles:
            _set_active(handle, 0)
        yield
    finally:
        for handle in handles:
            _set_active(handle, 1)


def _picture(page: Address) -> bytes:
    """The page drawn small."""
    bitmap = address(_create_bitmap(SIDE, SIDE, 0))
    try:
        _fill(bitmap, 0, 0, SIDE, SIDE, WHITE)
        _draw(bitmap, page, 0, 0, SIDE, SIDE, 0, 0)
        return ctypes.string_at(_buffer(bitmap), SIDE * _stride(bitmap))
    finally:
        _destroy_bitmap(bitmap)
