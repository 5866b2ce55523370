"""Pictures in cells: a reader carries their signs in the text until it has the whole cell."""

from extract.model.looks import PICTURE_ALONE, LeftOut, Look, Trait, run

# Noncharacters: a picture that floats, mostly in the cell that it stands in, and one in the line.
PICTURE, INLINE = "\ufdd1", "\ufdda"


def beside_picture(text: str) -> str:
    """The text of a cell beside a picture in its line, which may be one of its digits, or all there is."""
    if not text.strip():
        return PICTURE_ALONE
    return run(text, Look(Trait.PICTURE), LeftOut()) if any(map(str.isdigit, text)) else text


def without_pictures(text: str) -> str:
    """A text without the signs of pictures."""
    return text.replace(PICTURE, "").replace(INLINE, "")


def with_pictures(text: str) -> str:
    """The text of a cell without the signs of its pictures, but with what these may be."""
    if INLINE in text:
        return beside_picture(without_pictures(text).strip())
    return without_pictures(text).strip() or PICTURE_ALONE if PICTURE in text else text
