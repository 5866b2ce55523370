"""A region of a PDF page as pdfplumber sees it: what lies outside it costs little.

pdfplumber's own `crop` makes an object of everything on the page first, and then drops most of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pdfminer.cmapdb import CMapDB
from pdfminer.layout import LTChar, LTLine, LTRect
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFObjRef, dict_value, stream_value
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from extract.layout.geometry import Box
from extract.readers.pdf.reread.content_tokens import UnknownTokenError, operations
from extract.readers.pdf.reread.disputed_digits import COLLECTIONS, DisputedDigits
from extract.readers.pdf.reread.operators import (
    BUILDING,
    END_PATH,
    PAINTING,
    WITHOUT_SHAPE,
    Methods,
    Operation,
    corners,
)
from extract.readers.pdf.reread.table_cells import RegionTables
from extract.readers.pdf.reread.to_unicode import FontManager

EDGE = 1.0  # points: borders stand on the edge of a region
KINDS = {LTChar: "char", LTLine: "line", LTRect: "rect"}


class RegionPage(Page):
    """A page without what lies outside a region, given in points from the top left of the page as seen."""

    def __init__(self, pdf: PDF, page: Page, region: Box) -> None:
        super().__init__(pdf, page.page_obj, page.page_number)
        if not isinstance(pdf.rsrcmgr, FontManager):
            pdf.rsrcmgr = FontManager()
        self.seen = seen_box(self)
        self.region, self.disputed = region, DisputedDigits()

    @property
    def layout(self) -> Any:
        """What pdfminer makes of the page, once."""
        if not hasattr(self, "_layout"):
            device = _Device(self.pdf.rsrcmgr, self._in_layout(), self.disputed)
            try:
                _Interpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
            except Exception as error:
                raise PdfminerException(error) from error
            self._layout = device.get_result()
        return self._layout

    def process_object(self, item: Any) -> dict[str, Any]:
        """Of a glyph or a border only what is asked for here: pdfplumber copies all the rest five times."""
        kind = KINDS.get(type(item))
        if kind is None:
            found: dict[str, Any] = super().process_object(item)
            return found
        left, upper, _, bottom = self.mediabox
        if kind == "char":
            own = {"text": item.get_text(), "top": bottom - item.y1, "bottom": bottom - item.y0}
        else:
            own = {
                "y0": item.y0,
                "y1": item.y1,
                "top": self.height - item.y1 + upper,
                "bottom": self.height - item.y0 + upper,
                "width": item.width,
                "height": item.height,
            }
            own["doctop"] = self.initial_doctop + own["top"]
        return {"object_type": kind, "x0": item.x0 + left, "x1": item.x1 + left, **own}

    def tables(self) -> list[list[Box]]:
        """The boxes of the cells of each table, as pdfplumber finds them with its own settings."""
        return RegionTables(self).found

    def _in_layout(self) -> Box:
        """The region in pdfminer's space: the origin at the bottom left of the sheet, y upwards."""
        left, top, right, bottom = self.seen
        x0, y0, x1, y1 = self.region
        sheet_left, _, _, sheet_bottom = self.mediabox
        x0, x1 = max(left, left + x0) - sheet_left, min(right, left + x1) - sheet_left
        y0, y1 = max(top, top + y0), min(bottom, top + y1)
        return x0 - EDGE, sheet_bottom - y1 - EDGE, x1 + EDGE, sheet_bottom - y0 + EDGE


