"""Raised, lowered and struck parts of an XLSX cell's text, told from figures before calamine joins them."""

import io
import zipfile
from collections.abc import Callable, Iterator

from lxml import etree

from extract.model.looks import lowered, raised, struck
from extract.readers.packages import Package

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
MARKS = (b"vertAlign", b"strike")
OFF = ("0", "false")
SCRIPTS = {"superscript": raised, "subscript": lowered}


def with_looks(data: bytes, package: Package) -> bytes:
    """The workbook with the looks of its texts' runs written into the texts; mostly the same bytes."""
    changed = {}
    for part in package.parts:
        if part == "xl/sharedStrings.xml" or part.startswith("xl/worksheets/"):
            content = package.read(part) if part.endswith(".xml") else b""
            if any(mark in content for mark in MARKS):
                changed[part] = _told(package.xml(part))
    return _rewritten(package, changed) if changed else data


def _told(root: etree._Element) -> bytes:
    for run in root.iter(MAIN + "r", STRICT + "r"):
        space = run.tag[: run.tag.index("}") + 1]
        for show in _shows(run, space):
            for text in run.iter(space + "t"):
                text.text = show(text.text or "")
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _shows(run: etree._Element, space: str) -> Iterator[Callable[[str], str]]:
    script = run.find(f"{space}rPr/{space}vertAlign")
    if script is not None and script.get("val") in SCRIPTS:
        yield SCRIPTS[script.get("val", "")]
    strike = run.find(f"{space}rPr/{space}strike")
    if strike is not None and strike.get("val", "1") not in OFF:
        yield struck


def _rewritten(package: Package, changed: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part in package.parts:
            archive.writestr(part, changed.get(part) or package.read(part))
    return file.getvalue()
