"""Colours of texts and grounds, and when one is not seen on another."""

Colour = int  # 0xRRGGBB; below SOME_COLOUR one that is told by a name alone (a theme's, a palette's)
WHITE: Colour = 0xFFFFFF
BLACK: Colour = 0x000000
# One that is not told, a pattern or a picture: such a text is seen, and white is seen on such a ground.
SOME_COLOUR: Colour = -1
PALEST = 250  # of 255 in each channel: from here on a colour is not seen on paper
NEAR = 255 - PALEST  # in each channel: so near to its ground a colour is not seen on it


def is_pale(colour: Colour | None) -> bool:
    """Whether a colour is not seen on paper; the usual one, and one that is not told, are."""
    if colour is None or colour < 0:
        return False
    return min(colour >> 16, colour >> 8 & 0xFF, colour & 0xFF) >= PALEST


def is_like(colour: Colour | None, ground: Colour | None) -> bool:
    """Whether a text of a colour is not seen on a ground of another, both told."""
    if colour is None or ground is None or SOME_COLOUR in (colour, ground):
        return False
    if colour < 0 or ground < 0:
        return colour == ground
    return all(abs((colour >> shift & 0xFF) - (ground >> shift & 0xFF)) <= NEAR for shift in (0, 8, 16))


def shows_white(ground: Colour | None) -> bool:
    """Whether white text is seen on a ground of this colour; None is mostly paper, and shows none."""
    return ground is not None and not is_pale(ground)
