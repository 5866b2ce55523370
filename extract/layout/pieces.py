"""Pieces of text on a page without rules: glyphs close together, and which pieces are level."""

from collections.abc import Sequence

from extract.layout.cell_text import with_marks
from extract.layout.geometry import Word

APART = 0.9  # type sizes between two pieces of a line
LEVEL = 0.45  # type sizes that the pieces of one row may stand off each other
NO_TYPE = 10.0  # points: the type size of a page without a piece of two characters

Row = tuple[Word, ...]


def pieces_of(words: Sequence[Word]) -> list[Word]:
    """Glyphs close together on a line, in the order of the file, as one piece."""
    pieces: list[Word] = []
    texts: list[str] = []
    x0 = y0 = x1 = y1 = 0.0
    for text, left, top, right, bottom in with_marks(words):
        size = max(y1 - y0, bottom - top, right - left)  # 一 is wide, not high
        is_beside = texts and abs((top + bottom) / 2 - (y0 + y1) / 2) < size * 0.6
        if is_beside and -size < left - x1 < size * APART:
            texts.append(text)
            x0, y0, x1, y1 = min(x0, left), min(y0, top), max(x1, right), max(y1, bottom)
            continue
        if texts:
            pieces.append(Word("".join(texts), x0, y0, x1, y1))
        texts, x0, y0, x1, y1 = [text.strip()], left, top, right, bottom
    return [*pieces, Word("".join(texts), x0, y0, x1, y1)] if texts else pieces


def around(pieces: Sequence[Word], glue: str) -> Word:
    """Pieces as one, in the given order."""
    texts, x0s, y0s, x1s, y1s = zip(*pieces, strict=True)
    return Word(glue.join(texts), min(x0s), min(y0s), max(x1s), max(y1s))


def middle_x(piece: Word) -> float:
    return (piece.x0 + piece.x1) / 2


def middle_y(piece: Word) -> float:
    return (piece.y0 + piece.y1) / 2


def type_size(pieces: Sequence[Word]) -> float:
    heights = sorted(piece.y1 - piece.y0 for piece in pieces if len(piece.text) > 1)
    return heights[len(heights) // 2] if heights else NO_TYPE


def are_level(one: Word, other: Word) -> bool:
    return one.y0 < other.y1 and other.y0 < one.y1


def levels(pieces: Sequence[Word], size: float) -> list[Row]:
    """Pieces on one level as a row, from left to right."""
    rows: list[list[Word]] = []
    for piece in sorted(pieces, key=middle_y):
        if rows and abs(middle_y(piece) - middle_y(rows[-1][0])) < size * LEVEL:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [tuple(sorted(row, key=middle_x)) for row in rows]
