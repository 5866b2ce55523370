"""The font that stands in for Chinese fonts a PDF names but does not carry.

Else pdfium takes one of the machine's: it then reads some 25 MB a document, the boxes of glyphs differ from
machine to machine, and without any Chinese font it leaves the text out. Text needs no shapes, only the room
that each glyph takes; so here every character is a rectangle, and those of one shape share it.
"""

import struct
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

EM = 1000  # units
LAST = 0x10FFFF
SEGMENTS = 13  # the format of a character map in which ranges share a glyph


class Shape(NamedTuple):
    """A rectangle in units, as glyphs of Song type measure, and the characters that it stands for."""

    left: int
    bottom: int
    right: int
    top: int
    characters: str


SHAPES = (
    Shape(40, -85, 960, 860, ""),  # all others; glyph 0, which pdfium takes for a missing one, looks the same
    Shape(40, 0, 460, 700, "".join(map(chr, range(0x21, 0x7F)))),
    Shape(60, -85, 340, 860, "”’〉》」』】〕）：；！、。，．"),
    Shape(640, -85, 960, 860, "“‘〈《「『【〔（"),
    Shape(60, 330, 940, 430, "—―一－"),
)


@cache
def stand_in_font() -> bytes:
    """A TrueType file."""
    shapes = SHAPES[:1] + SHAPES
    outlines = [_outline(shape) for shape in shapes]
    offsets = [len(outlines[0]) * index // 2 for index in range(len(shapes) + 1)]
    return _file(
        {
            b"cmap": _character_map(),
            b"glyf": b"".join(outlines),
            b"head": _head(),
            b"hhea": struct.pack(">I3hH11hH", 0x10000, 880, -120, 0, EM, 0, 0, EM, 1, *[0] * 7, len(shapes)),
            b"hmtx": b"".join(struct.pack(">Hh", EM, shape.left) for shape in shapes),
            b"loca": struct.pack(f">{len(offsets)}H", *offsets),
            b"maxp": struct.pack(">I14H", 0x10000, len(shapes), 4, 1, 0, 0, 1, *[0] * 8),
        }
    )


def _outline(shape: Shape) -> bytes:
    """One contour of four corners, each a step of two bytes across and two up from the one before."""
    left, bottom, right, top, _ = shape
    across, up = (left, 0, right - left, 0), (bottom, top - bottom, 0, bottom - top)
    return struct.pack(">5h2H4B8hH", 1, left, bottom, right, top, 3, 0, *[1] * 4, *across, *up, 0)


def _character_map() -> bytes:
    groups = b"".join(struct.pack(">3I", *group) for group in _groups())
    head = struct.pack(">4HI", 0, 1, 3, 10, 12)
    return head + struct.pack(">2H3I", SEGMENTS, 0, 16 + len(groups), 0, len(groups) // 12) + groups


def _groups() -> Iterator[tuple[int, int, int]]:
    """First character, last character, glyph: every character has one."""
    shapes = enumerate(SHAPES, 1)
    named = sorted((ord(letter), glyph) for glyph, shape in shapes for letter in shape.characters)
    yield 0, named[0][0] - 1, 1
    for (code, glyph), (next_code, _) in pairwise([*named, (LAST + 1, 1)]):
        yield code, code, glyph
        if code + 1 < next_code:
            yield code + 1, next_code - 1, 1


def _head() -> bytes:
    box = SHAPES[0][:4]
    return struct.pack(">4I2H2Q4h2H3h", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, EM, 0, 0, *box, 0, 8, 2, 0, 0)


def _file(tables: dict[bytes, bytes]) -> bytes:
    directory, body = struct.pack(">I4H", 0x10000, len(tables), 0, 0, 0), b""
    start = len(directory) + 16 * len(tables)
    for name, data in tables.items():
        directory += struct.pack(">4s3I", name, 0, start + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    return directory + body
