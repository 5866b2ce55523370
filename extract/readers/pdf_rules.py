"""Border pieces and pictures drawn on a PDF page.

Borders are stroked lines and rectangles (WPS, Word), thin filled rectangles (Chromium, LibreOffice) or thin
images (printer drivers). White shapes and filled areas are none: WPS lays a white one under each text line.
"""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, repeat

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from extract.readers.pdfium import ADDRESS, INT, Matrix, Page, call
from extract.ruled import Segment

MOST_OBJECTS = 200_000  # a page; the busiest real page seen has 700
DEEPEST_FORM = 8  # form XObjects inside each other
THIN = 4.0  # points: filled shapes this thin are borders, thicker ones shading
SMALLEST = 0.8  # points: shorter shapes are dots
WHITE = 250  # of 255 in every channel: not seen on paper
STRAIGHT = 0.8  # points off the axis that a border may drift

_object_count = call("FPDFPage_CountObjects", INT, ADDRESS)
_object = call("FPDFPage_GetObject", ADDRESS, ADDRESS, INT)
_form_count = call("FPDFFormObj_CountObjects", INT, ADDRESS)
_form_object = call("FPDFFormObj_GetObject", ADDRESS, ADDRESS, INT)
_type = call("FPDFPageObj_GetType", INT, ADDRESS)
_bounds = call("FPDFPageObj_GetBounds", INT, ADDRESS, *[ADDRESS] * 4)
_matrix = call("FPDFPageObj_GetMatrix", INT, ADDRESS, ADDRESS)
_draw_mode = call("FPDFPath_GetDrawMode", INT, ADDRESS, ADDRESS, ADDRESS)
_fill_colour = call("FPDFPageObj_GetFillColor", INT, ADDRESS, *[ADDRESS] * 4)
_stroke_colour = call("FPDFPageObj_GetStrokeColor", INT, ADDRESS, *[ADDRESS] * 4)
_piece_count = call("FPDFPath_CountSegments", INT, ADDRESS)
_piece = call("FPDFPath_GetPathSegment", ADDRESS, ADDRESS, INT)
_piece_type = call("FPDFPathSegment_GetType", INT, ADDRESS)
_piece_point = call("FPDFPathSegment_GetPoint", INT, ADDRESS, ADDRESS, ADDRESS)
_piece_closes = call("FPDFPathSegment_GetClose", INT, ADDRESS)

PATH, IMAGE, FORM = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM
Point = tuple[float, float]


@dataclass
class Drawing:
    """What is drawn on a page, upright: border pieces, and the share of the page that pictures cover."""

    segments: list[Segment] = field(default_factory=list)
    image_share: float = 0.0
    path_count: int = 0
    is_cut: bool = False


class _Scratch:
    """Room for pdfium's answers, allotted once."""

    def __init__(self) -> None:
        self.floats, self.ints = array("f", bytes(24)), array("I", bytes(16))
        first, number = self.floats.buffer_info()[0], self.ints.buffer_info()[0]
        self.f = [first + 4 * i for i in range(6)]
        self.i = [number + 4 * i for i in range(4)]


def drawing(page: Page) -> Drawing:
    """Walk the page's objects once; form XObjects are entered with their matrices."""
    found, scratch = Drawing(), _Scratch()
    floats, bounds = scratch.floats, scratch.f[:4]
    area = max(page.width * page.height, 1.0)
    for kind, handle, matrix in _objects(page, scratch, found):
        if not _bounds(handle, *bounds):
            continue
        x0, y0, x1, y1 = matrix.box(*floats[:4])
        is_thin = min(x1 - x0, y1 - y0) <= THIN
        if kind == IMAGE and not is_thin:
            found.image_share += (x1 - x0) * (y1 - y0) / area
        elif kind == IMAGE:
            found.segments += _line_through(x0, y0, x1, y1)
        else:
            found.path_count += 1
            found.segments += _path(handle, matrix, scratch, (x0, y0, x1, y1) if is_thin else None)
    return found


