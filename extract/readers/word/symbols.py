"""Characters kept by their code in a symbol font: the minus before a figure is often one."""

import re

ASCII_FONTS = ("Symbol",)  # fonts with digits and signs in the places of ASCII
PRIVATE = 0xF000  # where the codes of symbol fonts begin
UNKNOWN = "\ufffd"  # stands where a character is printed that nobody can tell
FIELD = re.compile(
    r"\s*SYMBOL\s+(?P<code>0x[0-9a-f]{1,4}|\d{1,5})(?:.*?\\f\s+\"?(?P<font>[^\"\\]+))?", re.I | re.S
)


def shown(code: int, font: str) -> str:
    """What a code of a font shows. Codes below 256 and those of PRIVATE are the font's own."""
    own = code - PRIVATE if PRIVATE <= code <= PRIVATE + 0xFF else code
    if own > 0xFF:
        return chr(own) if not 0xD800 <= own < 0xF900 else UNKNOWN
    return chr(own) if font.strip() in ASCII_FONTS and 0x20 <= own < 0x40 else UNKNOWN


def of_field(instruction: str) -> str:
    """What a field shows by its instruction, `SYMBOL 45 \\f "Symbol"`; nothing for other fields."""
    found = FIELD.match(instruction)
    return shown(int(found["code"], 0), found["font"] or "") if found else ""
