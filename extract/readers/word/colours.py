"""The sixteen colours that every Word knows: by their names in DOCX, by their numbers in DOC."""

from extract.model.colours import Colour

# In the order of their numbers from 1 (MS-DOC §2.9.119 Ico; ECMA-376-1 §17.18.40).
BY_NAME: dict[str, Colour] = {
    "black": 0x000000,
    "blue": 0x0000FF,
    "cyan": 0x00FFFF,
    "green": 0x00FF00,
    "magenta": 0xFF00FF,
    "red": 0xFF0000,
    "yellow": 0xFFFF00,
    "white": 0xFFFFFF,
    "darkBlue": 0x000080,
    "darkCyan": 0x008080,
    "darkGreen": 0x008000,
    "darkMagenta": 0x800080,
    "darkRed": 0x800000,
    "darkYellow": 0x808000,
    "darkGray": 0x808080,
    "lightGray": 0xC0C0C0,
}
BY_NUMBER: dict[int, Colour] = dict(enumerate(BY_NAME.values(), 1))
