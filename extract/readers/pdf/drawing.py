"""What is drawn on a PDF page: border pieces, pictures, and how its texts are painted.

Borders are stroked lines and rectangles (WPS, Word), thin filled rectangles (Chromium, LibreOffice) or thin
images (printer drivers). White shapes and filled areas are none: WPS lays a white one under each text line.
"""

import ctypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress, pairwise, repeat

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from extract.layout.geometry import Box, Matrix
from extract.layout.ruled import Segment
from extract.model.colours import PALEST
from extract.model.looks import Look
from extract.readers.pdf.pdfium import Page
from extract.readers.pdf.pdfium_calls import (
    ADDRESS,
    BOXES,
    COLOURS,
    FLOAT,
    INT,
    MODES,
    Address,
    address,
    call,
)
from extract.readers.pdf.seen.visibility import OPAQUE, Cover, Ground, Layer, text_looks

MOST_OBJECTS = 200_000  # a page; the busiest real page seen has 700
DEEPEST_FORM = 8  # form XObjects inside each other
THIN = 4.0  # points: filled shapes this thin are borders, thicker ones shading
SMALLEST = 0.8  # points: shorter shapes are dots
RECTANGLE = 5  # pieces that one has at most
STRAIGHT = 0.8  # points off the axis that a border may drift

_object_count = call("FPDFPage_CountObjects", INT)
_object = call("FPDFPage_GetObject", ADDRESS)
_form_count = call("FPDFFormObj_CountObjects", INT)
_form_object = call("FPDFFormObj_GetObject", ADDRESS)
_type = call("FPDFPageObj_GetType", INT)
_bounds = call("FPDFPageObj_GetBounds", INT)
_matrix = call("FPDFPageObj_GetMatrix", INT)
_draw_mode = call("FPDFPath_GetDrawMode", INT)
_fill_colour = call("FPDFPageObj_GetFillColor", INT)
_stroke_colour = call("FPDFPageObj_GetStrokeColor", INT)
_piece_count = call("FPDFPath_CountSegments", INT)
_piece = call("FPDFPath_GetPathSegment", ADDRESS)
_piece_type = call("FPDFPathSegment_GetType", INT)
_piece_point = call("FPDFPathSegment_GetPoint", INT)
_piece_closes = call("FPDFPathSegment_GetClose", INT)

PATH, IMAGE, FORM = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM
SHADING = pdfium.FPDF_PAGEOBJ_SHADING
Point = tuple[float, float]


@dataclass
class Drawing:
    """What is drawn on a page, upright: border pieces, and the share of the page that pictures cover.

    `marks` are the boxes of pictures and of filled shapes other than rectangles: figures may be drawn so.
    `looks` tells of the text objects that may not be seen, by their addresses. `layers` are the objects
    of the page and those of each form.
    """

    segments: list[Segment] = field(default_factory=list)
    image_share: float = 0.0
    path_count: int = 0
    is_cut: bool = False
    marks: list[Box] = field(default_factory=list)
    looks: dict[int, Look] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)


_Shape = tuple[Address, Box, int, int]  # a path with its box, its fill and its stroke, 0 where it has none


class _Scratch:
    """Room for pdfium's answers, allotted once."""

    def __init__(self) -> None:
        self.floats = (FLOAT * 6)()
        self.f = [ctypes.byref(self.floats, 4 * i) for i in range(6)]


def drawing(page: Page) -> Drawing:
    """Walk the page's objects once; form XObjects are entered with their matrices."""
    found, scratch = Drawing(), _Scratch()
    area = max(page.width * page.height, 1.0)
    layers = found.layers
    covers: list[Cover] = []
    grounds: list[Ground] = []
    for layer in _objects(page, scratch, found):
        layers.append(layer)
        paths = layer.of(PATH, layer.handles)
        grounds += [Ground(box) for box in _boxed(layer.of(SHADING, layer.handles), layer.matrix)[1]]
        for box in _boxed(layer.of(IMAGE, layer.handles), layer.matrix)[1]:
            if _is_thin(box):
                found.segments += _middle_lines([box])
            else:
                grounds.append(Ground(box))
                found.marks.append(box)
                found.image_share += (box[2] - box[0]) * (box[3] - box[1]) / area
        found.path_count += len(paths)
        thin, broad = _shapes(paths, layer.matrix)
        found.segments += _borders(thin, broad, layer.matrix, scratch, bool(page.skew))
        areas = [Ground(box, handle) for handle, box, fill, _ in broad if fill]
        grounds += areas
        plain = [_piece_count(area.handle) <= RECTANGLE for area in areas]
        covers += _covers(layer, [*compress(areas, plain)])
        found.marks += [area.box for area, is_plain in zip(areas, plain, strict=True) if not is_plain]
    found.looks = text_looks(layers, covers, grounds)
    return found


def _covers(layer: Layer, areas: Sequence[Ground]) -> Iterator[Cover]:
    """Rectangles; of other shapes, such as all borders in one, the box does not say what they cover."""
    places = dict(zip(layer.handles, range(len(layer.handles)), strict=True)) if areas else {}
    return (Cover(layer, places[area.handle], area.box) for area in areas)


