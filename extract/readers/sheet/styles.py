"""How the styles of an XLSX workbook's cells look: colour, ground, script, strike, number format.

Fonts, fills, cellXfs, numFmts and dxfs (ECMA-376-1 §18.8).
"""

from collections.abc import Iterator

from lxml import etree

from extract.model.colours import SOME_COLOUR, Colour, is_like
from extract.model.looks import PLAIN, Look, Trait, rules_of
from extract.readers.sheet.number_formats import BUILT_IN, GENERAL, UNKNOWN
from extract.readers.sheet.xlsx_fonts import cell_font, colour_of
from extract.readers.sheet.xlsx_parts import number


class XlsxStyles:
    """The styles by their numbers: looks that matter, and number formats other than General.

    `framed` are those with borders, `changing` the conditional styles that show a figure otherwise than its
    cell's style.
    """

    def __init__(self, root: etree._Element | None) -> None:
        self.looks: dict[str, Look] = {}
        self.formats: dict[str, str] = {}
        self.changing: set[str] = set()
        self.framed: set[str] = set()
        if root is not None:
            self.looks = {str(index): look for index, look in enumerate(_looks(root)) if rules_of(look)}
            self.formats = {str(at): code for at, code in enumerate(_formats(root)) if code != GENERAL}
            self.framed = {str(index) for index, is_framed in enumerate(_framed(root)) if is_framed}
            styles = enumerate(root.iterfind("{*}dxfs/{*}dxf"))
            self.changing = {str(index) for index, style in styles if changes(style)}


def _looks(styles: etree._Element) -> Iterator[Look]:
    fonts = [cell_font(font) for font in styles.iterfind("{*}fonts/{*}font")]
    grounds = [_ground(fill) for fill in styles.iterfind("{*}fills/{*}fill")]
    for style in styles.iterfind("{*}cellXfs/{*}xf"):
        font, fill = (number(style.get(name), 0) for name in ("fontId", "fillId"))
        look = fonts[font] if font < len(fonts) else PLAIN
        alignment = style.find("{*}alignment")
        if alignment is not None and alignment.get("horizontal") == "fill":
            look = look._replace(traits=look.traits | Trait.STYLED)
        yield look._replace(ground=grounds[fill] if fill < len(grounds) else None)


def _framed(styles: etree._Element) -> Iterator[bool]:
    borders = [
        any(side.get("style", "none") != "none" for side in border)
        for border in styles.iterfind("{*}borders/{*}border")
    ]
    for style in styles.iterfind("{*}cellXfs/{*}xf"):
        border = number(style.get("borderId"), 0)
        yield border < len(borders) and borders[border]


def _formats(styles: etree._Element) -> Iterator[str]:
    own = {form.get("numFmtId"): form.get("formatCode") for form in styles.iterfind("{*}numFmts/{*}numFmt")}
    for style in styles.iterfind("{*}cellXfs/{*}xf"):
        form = style.get("numFmtId", "0")
        yield own.get(form) or BUILT_IN.get(number(form, 0), UNKNOWN)


def changes(style: etree._Element) -> bool:
    """Whether a conditional style (dxf) shows a figure otherwise than its cell's style."""
    font, ground = style.find("{*}font"), style.find("{*}fill/{*}patternFill/{*}bgColor")
    if style.find("{*}numFmt") is not None or font is None:
        return style.find("{*}numFmt") is not None
    look = cell_font(font)
    return bool(rules_of(look)) or is_like(look.colour, colour_of(ground))


def _ground(fill: etree._Element) -> Colour | None:
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return SOME_COLOUR if fill.find("{*}gradientFill") is not None else None
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return None
    return colour_of(pattern.find("{*}fgColor")) if kind == "solid" else SOME_COLOUR
