"""The pdfium library, one file and one page at a time: text, glyph boxes, and the page turned upright.

pdfium is not thread-safe and may abort on hostile files: use it from one thread of a process that may die.
"""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from extract.layout.geometry import Box, Matrix, Word, make_word, rotation, turned
from extract.model.document import UnreadableError
from extract.readers.pdf import annotations
from extract.readers.pdf.pdfium_calls import ADDRESS, FLOAT, INT, POINTS, Address, address, call

MOST_CHARACTERS = 100_000  # a page; a full page of 五号 type has 2,000
META = "Title", "Creator", "Producer", "CreationDate"
UNICODE_SAMPLE = 60  # characters asked whether their font says what they mean
ANGLE_SAMPLE = 12  # characters whose angle is asked to tell a page set sideways
TURNED = math.radians(3)  # what a glyph of the page's own text may lean
# Less moves a border by a point over the page at most; more is no accident of a printer.
LEAST_SKEW, MOST_SKEW = math.radians(0.1), math.radians(2.6)

_META_ROOM = ctypes.create_string_buffer(2000)
_load_document = call("FPDF_LoadMemDocument64", ADDRESS)
_close_document = call("FPDF_CloseDocument", None)
_page_count = call("FPDF_GetPageCount", INT)
_meta_text = call("FPDF_GetMetaText", ctypes.c_ulong)
_load_page = call("FPDF_LoadPage", ADDRESS)
_close_page = call("FPDF_ClosePage", None)
_page_box = call("FPDF_GetPageBoundingBox", INT)
_rotation = call("FPDFPage_GetRotation", INT)
_load_text = call("FPDFText_LoadPage", ADDRESS)
_close_text = call("FPDFText_ClosePage", None)
_character_count = call("FPDFText_CountChars", INT)
_text = call("FPDFText_GetText", INT)
_unicode = call("FPDFText_GetUnicode", ctypes.c_uint)
_has_no_unicode = call("FPDFText_HasUnicodeMapError", INT)
_character_box = call("FPDFText_GetCharBox", INT)
_text_object = call("FPDFText_GetTextObject", ADDRESS)
_character_angle = call("FPDFText_GetCharAngle", FLOAT)
_character_matrix = call("FPDFText_GetMatrix", INT)

LOAD_ERRORS = {
    pdfium.FPDF_ERR_PASSWORD: (
        "encrypted",
        "The PDF asks for a password: ask the publisher for an open copy.",
    ),
    pdfium.FPDF_ERR_SECURITY: (
        "encrypted",
        "The PDF's security handler is not supported: ask for an open copy.",
    ),
}


