"""What an XLSX package says of each sheet beyond what calamine tells, in one walk over its cells."""

from collections.abc import Iterator

from lxml import etree

from extract.model.looks import Look, Trait
from extract.readers.packages import Package
from extract.readers.sheet import errors, hidden
from extract.readers.sheet.facts import CONDITIONAL, Place, SheetFacts, places
from extract.readers.sheet.styles import XlsxStyles, changes
from extract.readers.sheet.xlsx_parts import STYLES, Parts, cells, number

OFF, ON = ("0", "false"), ("1", "true")
FORMULA = Look(Trait.FORMULA)


def in_package(package: Package) -> dict[str, SheetFacts]:
    """The facts of the sheets that are shown, by their names."""
    parts = Parts(package)
    styles = XlsxStyles(parts.xml(STYLES))
    found = {}
    for name, root, drawings in parts.sheets():
        found[name] = _in_sheet(root, styles)
        found[name].pictures.update(place for drawing in drawings for place in _pictured(drawing))
    return found


def _pictured(drawing: etree._Element) -> Iterator[Place]:
    """The cells on which a picture, or a shape with a text, begins (ECMA-376-1 §20.5.2)."""
    for start in drawing.iter("{*}from"):
        anchor = start.getparent()
        row, column = (number(start.findtext(f"{{*}}{name}"), 0) for name in ("row", "col"))
        if anchor is not None and (
            anchor.find("{*}pic") is not None or any(str(text).strip() for text in anchor.itertext("{*}t"))
        ):
            yield row, column


def _in_sheet(root: etree._Element, styles: XlsxStyles) -> SheetFacts:
    facts = SheetFacts(hidden=hidden.in_part(root), hides_zeros=_views(root, "showZeros", "1", OFF))
    shows_formulas = _views(root, "showFormulas", "0", ON)  # and constants without their formats
    for place, cell in cells(root):
        style = cell.get("s", "0")
        if style in styles.looks:
            facts.looks[place] = styles.looks[style]
        if style in styles.formats:
            facts.formats[place] = styles.formats[style]
        if style in styles.framed and len(cell) == 0:
            facts.framed.add(place[0])
        if shows_formulas and (style in styles.formats or cell.find("{*}f") is not None):
            facts.looks[place] = FORMULA
        text = errors.of_cell(cell)
        if text is not None:
            facts.texts[place] = text
    for place in _conditional(root, styles):
        facts.looks[place] = CONDITIONAL
    return facts


def _views(root: etree._Element, option: str, usual: str, states: tuple[str, ...]) -> bool:
    """Whether a view of the sheet has an option in one of these states."""
    views = root.iterfind("{*}sheetViews/{*}sheetView")
    return any(view.get(option, usual) in states for view in views)


def _conditional(root: etree._Element, styles: XlsxStyles) -> Iterator[Place]:
    """Cells that a condition may show in another number format, struck, white, or as a bar alone.

    Conditions of Excel 2010 and later stand in an extension, with their style and range inside.
    """
    for conditional in root.iter("{*}conditionalFormatting"):
        bars = conditional.iter("{*}dataBar", "{*}iconSet")
        rules = list(conditional.iter("{*}cfRule"))
        if (
            any(bar.get("showValue", "1") in OFF for bar in bars)
            or any(rule.get("dxfId") in styles.changing for rule in rules)
            or any(changes(style) for rule in rules for style in rule.iterchildren("{*}dxf"))
        ):
            ranges = [conditional.get("sqref", ""), *conditional.itertext("{*}sqref")]
            yield from places(" ".join(map(str, ranges)))