def seen_box(page: Page) -> Box:
    """The part of the sheet that a viewer shows, in pdfplumber's space; the sheet where none is left."""
    box, sheet = page.cropbox, page.mediabox
    x0, y0 = max(box[0], sheet[0]), max(box[1], sheet[1])
    x1, y1 = min(box[2], sheet[2]), min(box[3], sheet[3])
    x0, y0, x1, y1 = (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else sheet
    return float(x0), float(y0), float(x1), float(y1)


class _Device(PDFPageAggregatorWithMarkedContent):
    """Makes objects of what meets a box alone."""

    def __init__(self, manager: Any, box: Box, disputed: DisputedDigits) -> None:
        super().__init__(manager, pageno=1, laparams=None)
        self._box, self._disputed = box, disputed

    def is_beside(self, textstate: Any) -> bool:
        """Whether level text stands above or below the box, with whatever follows on its line."""
        _, y0, _, y1 = self._box
        _, b, _, d, _, y = self.ctm
        text_a, text_b, text_c, text_d, text_e, text_f = textstate.matrix
        _, up = textstate.linematrix
        if text_a * b + text_b * d:
            return False
        up_by_one = text_c * b + text_d * d
        middle = y + text_e * b + text_f * d + up * up_by_one
        reach = abs(textstate.fontsize * up_by_one)
        return not y0 - reach < middle < y1 + reach

    def render_char(self, matrix: Any, font: Any, fontsize: float, scaling: float, *rest: Any) -> float:
        x0, y0, x1, y1 = self._box
        a, b, c, d, x, y = matrix
        reach = abs(fontsize) * max(abs(a) + abs(b), abs(c) + abs(d))
        _, code, *_ = rest  # rise, cid, colour space, graphic state
        if font.is_vertical() or (x0 - reach < x < x1 + reach and y0 - reach < y < y1 + reach):
            advance = float(super().render_char(matrix, font, fontsize, scaling, *rest))
            self._disputed.note(font, code, self._last_text())
            return advance
        return float(font.char_width(code) * fontsize * scaling)

    def _last_text(self) -> str:
        last: Any = self.cur_item._objs[-1]
        return str(last.get_text())

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        if self.meets([piece[-2:] for piece in path if len(piece) > 2]):
            super().paint_path(gstate, stroke, fill, evenodd, path)

    def meets(self, points: Sequence[Sequence[float]]) -> bool:
        """Whether the box around the points of a path meets the region."""
        if not points:
            return False
        x0, y0, x1, y1 = self._box
        a, b, c, d, e, f = self.ctm
        xs = [a * x + c * y + e for x, y in points]
        ys = [b * x + d * y + f for x, y in points]
        return min(xs) < x1 and max(xs) > x0 and min(ys) < y1 and max(ys) > y0


def by_collection(font: Any) -> Any:
    """The font, read by its character collection where it has one.

    Such a font draws what the collection says, whatever its /ToUnicode, where pdfminer looks a character up
    by its number in the collection, though the codes of the text stand there.
    """
    collection = getattr(font, "cidcoding", None)
    if collection in COLLECTIONS and font.unicode_map is not None:
        font.unicode_map = CMapDB.get_unicode_map(collection, font.is_vertical())
    return font


@dataclass
class _UnreadFont:
    """A font that is read where a text of the region is set in it: pages of browsers have fifty."""

    manager: Any
    resource: Any

    @cached_property
    def font(self) -> Any:
        number = self.resource.objid if isinstance(self.resource, PDFObjRef) else None
        return by_collection(self.manager.get_font(number, dict_value(self.resource)))


class _Interpreter(PDFPageInterpreter):
    """pdfminer's, fed by faster tokens where they are known, and with fonts read when needed."""

    device: _Device

    def init_resources(self, resources: dict[object, object]) -> None:
        resources = dict_value(resources)
        super().init_resources({key: value for key, value in resources.items() if key != "Font"})
        self.resources = resources
        fonts = dict_value(resources["Font"]) if "Font" in resources else {}
        self.fontmap: dict[Any, Any] = {name: _UnreadFont(self.rsrcmgr, font) for name, font in fonts.items()}

    def execute(self, streams: Sequence[object]) -> None:
        found = [stream_value(stream) for stream in streams]
        is_safe = all(
            stream.objid is not None and stream.objid not in self.parent_stream_ids for stream in found
        )
        try:
            made = (
                operations(b"\n".join(stream.get_data() for stream in found), WITHOUT_SHAPE)
                if is_safe
                else None
            )
        except UnknownTokenError:
            made = None
        if made is None:
            super().execute(streams)
            return
        self.stream_ids = {stream.objid for stream in found if stream.objid is not None}
        methods = Methods(self)
        for operator, operands in self._without_unseen(made):
            method, count = methods[operator]
            if method and count <= len(operands):
                method(*operands[len(operands) - count :])

    def get_current_state(self) -> Any:
        """What `q` saves: colours and styles of lines are left out, so that their state needs no copy."""
        return self.ctm, self.textstate.copy(), self.graphicstate

    def do_Tj(self, text: Any) -> None:  # noqa: N802 (the names are pdfminer's)
        self.do_TJ([text])

    def do_TJ(self, texts: Any) -> None:  # noqa: N802
        """Text beside the box needs no font."""
        if self.device.is_beside(self.textstate):
            return
        if isinstance(self.textstate.font, _UnreadFont):
            self.textstate.font = self.textstate.font.font
        super().do_TJ(texts)

    def _without_unseen(self, made: Iterable[Operation]) -> Iterator[Operation]:
        """Without paths that are never painted, since WPS clips every text line to one, or beside the box."""
        path: list[Operation] = []
        for operation in made:
            operator = operation[0]
            if operator in BUILDING:
                path.append(operation)
            elif operator == END_PATH or (operator in PAINTING and self._is_beside(path)):
                path.clear()
            else:
                yield from path
                path.clear()
                yield operation

    def _is_beside(self, path: Iterable[Operation]) -> bool:
        """Whether a path is sure to lie beside the box, and is all that would be painted."""
        try:
            return not (self.curpath or self.device.meets(corners(path)))
        except (TypeError, ValueError):  # operands of other kinds or too few: pdfminer may drop a piece
            return False
