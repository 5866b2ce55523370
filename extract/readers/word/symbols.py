"""What fields show by their instruction, and characters kept by their code in a symbol font.

The minus before a figure is often one of those.
"""

import re

from extract.model.looks import LeftOut, Look, Trait, run

ASCII_FONTS = ("Symbol",)  # fonts with digits and signs in the places of ASCII
PRIVATE = 0xF000  # where the codes of symbol fonts begin
UNKNOWN = "\ufffd"  # stands where a character is printed that nobody can tell
FIELD = re.compile(
    r"\s*SYMBOL\s+(?P<code>0x[0-9a-f]{1,4}|\d{1,5})(?:.*?\\f\s+\"?(?P<font>[^\"\\]+))?", re.I | re.S
)


# Without a result their figure is made by the program: a sum, a choice, an equation, which never has one.
COMPUTED = re.compile(r"\s*(?:=|FORMDROPDOWN|EQ\b)", re.I)
EQUATION = re.compile(r"\s*EQ\b", re.I)


def shown(code: int, font: str) -> str:
    """What a code of a font shows. Codes below 256 and those of PRIVATE are the font's own."""
    own = code - PRIVATE if PRIVATE <= code <= PRIVATE + 0xFF else code
    if own > 0xFF:
        return chr(own) if not 0xD800 <= own < 0xF900 else UNKNOWN
    return chr(own) if font.strip() in ASCII_FONTS and 0x20 <= own < 0x40 else UNKNOWN


def of_field(instruction: str) -> str:
    """What a field shows by its instruction: `SYMBOL 45 \\f "Symbol"`, or an equation, which is refused.

    Nothing for other fields.
    """
    if EQUATION.match(instruction):
        return uncomputed(instruction)
    found = FIELD.match(instruction)
    return shown(int(found["code"], 0), found["font"] or "") if found else ""


def uncomputed(instruction: str) -> str:
    """The instruction of a field as what its figure is to be made of, which no reader of ours does."""
    return run(instruction.strip(), Look(Trait.FORMULA), LeftOut())