def _objects(page: Page, scratch: _Scratch, found: Drawing) -> Iterator[tuple[int, int, Matrix]]:
    """(kind, handle, matrix) of every path and image, forms unfolded."""
    forms: list[tuple[Callable[[int, int], int], int, int, Matrix, int]] = [
        (_object, page.handle, _object_count(page.handle), page.upright, 0)
    ]
    left = MOST_OBJECTS
    while forms:
        get, holder, count, matrix, depth = forms.pop()
        found.is_cut = found.is_cut or count > left
        handles = list(map(get, repeat(holder), range(min(count, left))))
        left -= len(handles)
        for kind, handle in zip(map(_type, handles), handles, strict=True):
            if kind in (PATH, IMAGE):
                yield kind, handle, matrix
            elif kind == FORM and depth < DEEPEST_FORM:
                inner = _own_matrix(handle, scratch).then(matrix)
                forms.append((_form_object, handle, _form_count(handle), inner, depth + 1))


def _own_matrix(handle: int, scratch: _Scratch) -> Matrix:
    _matrix(handle, scratch.f[0])
    return Matrix(*scratch.floats)


def _path(
    handle: int, matrix: Matrix, scratch: _Scratch, thin: tuple[float, float, float, float] | None
) -> list[Segment]:
    _draw_mode(handle, scratch.i[0], scratch.i[1])
    is_filled, is_stroked = scratch.ints[0] != pdfium.FPDF_FILLMODE_NONE, scratch.ints[1] != 0
    if thin is None and not is_stroked and _piece_count(handle) <= 5:
        return []  # shading
    is_stroked = is_stroked and _is_visible(_stroke_colour, handle, scratch)
    if not is_stroked and not (is_filled and _is_visible(_fill_colour, handle, scratch)):
        return []
    if thin is not None:
        return _line_through(*thin)
    total = _own_matrix(handle, scratch).then(matrix)
    segments: list[Segment] = []
    for points in _subpaths(handle, total, scratch):
        segments += _edges(points) if is_stroked else _thin_shape(points)
    return segments


def _is_visible(get_colour: Callable[..., int], handle: int, scratch: _Scratch) -> bool:
    if not get_colour(handle, *scratch.i):
        return True  # a pattern
    red, green, blue, alpha = scratch.ints
    return alpha > 0 and not (red >= WHITE and green >= WHITE and blue >= WHITE)


def _line_through(x0: float, y0: float, x1: float, y1: float) -> list[Segment]:
    """The middle line of a thin shape."""
    if max(x1 - x0, y1 - y0) < SMALLEST:
        return []
    if x1 - x0 >= y1 - y0:
        return [Segment(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)]
    return [Segment((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)]


def _subpaths(handle: int, matrix: Matrix, scratch: _Scratch) -> Iterator[list[Point]]:
    """Corner points of each subpath; a curve counts as the straight line to its end."""
    a, b, c, d, e, f = matrix
    points: list[Point] = []
    for index in range(min(_piece_count(handle), MOST_OBJECTS)):
        piece = _piece(handle, index)
        _piece_point(piece, scratch.f[0], scratch.f[1])
        x, y = scratch.floats[0], scratch.floats[1]
        if _piece_type(piece) == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append((a * x + c * y + e, b * x + d * y + f))
        if _piece_closes(piece):
            points.append(points[0])
    if points:
        yield points


def _edges(points: list[Point]) -> list[Segment]:
    return [
        Segment(*before, *after)
        for before, after in pairwise(points)
        if abs(before[0] - after[0]) <= STRAIGHT or abs(before[1] - after[1]) <= STRAIGHT
    ]


def _thin_shape(points: list[Point]) -> list[Segment]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = min(xs), min(ys), max(xs), max(ys)
    return _line_through(*box) if min(box[2] - box[0], box[3] - box[1]) <= THIN else []
