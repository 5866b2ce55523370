"""How text of a PDF page is painted: not at all, in the colour of paper, or under a later shape.

Covered text remains where a figure was typed anew: with the new one, 5 under 7 would be read as 57.
"""

import ctypes
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from extract.layout.geometry import Box, Matrix
from extract.model.colours import PALEST, SOME_COLOUR, Colour, is_like, is_pale
from extract.model.looks import Look, Trait
from extract.readers.pdf.pdfium_calls import ADDRESS, BOXES, COLOURS, FLOAT, INT, Address, address, call

TEXT, PAINTED, UNPAINTED = (
    pdfium.FPDF_PAGEOBJ_TEXT,
    pdfium.FPDF_TEXTRENDERMODE_FILL,
    pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
)
T = TypeVar("T")
Numbers = np.ndarray[Any, Any]
OPAQUE = 255
# From here on a grey is one of watermarks (0.65 to 0.9 of white in those seen) or of nothing at all.
FAINT = 160
COVERED, LIKE_GROUND = Look(Trait.COVERED), Look(Trait.LIKE_GROUND)

_bounds = call("FPDFPageObj_GetBounds", INT)
_render_mode = call("FPDFTextObj_GetTextRenderMode", INT)
_fill_colour = call("FPDFPageObj_GetFillColor", INT)
_has_transparency = call("FPDFPageObj_HasTransparency", INT)
_clip = call("FPDFPageObj_GetClipPath", ADDRESS)
_clip_count = call("FPDFClipPath_CountPaths", INT)
_clip_piece_count = call("FPDFClipPath_CountPathSegments", INT)
_clip_piece = call("FPDFClipPath_GetPathSegment", ADDRESS)
_piece_point = call("FPDFPathSegment_GetPoint", INT)


class Layer(NamedTuple):
    """The objects of a page, or of a form on it, as they are painted; `order` is the form's own place."""

    order: tuple[int, ...]
    matrix: Matrix
    addresses: list[int]
    handles: list[Address]
    kinds: list[int]
    alpha: float = 1.0  # of the form, in the forms around it

    def places(self, kind: int) -> list[int]:
        return [place for place, own in enumerate(self.kinds) if own == kind] if kind in self.kinds else []

    def of(self, kind: int, among: Sequence[T]) -> list[T]:
        """The handles or addresses of one kind."""
        if kind not in self.kinds:
            return []
        return [item for item, own in zip(among, self.kinds, strict=True) if own == kind]


class Ground(NamedTuple):
    """What text may stand on: a filled shape with its box, upright, or a picture without a handle."""

    box: Box
    handle: Address | None = None

    def holds(self, x: float, y: float) -> bool:
        x0, y0, x1, y1 = self.box
        return x0 < x < x1 and y0 < y < y1

    def is_paper(self) -> bool:
        """Whether it is as white as paper: WPS lays such a shape under every line."""
        if self.handle is None:
            return False
        plain, (*colour, _) = COLOURS.ask(_fill_colour, [self.handle])
        return bool(plain[0]) and min(channel[0] for channel in colour) >= PALEST


class Cover(NamedTuple):
    """A filled rectangle by its place in the layer, with its box, upright."""

    layer: Layer
    place: int
    box: Box

    @property
    def handle(self) -> Address:
        return self.layer.handles[self.place]

    @property
    def order(self) -> tuple[int, ...]:
        return *self.layer.order, self.place


class _Texts:
    """The text objects of a layer. What pdfium tells of them is asked once: a page of WPS has a thousand."""

    def __init__(self, layer: Layer) -> None:
        self.layer, self.places = layer, layer.places(TEXT)
        self.handles = [layer.handles[place] for place in self.places]
        self.colours = COLOURS.ask(_fill_colour, self.handles)

    @cached_property
    def addresses(self) -> list[int]:
        return [self.layer.addresses[place] for place in self.places]

    @cached_property
    def middles(self) -> Numbers:
        """Of the objects' boxes, a row each."""
        return _middles(self.handles, self.layer.matrix)


