"""The operators of a PDF content stream (ISO 32000-1, annex A): what they draw, and pdfminer's methods."""

from collections.abc import Iterable, Sequence
from typing import Any

# Colours, styles of lines and marked content: they move no glyph and no border.
WITHOUT_SHAPE = frozenset(
    (
        *(b"g", b"G", b"rg", b"RG", b"k", b"K", b"cs", b"CS", b"sc", b"SC", b"scn", b"SCN"),
        *(
            b"w",
            b"J",
            b"j",
            b"M",
            b"d",
            b"ri",
            b"i",
            b"gs",
            b"sh",
            b"W",
            b"W*",
            b"BMC",
            b"BDC",
            b"EMC",
            b"MP",
            b"DP",
        ),
    )
)
# What makes a path, with the numbers it takes; what paints it, and what ends it unpainted.
BUILDING = {b"m": 2, b"l": 2, b"c": 6, b"v": 4, b"y": 4, b"h": 0, b"re": 4}
PAINTING = frozenset((b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
END_PATH = b"n"
NAMES = str.maketrans({"*": "_a", '"': "_w", "'": "_q"})  # how pdfminer names an operator's method
Operation = tuple[bytes, list[Any]]


class Methods(dict[bytes, tuple[Any, int]]):
    """The methods of an interpreter by operator, each with how many operands it takes; None for unknown."""

    def __init__(self, interpreter: Any) -> None:
        super().__init__()
        self._interpreter = interpreter

    def __missing__(self, operator: bytes) -> tuple[Any, int]:
        method = getattr(self._interpreter, f"do_{operator.decode('latin-1').translate(NAMES)}", None)
        self[operator] = method, method.__code__.co_argcount - 1 if method else 0
        return self[operator]


def corners(path: Iterable[Operation]) -> Sequence[Sequence[float]]:
    """The corners of the box around a path's points; none where it has no points."""
    xs: list[float] = []
    ys: list[float] = []
    for operator, operands in path:
        if len(operands) != BUILDING[operator]:
            raise ValueError(operator)
        if operator == b"re":
            x, y, width, height = operands
            xs += (x, x + width)
            ys += (y, y + height)
        elif operands:
            *_, x, y = operands
            xs.append(x)
            ys.append(y)
    if not xs:
        return ()
    x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
    return (x0, y0), (x0, y1), (x1, y0), (x1, y1)