def _objects(page: Page, scratch: _Scratch, found: Drawing) -> Iterator[Layer]:
    """The objects of the page, and of each form on it."""
    forms: list[tuple[Callable[[Address, int], int], Address, int, Matrix, tuple[int, ...], float]] = [
        (_object, page.handle, _object_count(page.handle), page.upright, (), 1.0)
    ]
    left = MOST_OBJECTS
    while forms:
        get, holder, count, matrix, order, alpha = forms.pop()
        found.is_cut = found.is_cut or count > left
        addresses = [*map(get, repeat(holder), range(min(count, left)))]
        handles = [*map(address, addresses)]
        left -= len(handles)
        layer = Layer(order, matrix, addresses, handles, [*map(_type, handles)], alpha)
        yield layer
        for place in layer.places(FORM) if len(order) < DEEPEST_FORM else ():
            inner = _own_matrix(handles[place], scratch).then(matrix)
            seen = alpha * _alpha(handles[place])
            forms.append(
                (_form_object, handles[place], _form_count(handles[place]), inner, (*order, place), seen)
            )


def _alpha(form: Address) -> float:
    """How opaque a transparent group is."""
    is_told, (*_, alpha) = COLOURS.ask(_fill_colour, [form])
    return float(alpha[0]) / OPAQUE if is_told[0] else 1.0


def _own_matrix(handle: Address, scratch: _Scratch) -> Matrix:
    _matrix(handle, scratch.f[0])
    return Matrix(*scratch.floats)


def _boxed(handles: Sequence[Address], matrix: Matrix) -> tuple[Sequence[Address], Sequence[Box]]:
    """The objects that have a box, and these boxes, upright."""
    known, sides = BOXES.ask(_bounds, handles)
    boxes = matrix.boxes(*sides)
    return (handles, boxes) if all(known) else ([*compress(handles, known)], [*compress(boxes, known)])


def _is_thin(box: Box) -> bool:
    return box[2] - box[0] <= THIN or box[3] - box[1] <= THIN


def _shapes(paths: Sequence[Address], matrix: Matrix) -> tuple[list[_Shape], list[_Shape]]:
    """The thin ones, which most are, and the others."""
    handles, boxes = _boxed(paths, matrix)
    _, (fills, strokes) = MODES.ask(_draw_mode, handles)
    thin: list[_Shape] = []
    broad: list[_Shape] = []
    for shape in zip(handles, boxes, fills, strokes, strict=True):
        (thin if _is_thin(shape[1]) else broad).append(shape)
    return thin, broad


def _borders(
    thin: Sequence[_Shape], broad: Sequence[_Shape], matrix: Matrix, scratch: _Scratch, is_skewed: bool
) -> list[Segment]:
    """The border pieces that shapes draw; a filled rectangle that is not thin is shading.

    On a skewed page the box of a thin one is broad, so that its corners are asked.
    """
    pieces = _middle_lines([box for shapes in _painted(thin) for _, box, _, _ in shapes])
    framing = [shape for shape in broad if is_skewed or shape[3] or _piece_count(shape[0]) > RECTANGLE]
    for shapes, draws in zip(_painted(framing), (_edges, _thin_shape), strict=True):
        for handle, *_ in shapes:
            total = _own_matrix(handle, scratch).then(matrix)
            for points in _subpaths(handle, total, scratch):
                pieces += draws(points)
    return pieces


def _painted(shapes: Sequence[_Shape]) -> tuple[Sequence[_Shape], Sequence[_Shape]]:
    """Those whose outline can be seen on paper, and those of the others whose filling can."""
    stroked = [shape for shape in shapes if shape[3]]
    outlined = _visible(_stroke_colour, stroked)
    filled = [shape for shape in shapes if shape[2] and not shape[3]]
    if len(outlined) < len(stroked):
        unseen = set(stroked).difference(outlined)
        filled += [shape for shape in stroked if shape[2] and shape in unseen]
    return outlined, _visible(_fill_colour, filled)


def _visible(colour: Callable[..., int], shapes: Sequence[_Shape]) -> Sequence[_Shape]:
    """Those whose colour, if it is a plain one, can be seen on paper."""
    plain, channels = COLOURS.ask(colour, [shape[0] for shape in shapes])
    red, _, _, alpha = channels
    if all(plain) and max(red, default=0) < PALEST and min(alpha, default=0) > 0:  # most pages
        return shapes
    return [
        shape
        for shape, is_plain, red, green, blue, alpha in zip(shapes, plain, *channels, strict=True)
        if not is_plain or (alpha > 0 and min(red, green, blue) < PALEST)
    ]


def _middle_lines(boxes: Iterable[Box]) -> list[Segment]:
    """The middle lines of thin shapes."""
    lines: list[Segment] = []
    for x0, y0, x1, y1 in boxes:
        width, height = x1 - x0, y1 - y0
        if width >= height and width >= SMALLEST:
            middle = (y0 + y1) / 2
            lines.append((x0, middle, x1, middle))
        elif height >= SMALLEST:
            middle = (x0 + x1) / 2
            lines.append((middle, y0, middle, y1))
    return lines


def _subpaths(handle: Address, matrix: Matrix, scratch: _Scratch) -> Iterator[list[Point]]:
    """Corner points of each subpath; a curve counts as the straight line to its end."""
    a, b, c, d, e, f = matrix
    points: list[Point] = []
    for index in range(min(_piece_count(handle), MOST_OBJECTS)):
        piece = address(_piece(handle, index))
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
        (*before, *after)
        for before, after in pairwise(points)
        if abs(before[0] - after[0]) <= STRAIGHT or abs(before[1] - after[1]) <= STRAIGHT
    ]


def _thin_shape(points: list[Point]) -> list[Segment]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = min(xs), min(ys), max(xs), max(ys)
    return _middle_lines([box]) if _is_thin(box) else []