def text_looks(
    layers: Sequence[Layer], covers: Sequence[Cover], grounds: Sequence[Ground]
) -> dict[int, Look]:
    """How the text objects look that may not be seen, by their addresses."""
    texts = [_Texts(layer) for layer in layers]
    looks = {address: look for own in texts for address, look in _painted(own, grounds)}
    if not covers or not any(own.handles for own in texts):
        return looks
    return looks | dict(_like_ground(texts, covers)) | dict.fromkeys(_covered(texts, covers), COVERED)


def _painted(texts: _Texts, grounds: Sequence[Ground]) -> Iterator[tuple[int, Look]]:
    """Text that is not painted, in the colour of paper, or pale, with its ground."""
    layer, modes = texts.layer, [*map(_render_mode, texts.handles)]
    _, (red, green, blue, alpha) = texts.colours
    # Most pages. A colour that is not told is black, and opaque.
    if (
        UNPAINTED not in modes
        and max(red, default=0) < FAINT
        and min(alpha, default=OPAQUE) * layer.alpha > FAINT
    ):
        return
    told = zip(texts.addresses, texts.handles, modes, red, green, blue, alpha, strict=True)
    for text, handle, mode, *colour in told:
        shown = [_on_paper(channel, colour[3] * layer.alpha / OPAQUE) for channel in colour[:3]]
        if mode == UNPAINTED:
            yield text, Look(Trait.UNPAINTED)
        elif mode == PAINTED and min(shown) >= FAINT:
            ground = SOME_COLOUR if _stands_on(grounds, layer, handle) else None
            red_shown, green_shown, blue_shown = shown
            seen = red_shown << 16 | green_shown << 8 | blue_shown
            if is_pale(seen):
                yield text, Look(Trait.ON_PAPER, seen, ground)
            elif ground is None:
                yield text, Look(Trait.PALE, seen)


def _on_paper(channel: int, alpha: float) -> int:
    """A channel of a colour as it looks on white paper."""
    return round(OPAQUE - (OPAQUE - channel) * alpha)


def _stands_on(grounds: Sequence[Ground], layer: Layer, handle: Address) -> bool:
    ((x, y),) = _middles([handle], layer.matrix)
    return any(ground.holds(x, y) and not ground.is_paper() for ground in grounds)


def _covered(texts: Sequence[_Texts], covers: Sequence[Cover]) -> Iterator[int]:
    """Text under an opaque shape that is painted after it."""
    addresses = [address for own in texts for address in own.addresses]
    text_turns, cover_turns = _turns(texts, covers)
    middles, boxes = _all_middles(texts), np.array([cover.box for cover in covers])
    cover_numbers, text_numbers = _level_pairs(boxes, middles)
    x0, _, x1, _ = boxes[cover_numbers].T
    x = middles[text_numbers, 0]
    under = (x0 < x) & (x < x1) & (text_turns[text_numbers] < cover_turns[cover_numbers])
    cover_numbers, text_numbers = cover_numbers[under], text_numbers[under]
    for number in np.unique(cover_numbers):
        cover = covers[int(number)]
        if _is_opaque(cover):
            held = text_numbers[cover_numbers == number]
            hidden = _inside(np.array([_clipped(cover)]), middles[held])[0]
            yield from (addresses[at] for at in held[hidden])


def _level_pairs(boxes: Numbers, points: Numbers) -> tuple[Numbers, Numbers]:
    """The numbers of each box and point of which the point stands between the box's top and bottom.

    White shapes are as many as text lines, so that looking each text up under each took a tenth of a page.
    """
    order = np.argsort(points[:, 1])
    heights = points[order, 1]
    starts = np.searchsorted(heights, boxes[:, 1], "right")
    counts = np.maximum(np.searchsorted(heights, boxes[:, 3], "left") - starts, 0)
    before = np.cumsum(counts) - counts
    places = np.arange(counts.sum()) + np.repeat(starts - before, counts)
    return np.repeat(np.arange(len(boxes)), counts), order[places]


