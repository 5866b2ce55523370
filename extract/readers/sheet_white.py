"""Cells of an XLSX file whose style shows no figure: white on no ground, or a format that prints none.

Styles: fonts, fills, cellXfs and numFmts (ECMA-376-1 §18.8).
"""

from collections.abc import Iterator
from itertools import count

from lxml import etree

from extract.readers.packages import Package
from extract.readers.xlsx_parts import cells, number, sheets

STYLES = "xl/styles.xml"
Places = frozenset[tuple[int, int]]  # rows and columns, from 0
STYLED = b' s="'
WHITE = frozenset(
    (("rgb", "FFFFFFFF"), ("rgb", "00FFFFFF"), ("indexed", "9"), ("indexed", "1"), ("theme", "0"))
)
NOTHING = ";;;"  # for positive and negative numbers, for 0 and for text


def in_package(package: Package) -> dict[str, Places]:
    """Name of a sheet → the cells whose style shows no figure."""
    unseen = {*_unseen(package.xml(STYLES))} if STYLES in package else set()
    if not unseen:
        return {}
    return {
        name: frozenset(place for place, cell in cells(root) if cell.get("s") in unseen)
        for name, root in sheets(package, STYLED)
    }


def _unseen(styles: etree._Element) -> Iterator[str]:
    """The numbers of the styles in which no figure is seen."""
    fonts = [_is_white(font.find("{*}color")) for font in styles.iterfind("{*}fonts/{*}font")]
    grounds = [_is_ground(fill) for fill in styles.iterfind("{*}fills/{*}fill")]
    formats = {
        each.get("numFmtId") for each in styles.iter("{*}numFmt") if each.get("formatCode", "") == NOTHING
    }
    for style, each in zip(count(), styles.iterfind("{*}cellXfs/{*}xf"), strict=False):
        font, fill = (number(each.get(name), 0) for name in ("fontId", "fillId"))
        is_white = font < len(fonts) and fonts[font] and not (fill < len(grounds) and grounds[fill])
        if is_white or each.get("numFmtId") in formats:
            yield str(style)


def _is_white(colour: etree._Element | None) -> bool:
    """Whether a font or fill has the colour of paper, not darkened."""
    if colour is None or colour.get("tint", "0") not in ("0", "0.0"):
        return False
    return not WHITE.isdisjoint(colour.items())


def _is_ground(fill: etree._Element) -> bool:
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return fill.find("{*}gradientFill") is not None
    kind = pattern.get("patternType", "none")
    return kind != "none" and not (kind == "solid" and _is_white(pattern.find("{*}fgColor")))
