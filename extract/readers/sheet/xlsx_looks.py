"""Runs of an XLSX text whose look matters, marked before calamine joins them (ECMA-376-1 §18.4)."""

import io
import re
import zipfile

from lxml import etree

from extract.model.looks import LeftOut, run
from extract.readers.packages import Package
from extract.readers.sheet.xlsx_fonts import run_font
from extract.readers.sheet.xlsx_parts import SHEETS, STRINGS

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
# What a run's font may say that matters: most runs have a colour and a size of their own.
MARKS = re.compile(
    rb"vertAlign|strike|dings|rgb=[\"'](?:[0-9A-F]{2})?(?:F[A-F]){3}|(?:theme=[\"']0|indexed=[\"'][19])[\"']|tint=[\"'](?:1|0?\.9)"
    rb"|sz val=[\"']1(?:\.0)?[\"']",
    re.IGNORECASE,
)


def with_looks(data: bytes, package: Package) -> bytes:
    """The workbook with the looks of its texts' runs marked in the texts; mostly the same bytes."""
    changed = {}
    for part in package.parts:
        name = part.lower()
        if name == STRINGS or (name.startswith(SHEETS) and name.endswith(".xml")):
            content = package.read(part)
            if b"rPr" in content and MARKS.search(content):
                changed[part] = _marked(package.xml(part))
    return _rewritten(package, changed) if changed else data


def _marked(root: etree._Element) -> bytes:
    for rich in root.iter(MAIN + "r", STRICT + "r"):
        look = run_font(rich.find("{*}rPr"))
        for text in rich.iterchildren("{*}t"):
            text.text = run(text.text or "", look, LeftOut())
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _rewritten(package: Package, changed: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part in package.parts:
            archive.writestr(part, changed.get(part) or package.read(part))
    return file.getvalue()
