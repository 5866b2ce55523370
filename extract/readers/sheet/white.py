"""Cells of a workbook whose style shows no figure: white on no ground, or a format that prints none.

XLSX: fonts, fills, cellXfs, numFmts (ECMA-376-1 §18.8). XLS since 97: records Font, Format, XF and those of
cells (MS-XLS §2.4).
"""

import struct
from collections.abc import Iterator

from lxml import etree

from extract.readers.packages import Package
from extract.readers.sheet import xls_records
from extract.readers.sheet.xls_looks import FONT, NO_FONT
from extract.readers.sheet.xls_records import CELLS, END, WIDE, records
from extract.readers.sheet.xlsx_parts import cells, number, sheets

STYLES = "xl/styles.xml"
Places = frozenset[tuple[int, int]]  # rows and columns, from 0
STYLED = b' s="'
WHITE = frozenset(
    (("rgb", "FFFFFFFF"), ("rgb", "00FFFFFF"), ("indexed", "9"), ("indexed", "1"), ("theme", "0"))
)
FORMAT, STYLE, SEVERAL = 0x041E, 0x00E0, 0x00BD  # the last holds cells side by side
STYLE_BYTES, SOLID = 20, 1  # of an XF since Excel 97; a ground of one colour
WHITES = (1, 9, 65)  # of the palette; the last is the window's ground
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
    formats = {each.get("numFmtId") for each in styles.iter("{*}numFmt") if each.get("formatCode") == NOTHING}
    for style, each in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
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


def in_stream(stream: bytes) -> dict[str, Places]:
    """The same of an XLS workbook. Raises struct.error where a record is cut."""
    unseen = _unseen_in(stream)
    if not unseen:
        return {}
    return {
        name: frozenset(place for place, style in _styled(stream, start) if style in unseen)
        for name, start in xls_records.sheets(stream)
    }


def _unseen_in(stream: bytes) -> set[int]:
    fonts: list[bool] = []
    formats: set[int] = set()
    styles: list[bool] = []
    for kind, content in records(stream):
        if kind == FONT:
            fonts.append(struct.unpack_from("<H", content, 4)[0] in WHITES)
        elif kind == FORMAT:
            code, _, flags = struct.unpack_from("<HHB", content)
            if content[5:].decode("utf-16-le" if flags & WIDE else "latin-1", "replace") == NOTHING:
                formats.add(code)
        elif kind == STYLE and len(content) == STYLE_BYTES:
            font, form, borders, colours = struct.unpack("<HH10xIH", content)
            pattern, colour = borders >> 26, colours & 0x7F
            on_paper = pattern == 0 or (pattern == SOLID and colour in WHITES)
            font -= font > NO_FONT
            styles.append(form in formats or (on_paper and font < len(fonts) and fonts[font]))
        elif kind == END:
            break
    return {at for at, shows_nothing in enumerate(styles) if shows_nothing}


def _styled(stream: bytes, start: int) -> Iterator[tuple[tuple[int, int], int]]:
    """The filled cells of a sheet with their styles."""
    for kind, content in records(stream, start):
        if kind == SEVERAL:
            row, column = struct.unpack_from("<HH", content)
            for at in range((len(content) - 6) // 6):
                yield (row, column + at), struct.unpack_from("<H", content, 4 + 6 * at)[0]
        elif kind in CELLS:
            row, column, style = struct.unpack_from("<HHH", content)
            yield (row, column), style
        elif kind == END:
            return
