"""How runs of RTF look: the facts that control words state; a number of 0 takes one back, as \\plain does."""

import re

from extract.model.colours import Colour
from extract.model.looks import CLOSEST, LIFTED, NARROWEST, PLAIN, SMALLEST, Look, Trait

TOGGLES = {
    "strike": Trait.STRUCK,
    "striked": Trait.STRUCK,
    "v": Trait.HIDDEN,
    "deleted": Trait.DELETED,
}
SCRIPTS = {"super": Trait.RAISED, "up": Trait.RAISED, "sub": Trait.LOWERED, "dn": Trait.LOWERED}
# Of type in half points, its width in percent, the room between letters in twentieths of a point.
LEAST = {"fs": 2 * SMALLEST, "charscalex": NARROWEST, "expndtw": 20 * CLOSEST}
BY_HALF_POINTS = frozenset({"up", "dn"})
GROUNDS = frozenset({"cb", "chcbpat", "highlight"})  # the colour behind a run, by its number in the table
LOOK_WORDS = frozenset({*TOGGLES, *SCRIPTS, *GROUNDS, "cf", "plain", "nosupersub"})
COLOUR_TABLE = re.compile(r"\{\\colortbl([^{}]*)\}")
CHANNELS = tuple(re.compile(rf"\\{name}(\d{{1,3}})\b") for name in ("red", "green", "blue"))

Palette = tuple[Colour | None, ...]


def palette(source: str) -> Palette:
    """The table of colours; an entry without channels, mostly the first, is the usual colour."""
    table = COLOUR_TABLE.search(source)
    return tuple(map(_colour, table[1].split(";"))) if table else ()


def _colour(entry: str) -> Colour | None:
    found = [channel.search(entry) for channel in CHANNELS]
    if not any(found):
        return None
    red, green, blue = (min(int(match[1]), 255) if match else 0 for match in found)
    return red << 16 | green << 8 | blue


def look_after(look: Look, word: str, number: int | None, colours: Palette) -> Look:
    """The look of a run after one of LOOK_WORDS."""
    if word in TOGGLES:
        trait = TOGGLES[word]
        return look._replace(traits=look.traits | trait if number != 0 else look.traits & ~trait)
    if word == "plain":
        return PLAIN
    if word == "cf":
        return look._replace(colour=numbered(colours, number))
    if word in GROUNDS:
        return look._replace(ground=numbered(colours, number) if number else None)
    least = LIFTED if word in BY_HALF_POINTS else 1
    is_on = word in SCRIPTS and (number is None or number >= least)
    traits = look.traits & ~(Trait.RAISED | Trait.LOWERED)
    return look._replace(traits=traits | SCRIPTS[word] if is_on else traits)


def shrunk(look: Look, word: str, number: int | None) -> Look:
    """The look of a run after one of LEAST, mostly the same; a usual size takes it back."""
    is_small = number is not None and number < LEAST[word]
    if is_small == (Trait.STYLED in look.traits) or (word != "fs" and not is_small):
        return look
    return look._replace(traits=look.traits ^ Trait.STYLED)


def numbered(colours: Palette, number: int | None) -> Colour | None:
    """The colour of that number in the table; None for the usual one, and where there is none."""
    return colours[number] if number is not None and 0 <= number < len(colours) else None
