"""The image of a page, made ready for reading: grey, upright, straight, at one resolution."""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from extract.layout.geometry import Box

Pixels = NDArray[np.uint8]
DPI = 200  # every page is read at this resolution: finer brings nothing, coarser loses rulings
POINT = DPI / 72
STEEPEST = 4.0  # degrees that a scan is turned back by
INK_STEP = 14  # grey levels that ink is darker than the paper around it
NOISE_STEPS = 4  # times the median noise, where that is more
NEIGHBOURHOOD = 41  # pixels: the paper around


@dataclass(frozen=True)
class PageImage:
    """`grey` is straight and at DPI; `ink` is 255 where something is printed.

    `to_source` (2 × 3) leads from its pixels back to the coordinates of the source.
    """

    grey: Pixels
    ink: Pixels
    to_source: NDArray[np.float64]

    def to_shown(self, box: Box) -> Box:
        """The upright box in the source around a box of this page in points."""
        x0, y0, x1, y1 = (edge * POINT for edge in box)
        corners = np.array([(x0, y0, 1), (x1, y0, 1), (x0, y1, 1), (x1, y1, 1)]) @ self.to_source.T
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        return float(left), float(top), float(right), float(bottom)


def prepare(grey: Pixels, dpi: float, turns: int = 0, unit: float = 1.0) -> PageImage:
    """A page image at `dpi` → the same at DPI, turned by quarters and then straight.

    `unit` is the length of one pixel of `grey` in the source's coordinates.
    """
    scale = DPI / dpi
    upright = np.ascontiguousarray(np.rot90(grey, turns))
    height, width = (round(side * scale) for side in upright.shape)
    smooth = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    resized = cv2.GaussianBlur(cv2.resize(upright, (width, height), interpolation=smooth), (3, 3), 0)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew(resized), 1.0)
    straight = cv2.warpAffine(resized, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    pixels = np.asarray(straight, np.uint8)
    back = np.vstack([cv2.invertAffineTransform(turn) / scale, (0, 0, 1)])
    return PageImage(pixels, ink_of(pixels), unit * (_turned_back(turns, *grey.shape) @ back))


def _turned_back(turns: int, height: int, width: int) -> NDArray[np.float64]:
    """From the coordinates of an image turned by quarters counter-clockwise to those before."""
    quarters = ((1, 0, 0), (0, 1, 0)), ((0, -1, width), (1, 0, 0)), ((-1, 0, width), (0, -1, height))
    return np.array((*quarters, ((0, 1, 0), (-1, 0, height)))[turns], np.float64)


def ink_of(grey: Pixels) -> Pixels:
    """255 where the page is darker than the paper around, by more than its noise."""
    around = cv2.blur(grey, (9, 9))
    noise = float(np.median(cv2.absdiff(grey, around)[::4, ::4]))
    step = max(INK_STEP, NOISE_STEPS * noise)
    method = cv2.ADAPTIVE_THRESH_MEAN_C
    ink = cv2.adaptiveThreshold(grey, 255, method, cv2.THRESH_BINARY_INV, NEIGHBOURHOOD, step)
    return np.asarray(ink, np.uint8)


def skew(grey: MatLike) -> float:
    """Degrees by which the page must be turned (counter-clockwise) so that its lines run level.

    Lines and rules that run level make the sums of rows differ most. Searched on small copies: at full
    resolution a Hough transform costs seconds.
    """
    half = cv2.resize(255 - grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    quarter = cv2.resize(half, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    coarse = max(np.arange(-STEEPEST, STEEPEST + 0.1, 0.5), key=lambda angle: _contrast(quarter, angle))
    coarse = max(coarse + np.arange(-0.25, 0.26, 0.25), key=lambda angle: _contrast(quarter, angle))
    return float(max(coarse + np.arange(-0.15, 0.16, 0.05), key=lambda angle: _contrast(half, angle)))


def _contrast(dark: MatLike, angle: float) -> float:
    height, width = dark.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(
        dark, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    sums = cv2.reduce(turned, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F)
    return float(np.square(np.diff(sums, axis=0)).sum())
