"""The sheets of an XLSX package by their names, and what their XML says beyond what calamine tells."""

import posixpath
from collections.abc import Iterator

from lxml import etree

from extract.readers.packages import Package

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def sheets(package: Package, *words: bytes) -> Iterator[tuple[str, etree._Element]]:
    """Name and XML of each sheet whose part holds one of the words."""
    if WORKBOOK not in package or RELATIONS not in package:
        return
    parts = dict(_parts(package))
    for part in [part for part in package.parts if part in parts]:
        if any(word in package.read(part) for word in words):
            yield parts[part], package.xml(part)


def _parts(package: Package) -> Iterator[tuple[str, str]]:
    """The part of each sheet, and its name."""
    targets = {
        relation.get("Id"): posixpath.join("/xl", relation.get("Target", "")).lstrip("/")
        for relation in package.xml(RELATIONS)
    }
    for sheet in package.xml(WORKBOOK).iter("{*}sheet"):
        identity = sheet.get(RELATION) or sheet.get(STRICT_RELATION)
        yield targets.get(identity, ""), sheet.get("name", "")


def rows(root: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The rows of a sheet with their numbers from 0; one that states none follows the last."""
    at = 0
    for row in root.iter("{*}row"):
        at = number(row.get("r"), at + 1)
        yield at - 1, row


def cells(root: etree._Element) -> Iterator[tuple[tuple[int, int], etree._Element]]:
    """The cells of a sheet with their rows and columns from 0; one that states none follows the last."""
    for at, row in rows(root):
        column = 0
        for cell in row.iterchildren("{*}c"):
            column = column_number((cell.get("r") or "").rstrip("0123456789").encode()) or column + 1
            yield (at, column - 1), cell


def column_number(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    found = 0
    for letter in letters:
        found = found * 26 + letter - ord("A") + 1
    return found


def number(stated: str | None, otherwise: int) -> int:
    """An attribute's whole number."""
    return int(stated) if stated and stated.isdecimal() else otherwise
