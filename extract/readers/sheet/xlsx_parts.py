"""The parts of an XLSX package: styles and sheets, found by its relations whatever their names' case.

Names of parts are equal without regard to case (ECMA-376-2 §6.2.2.3), and calamine finds them so too.
"""

import posixpath
from collections.abc import Iterator

from lxml import etree

from extract.model.document import UnreadableError
from extract.readers.packages import AGAIN, Package

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STYLES, STRINGS = "xl/styles.xml", "xl/sharedstrings.xml"
SHEETS = "xl/worksheets/"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


class Parts:
    """The parts of a package by their names in small letters."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.names = {name.lower(): name for name in package.parts}

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part; None where it is missing."""
        stored = self.names.get(name.lower())
        return self.package.xml(stored) if stored is not None else None

    def sheets(self) -> Iterator[tuple[str, etree._Element, list[etree._Element]]]:
        """Name and XML of each sheet that is shown, and of its drawings.

        UnreadableError(damaged) where its part is missing.
        """
        workbook, relations = self.xml(WORKBOOK), self.xml(RELATIONS)
        if workbook is None or relations is None:
            return  # calamine reads no such workbook either, and says so
        targets = {relation.get("Id"): _part(relation.get("Target", "")) for relation in relations}
        for sheet in workbook.iter("{*}sheet"):
            part = targets.get(sheet.get(RELATION) or sheet.get(STRICT_RELATION), "")
            if sheet.get("state", "visible") != "visible":
                continue
            root = self.xml(part)
            if root is None:
                name = sheet.get("name", "")
                raise UnreadableError("damaged", f"sheet {name} has no part {part}; {AGAIN}", part or "file")
            if etree.QName(root).localname == "worksheet":
                yield sheet.get("name", ""), root, [*self._drawings(part, root)]

    def _drawings(self, part: str, sheet: etree._Element) -> Iterator[etree._Element]:
        wanted = {
            each.get(RELATION) or each.get(STRICT_RELATION) for each in sheet.iterchildren("{*}drawing")
        }
        folder, name = posixpath.split(part)
        relations = self.xml(f"{folder}/_rels/{name}.rels") if wanted else None
        for relation in relations if relations is not None else ():
            if relation.get("Id") in wanted:
                root = self.xml(_part(relation.get("Target", ""), folder))
                if root is not None:
                    yield root


def _part(target: str, folder: str = "xl") -> str:
    return posixpath.normpath(posixpath.join(f"/{folder}", target)).lstrip("/")


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
    for letter in letters.upper():
        found = found * 26 + letter - ord("A") + 1
    return found


def number(stated: str | None, otherwise: int) -> int:
    """An attribute's whole number."""
    return int(stated) if stated and stated.isdecimal() else otherwise