class Page:
    """One loaded page; `text[i]` is the character at index i.

    `upright` leads to the space in which most text runs from left to right, `shown` to the page as a viewer
    shows it (/Rotate); they differ only where a table was set sideways. `undrawn` is how many typed texts and
    filled fields the page does not show, though a viewer may. `moved` are boxes that pdfium tells wrongly,
    `is_odd` says that the layout met glyphs of no usual shape or direction.
    """

    def __init__(self, handle: Address, text_handle: Address, number: int, undrawn: int = 0) -> None:
        self.handle, self._text_handle, self.number, self.undrawn = handle, text_handle, number, undrawn
        corners = (FLOAT * 4)()
        _page_box(handle, corners)
        left, top, right, bottom = corners
        self.box: Box = (left, bottom, right, top)
        self._matrix = (FLOAT * 6)()
        self.moved: dict[int, Box] = {}
        self.is_odd = False
        self.text, self.is_cut = self._read_text()
        self.shown = turned(self.box, _rotation(handle))
        quarters, self.skew = self._text_quarters()
        self.upright = self.shown if quarters == _rotation(handle) else turned(self.box, quarters)
        is_sideways = self.upright.a == 0
        self.width, self.height = (
            (top - bottom, right - left) if is_sideways else (right - left, top - bottom)
        )
        if self.skew:
            self.upright = self.upright.then(rotation(-self.skew, self.width / 2, self.height / 2))

    def _read_text(self) -> tuple[str, bool]:
        found = max(_character_count(self._text_handle), 0)
        count = min(found, MOST_CHARACTERS)
        buffer = ctypes.create_string_buffer(2 * count + 2)
        written = _text(self._text_handle, 0, count, buffer) - 1
        text = buffer.raw[: 2 * max(written, 0)].decode("utf-16-le", "replace")
        if len(text) != count:  # characters without Unicode are left out, those above U+FFFF count double
            text = "".join(chr(_unicode(self._text_handle, i) or 0xFFFD) for i in range(count))
        return text, found > count

    def _text_quarters(self) -> tuple[int, float]:
        """How the text is turned: quarters clockwise, and the few degrees (in radians) of a skewed page."""
        angles = self.angles(self._sample(ANGLE_SAMPLE))
        if not angles:
            return int(_rotation(self.handle)), 0.0
        quarters, votes = Counter(-round(angle / (math.pi / 2)) % 4 for angle in angles).most_common(1)[0]
        if votes <= len(angles) * 0.7:
            return int(_rotation(self.handle)), 0.0
        leans = sorted(math.remainder(angle, math.pi / 2) for angle in angles)
        lean = leans[len(leans) // 2]
        return quarters, lean if LEAST_SKEW < abs(lean) < MOST_SKEW else 0.0

    def _sample(self, size: int) -> list[int]:
        """Indexes of about so many printed characters, spread over the page."""
        step = max(len(self.text) // size, 1)
        return [i for i in range(0, len(self.text), step) if not self.text[i].isspace()]

    def boxes(self, indexes: Sequence[int]) -> list[Box]:
        """Tight upright boxes of characters; the loose ones of vertical text reach into the next cell."""
        handles = [self._text_handle] * len(indexes)
        _, (lefts, rights, bottoms, tops) = POINTS.ask(_character_box, handles, indexes)
        boxes = self.upright.boxes(lefts, bottoms, rights, tops)
        if self.moved:
            boxes = [self.moved.get(index, box) for index, box in zip(indexes, boxes, strict=True)]
        return boxes

    def words(self, text: str, indexes: Sequence[int]) -> list[Word]:
        """Characters in their boxes. `text` is the page's, or a version of it of the same length."""
        letters = [" " + text[i] if text[i - 1] == " " else text[i] for i in indexes]
        return [make_word((letter, *box)) for letter, box in zip(letters, self.boxes(indexes), strict=True)]

    def text_objects(self) -> Iterator[int]:
        """The address of the object that each character is of."""
        return map(_text_object, repeat(self._text_handle), range(len(self.text)))

    def angles(self, indexes: Sequence[int]) -> list[float]:
        """The angles of characters, in radians against the sheet."""
        return [*map(_character_angle, repeat(self._text_handle), indexes)]

    def are_turned(self, indexes: Sequence[int]) -> list[bool]:
        """Whether characters stand neither level nor upright on the page."""
        leans = [math.remainder(angle - self.skew, math.pi / 2) for angle in self.angles(indexes)]
        return [abs(lean) > TURNED for lean in leans]

    def origin(self, index: int) -> tuple[float, float]:
        """Where a character's base line begins, in the PDF's own space."""
        _character_matrix(self._text_handle, index, ctypes.byref(self._matrix))
        return self._matrix[4], self._matrix[5]

    def share_without_unicode(self) -> float:
        """Share of a sample of the characters whose font does not say what they mean."""
        sample = self._sample(UNICODE_SAMPLE)
        answers = [*map(_has_no_unicode, repeat(self._text_handle), sample)]
        return answers.count(1) / max(len(sample), 1)

    @property
    def is_upright(self) -> bool:
        """Whether a viewer shows the page upright."""
        return self.upright is self.shown

    def to_shown(self, box: Box) -> Box:
        """An upright box in the page as a viewer shows it; of use only where that is not upright."""
        a, b, c, d, e, f = self.upright
        back = Matrix(d, -b, -c, a, c * f - d * e, b * e - a * f)
        sign = a * d - b * c
        return self.shown.box(*Matrix(*(value / sign for value in back)).box(*box))


class PdfFile:
    """An open document: `count` pages, as far as the file itself says."""

    def __init__(self, handle: Address) -> None:
        self._handle = handle
        self.count = int(_page_count(handle))

    def pages(self, most: int) -> Iterator[Page]:
        """The first pages, each closed before the next is loaded; one that does not load is left out."""
        for index in range(min(self.count, most)):
            handle, undrawn = self._loaded(index)
            if handle is None:
                continue
            text_handle = address(_load_text(handle))
            try:
                yield Page(handle, text_handle, index + 1, undrawn)
            finally:
                _close_text(text_handle)
                _close_page(handle)

    def _loaded(self, index: int) -> tuple[Address | None, int]:
        """A page with its annotations drawn in, None where pdfium cannot load it; how many could not be."""
        loaded = _load_page(self._handle, index)
        undrawn = annotations.undrawn(address(loaded)) if loaded else 0
        if loaded and annotations.draw_in(address(loaded)):
            _close_page(address(loaded))
            loaded = _load_page(self._handle, index)
        return address(loaded) if loaded else None, undrawn

    def meta(self) -> dict[str, str]:
        """What the file says of itself: title, creator, producer, creationdate; empty ones left out."""
        return {key.lower(): text for key in META if (text := self._meta(key))}

    def _meta(self, key: str) -> str:
        size = _meta_text(self._handle, key.encode(), _META_ROOM, ctypes.c_ulong(len(_META_ROOM)))
        if size > len(_META_ROOM):  # nothing is written then
            return ""
        return ctypes.string_at(_META_ROOM, max(size - 2, 0)).decode("utf-16-le", "replace").strip()


def _damage(data: bytes) -> tuple[str, str]:
    if b"%%EOF" not in data[-2048:]:
        return "truncated", "The PDF ends before its end mark."
    return "damaged", "pdfium cannot make out the PDF's structure; a viewer may repair it."


@contextmanager
def open_file(data: bytes) -> Iterator[PdfFile]:
    """Raises UnreadableError (`encrypted`, `truncated`, `damaged`) where pdfium cannot open the file."""
    kept = bytes(data)  # pdfium reads it as long as the file is open
    document = address(_load_document(kept, ctypes.c_size_t(len(kept)), None))
    if not document:
        raise UnreadableError(*LOAD_ERRORS.get(pdfium.FPDF_GetLastError(), _damage(data)))
    try:
        yield PdfFile(document)
    finally:
        _close_document(document)
        del kept
