"""What an XLSX package says of each sheet beyond what calamine tells, in one walk over its cells."""

import re
from collections.abc import Iterator

from lxml import etree

from extract.model.looks import Look, Trait
from extract.readers.html.spans import MAX_SLOTS
from extract.readers.packages import Package
from extract.readers.sheet import errors, hidden
from extract.readers.sheet.facts import Place, SheetFacts
from extract.readers.sheet.styles import XlsxStyles
from extract.readers.sheet.xlsx_parts import STYLES, Parts, cells, column_number

OFF = ("0", "false")
RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
CONDITIONAL = Look(Trait.UNKNOWN_FORMAT)


def in_package(package: Package) -> dict[str, SheetFacts]:
    """The facts of the sheets that are shown, by their names."""
    parts = Parts(package)
    styles = XlsxStyles(parts.xml(STYLES))
    return {name: _in_sheet(root, styles) for name, root in parts.sheets()}


def _in_sheet(root: etree._Element, styles: XlsxStyles) -> SheetFacts:
    facts = SheetFacts(hidden=hidden.in_part(root), hides_zeros=_hides_zeros(root))
    for place, cell in cells(root):
        style = cell.get("s", "0")
        if style in styles.looks:
            facts.looks[place] = styles.looks[style]
        if style in styles.formats:
            facts.formats[place] = styles.formats[style]
        text = errors.of_cell(cell)
        if text is not None:
            facts.texts[place] = text
    for place in _conditional(root, styles):
        facts.looks[place] = CONDITIONAL
    return facts


def _hides_zeros(root: etree._Element) -> bool:
    return any(view.get("showZeros", "1") in OFF for view in root.iterfind("{*}sheetViews/{*}sheetView"))


def _conditional(root: etree._Element, styles: XlsxStyles) -> Iterator[Place]:
    """Cells that a condition may show in another number format, struck, white, or as a bar alone."""
    for conditional in root.iter("{*}conditionalFormatting"):
        bars = conditional.iter("{*}dataBar", "{*}iconSet")
        if any(bar.get("showValue", "1") in OFF for bar in bars) or any(
            rule.get("dxfId") in styles.changing for rule in conditional.iter("{*}cfRule")
        ):
            yield from _places(conditional.get("sqref", ""))


def _places(ranges: str) -> Iterator[Place]:
    for written in ranges.split():
        found = RANGE.fullmatch(written)
        if found is None:
            continue
        left, top = column_number(found[1].encode()), int(found[2])
        right = column_number((found[3] or found[1]).encode())
        bottom = min(int(found[4] or found[2]), top + MAX_SLOTS // max(right - left + 1, 1))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield row - 1, column - 1
