"""Colours as CSS and HTML write them (CSS Color 4)."""

import re
from functools import lru_cache

from PIL import ImageColor

from extract.model.colours import SOME_COLOUR, Colour

# What follows `color:` or `background:` where it is a colour; in small letters.
VALUE = rb"(#[0-9a-f]{3,8}|[a-z]{3,5}\([^)]{0,60}\)|[a-z]{3,20}|[0-9a-f]{6})(?![\w-])"
PARTS = re.compile(r"rgba?\(\s*([^)]*)\)")
BETWEEN = re.compile(r"[\s,/]+")
FULL = 255


@lru_cache(maxsize=1024)
def colour(value: bytes) -> Colour:
    """A value as seen on paper, which shines through it where it is not opaque; else SOME_COLOUR."""
    text = value.decode(errors="replace")
    try:
        red, green, blue, alpha = _channels(text)
    except ValueError:
        return SOME_COLOUR
    seen = [round(FULL - (FULL - channel) * alpha) for channel in (red, green, blue)]
    return seen[0] << 16 | seen[1] << 8 | seen[2]


def _channels(text: str) -> tuple[float, float, float, float]:
    """Red, green and blue from 0 to 255, opacity from 0 to 1; raises ValueError for no plain colour."""
    if told := PARTS.fullmatch(text):
        red, green, blue, *alpha = BETWEEN.split(told[1].strip())
        channels = [min(max(_number(part, FULL), 0.0), FULL) for part in (red, green, blue)]
        return channels[0], channels[1], channels[2], min(_number(alpha[0], 1), 1.0) if alpha else 1.0
    if re.fullmatch("[0-9a-f]{6}", text):  # HTML's own attribute needs no sign before it
        text = f"#{text}"
    known = ImageColor.getrgb(text)
    return known[0], known[1], known[2], known[3] / FULL if len(known) == 4 else 1.0


def _number(part: str, whole: float) -> float:
    return float(part[:-1]) * whole / 100 if part.endswith("%") else float(part)
