"""Page images for the tests: ruled tables drawn by hand, turned, blurred and noisy."""

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8]
DPI = 200
A4 = (2339, 1654)
FONT = "NotoSansCJK-Regular.ttc"


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(FONT, size)
    except OSError:
        pytest.skip(f"the font {FONT} is not installed (Debian: fonts-noto-cjk)")


def blank_page() -> Pixels:
    return np.full(A4, 255, np.uint8)


def write(page: Pixels, text: str, x: int, y: int, size: int = 30) -> Pixels:
    """The page with a line of text whose top left corner is at (x, y)."""
    image = Image.fromarray(page)
    ImageDraw.Draw(image).text((x, y), text, fill=0, font=font(size))
    return np.asarray(image).copy()


def draw_rows(rows: Sequence[Sequence[str]], top: int = 300, height: int = 60, width: int = 220) -> Pixels:
    """A plain table on a page; the texts stand in the middle of its cells."""
    page = blank_page()
    left, right, bottom = 120, 120 + width * len(rows[0]), top + height * len(rows)
    for number in range(len(rows) + 1):
        cv2.line(page, (left, top + number * height), (right, top + number * height), 0, 2)
    for number in range(len(rows[0]) + 1):
        cv2.line(page, (left + number * width, top), (left + number * width, bottom), 0, 2)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            long = int(font(28).getlength(text))
            x = left + column * width + (width - long) // 2
            page = write(page, text, x, top + row * height + 10, 28)
    return page


def turned(page: Pixels, degrees: float) -> Pixels:
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, turn, (width, height), borderValue=255), np.uint8)


def noisy(page: Pixels, sigma: float, seed: int = 0) -> Pixels:
    noise = np.random.default_rng(seed).normal(0, sigma, page.shape)
    return np.clip(cv2.GaussianBlur(page, (3, 3), 0) * 0.9 + 10 + noise, 0, 255).astype(np.uint8)


def encoded(page: Pixels, kind: str = ".png") -> bytes:
    done, data = cv2.imencode(kind, page)
    assert done
    return data.tobytes()