def _like_ground(texts: Sequence[_Texts], covers: Sequence[Cover]) -> Iterator[tuple[int, Look]]:
    """Text in the colour of the rectangle next behind it."""
    behind = _plain_colours(COLOURS.ask(_fill_colour, [cover.handle for cover in covers]))
    grounds = {*behind}
    used = {colour for own in texts for colour in _plain_colours(own.colours, is_once=True)}
    lost = {
        colour for colour in used if not is_pale(colour) and any(is_like(colour, each) for each in grounds)
    }
    if not lost:  # most pages
        return
    handles = [handle for own in texts for handle in own.handles]
    addresses = [address for own in texts for address in own.addresses]
    colours = [colour for own in texts for colour in _plain_colours(own.colours)]
    text_turns, cover_turns = _turns(texts, covers)
    middles, boxes = _all_middles(texts), np.array([_clipped(cover) for cover in covers])
    for at in (at for at, colour in enumerate(colours) if colour in lost):
        under = _inside(boxes, middles[at : at + 1])[:, 0] & (cover_turns < text_turns[at])
        if under.any():
            ground = behind[int(np.argmax(np.where(under, cover_turns, -1)))]
            if is_like(colours[at], ground) and _render_mode(handles[at]) == PAINTED:
                yield addresses[at], LIKE_GROUND


def _plain_colours(asked: tuple[list[int], list[list[int]]], is_once: bool = False) -> list[Colour]:
    """Colours that objects are filled with; SOME_COLOUR for patterns, and what is seen through.

    is_once: each colour once, not each object's.
    """
    plain, channels = asked
    told = zip(plain, *channels, strict=True)
    return [
        red << 16 | green << 8 | blue if is_plain and alpha == OPAQUE else SOME_COLOUR
        for is_plain, red, green, blue, alpha in ({*told} if is_once else told)
    ]


def _turns(texts: Sequence[_Texts], covers: Sequence[Cover]) -> tuple[Numbers, Numbers]:
    """When each text and each cover is painted, as numbers that compare like their orders."""
    if len(texts) == 1:  # no forms
        return np.array(texts[0].places), np.array([cover.place for cover in covers])
    own_orders = [(*own.layer.order, place) for own in texts for place in own.places]
    orders = [cover.order for cover in covers]
    turn = {order: number for number, order in enumerate(sorted([*own_orders, *orders]))}
    return np.array([turn[order] for order in own_orders]), np.array([turn[order] for order in orders])


def _inside(boxes: Numbers, points: Numbers) -> Numbers:
    """For each box (a row) and each point (a column), whether the point is in the box."""
    x0, y0, x1, y1 = boxes.T[..., None]
    x, y = points.T
    inside: Numbers = (x0 < x) & (x < x1) & (y0 < y) & (y < y1)
    return inside


def _all_middles(texts: Sequence[_Texts]) -> Numbers:
    return np.concatenate([own.middles for own in texts])


def _middles(handles: Sequence[Address], matrix: Matrix) -> Numbers:
    """Of the objects' boxes, a row each."""
    _, sides = BOXES.ask(_bounds, handles)
    left, bottom, right, top = np.array(sides)
    x, y = (left + right) / 2, (bottom + top) / 2
    a, b, c, d, e, f = matrix
    return np.column_stack((a * x + c * y + e, b * x + d * y + f))


def _is_opaque(cover: Cover) -> bool:
    plain, (*_, alpha) = COLOURS.ask(_fill_colour, [cover.handle])
    return bool(plain[0]) and alpha[0] == OPAQUE and not _has_transparency(cover.handle)


def _clipped(cover: Cover) -> Box:
    """The part of the cover's box that its clipping leaves; a clipping path counts as its box."""
    x0, y0, x1, y1 = cover.box
    clip = _clip(cover.handle)
    for path in range(_clip_count(address(clip)) if clip else 0):
        corners = [*_corners(address(clip), path, cover.layer.matrix)]
        if corners:
            xs, ys = zip(*corners, strict=True)
            x0, y0, x1, y1 = max(x0, min(xs)), max(y0, min(ys)), min(x1, max(xs)), min(y1, max(ys))
    return x0, y0, x1, y1


def _corners(clip: Address, path: int, matrix: Matrix) -> Iterator[tuple[float, float]]:
    x, y = FLOAT(), FLOAT()
    for index in range(_clip_piece_count(clip, path)):
        _piece_point(address(_clip_piece(clip, path, index)), ctypes.byref(x), ctypes.byref(y))
        yield matrix.box(x.value, y.value, x.value, y.value)[:2]
