"""Colours and shadings of a DOC file ([MS-DOC] 2.9.43 COLORREF, 2.9.121 Ico, 2.9.248 Shd, 2.9.249 Shd80)."""

from extract.model.looks import SOME_COLOUR, WHITE, Colour, is_pale

AUTOMATIC = b"\0\0\0\xff"  # a COLORREF is red, green, blue, and whether it is automatic
# Of the 16 colours that old programs know (Ico); a new one writes the nearest beside its own.
NO_INDEX, WHITE_INDEX = 0, 8
SHD80_BYTES = 2


def told(reference: bytes) -> Colour | None:
    """The colour of a COLORREF; None for the automatic one."""
    return None if reference == AUTOMATIC else int.from_bytes(reference[:3], "big")


def indexed(index: int) -> Colour | None:
    """The colour of an Ico, told only to be white or not; None for the automatic one."""
    if index == NO_INDEX:
        return None
    return WHITE if index == WHITE_INDEX else SOME_COLOUR


def ground(shading: bytes) -> Colour | None:
    """The ground of a Shd (colours of the pattern and of the ground, the pattern) or of a Shd80."""
    if len(shading) == SHD80_BYTES:  # five bits of the pattern's colour, five of the ground's
        return indexed(int.from_bytes(shading, "little") >> 5 & 31)
    return told(shading[-6:-2])


def shows_white(colour: Colour | None) -> bool:
    """Whether white text is seen on a ground of this colour."""
    return colour is not None and not is_pale(colour)
