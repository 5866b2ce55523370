"""Signs that are told by their shape, not by a model."""

import numpy as np

from extract.ocr.page import Pixels

UNSURE = "\ufffd"  # stands for what is printed but cannot be read with certainty; no number contains it
THICKEST_DASH = 8  # pixels
FLAT = 1.5  # times as wide as thick: a hyphen
SLASH = 0.23  # thickness of a slash beside its length: up to 0.21 in 28 fonts; a 1 has 0.24 or more …
PERHAPS_SLASH = 0.3  # … and an italic 1 between 0.25 and 0.3
LEANING = 11.0  # degrees: slashes lean by 13 or more, an upright 1 by less than 9


def sign_of(mark: Pixels) -> str:
    """A dash, a slash, or UNSURE where it may be one: models see nothing in the one and a 1 in the other."""
    height, width = mark.shape
    if height <= THICKEST_DASH:
        return "—" if width >= FLAT * height else ""
    thickness, lean = _axes(mark)
    if lean < LEANING or thickness > PERHAPS_SLASH:
        return ""
    return "/" if thickness < SLASH else UNSURE


def _axes(mark: Pixels) -> tuple[float, float]:
    """How thick the ink is beside its length (0 to 1), and how many degrees it leans to the right."""
    ys, xs = np.nonzero(mark)
    spreads, axes = np.linalg.eigh(np.cov(xs, ys))
    x, y = axes[:, 1] if axes[1, 1] < 0 else -axes[:, 1]
    return float(np.sqrt(max(spreads[0], 0) / spreads[1])), float(np.degrees(np.arctan2(x, -y)))
