"""Raised, lowered and struck runs of an XLSX text, marked before calamine joins them (ECMA-376-1 §18.4)."""

import io
import zipfile

from lxml import etree

from extract.model.looks import LeftOut, Look, Trait, run
from extract.readers.packages import Package
from extract.readers.sheet.xlsx_parts import SHEETS, STRINGS

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
MARKS = (b"vertAlign", b"strike")
OFF = ("0", "false")
SCRIPTS = {"superscript": Trait.RAISED, "subscript": Trait.LOWERED}


def with_looks(data: bytes, package: Package) -> bytes:
    """The workbook with the looks of its texts' runs marked in the texts; mostly the same bytes."""
    changed = {}
    for part in package.parts:
        name = part.lower()
        if name == STRINGS or (name.startswith(SHEETS) and name.endswith(".xml")):
            content = package.read(part)
            if any(mark in content for mark in MARKS):
                changed[part] = _marked(package.xml(part))
    return _rewritten(package, changed) if changed else data


def _marked(root: etree._Element) -> bytes:
    for rich in root.iter(MAIN + "r", STRICT + "r"):
        look = Look(font_traits(rich.find("{*}rPr")))
        for text in rich.iterchildren("{*}t"):
            text.text = run(text.text or "", look, LeftOut())
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def font_traits(font: etree._Element | None) -> Trait:
    """What a font says of how its text stands: of a run (rPr) or of a cell's style (font)."""
    traits = Trait.NONE
    if font is None:
        return traits
    script, strike = font.find("{*}vertAlign"), font.find("{*}strike")
    if script is not None:
        traits |= SCRIPTS.get(script.get("val", ""), Trait.NONE)
    if strike is not None and strike.get("val", "1") not in OFF:
        traits |= Trait.STRUCK
    return traits


def _rewritten(package: Package, changed: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part in package.parts:
            archive.writestr(part, changed.get(part) or package.read(part))
    return file.getvalue()
