"""Rows and columns that a sheet hides: what stands in them is not shown, and calamine does not tell.

XLS: records Row and ColInfo (MS-XLS §2.4). XLSX: attribute `hidden` of row and col (ECMA-376-1 §18.3.1).
"""

import posixpath
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from extract.readers.packages import Package
from extract.readers.xls_records import END, records, sheets

ROW, COLUMNS = 0x0208, 0x007D
ROW_FLAGS, COLUMN_FLAGS = 12, 8  # where they stand in the records
ROW_IS_HIDDEN, COLUMN_IS_HIDDEN = 0x0020, 0x0001
ON = ("1", "true")
WORKBOOK = "xl/workbook.xml"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Rows, and columns as first and last, counted from 0."""

    rows: frozenset[int] = frozenset()
    columns: tuple[tuple[int, int], ...] = ()

    def leaves_out(self, rows: list[list[str]]) -> int:
        """Empty what is hidden; tells how many texts that were."""
        count = 0
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                if text and (number in self.rows or any(a <= column <= b for a, b in self.columns)):
                    row[column] = ""
                    count += 1
        return count


SHOWN = Hidden()


def in_package(package: Package) -> dict[str, Hidden]:
    """What the sheets of an XLSX file hide, by their names."""
    if WORKBOOK not in package or not any(_may_hide(package, part) for part in package.parts):
        return {}
    return {name: _in_part(package.xml(part)) for name, part in _sheet_parts(package) if part in package}


def _may_hide(package: Package, part: str) -> bool:
    is_sheet = part.startswith("xl/worksheets/") and part.endswith(".xml")
    return is_sheet and b"hidden=" in package.read(part)


def _sheet_parts(package: Package) -> Iterator[tuple[str, str]]:
    targets = {
        each.get("Id"): posixpath.join("/xl", each.get("Target", "")).lstrip("/")
        for each in package.xml("xl/_rels/workbook.xml.rels")
    }
    for sheet in package.xml(WORKBOOK).iter("{*}sheet"):
        identity = sheet.get(RELATION) or sheet.get(STRICT_RELATION)
        yield sheet.get("name", ""), targets.get(identity, "")


def _in_part(root: etree._Element) -> Hidden:
    rows = set()
    number = 0
    for row in root.iter("{*}row"):
        number = _number(row.get("r"), number + 1)
        if row.get("hidden") in ON:
            rows.add(number - 1)
    columns = [
        (_number(each.get("min"), 1) - 1, _number(each.get("max"), 1) - 1)
        for each in root.iter("{*}col")
        if each.get("hidden") in ON
    ]
    return Hidden(frozenset(rows), tuple(columns))


def _number(stated: str | None, otherwise: int) -> int:
    return int(stated) if stated and stated.isdecimal() else otherwise


def in_stream(stream: bytes) -> dict[str, Hidden]:
    """What the sheets of an XLS workbook hide, by their names; nothing of a damaged one."""
    try:
        return {name: _in_sheet(stream, start) for name, start in sheets(stream)}
    except struct.error:
        return {}


def _in_sheet(stream: bytes, start: int) -> Hidden:
    rows, columns = set(), []
    for kind, content in records(stream, start):
        if kind == ROW and struct.unpack_from("<H", content, ROW_FLAGS)[0] & ROW_IS_HIDDEN:
            rows.add(struct.unpack_from("<H", content)[0])
        elif kind == COLUMNS and struct.unpack_from("<H", content, COLUMN_FLAGS)[0] & COLUMN_IS_HIDDEN:
            columns.append(struct.unpack_from("<HH", content))
        elif kind == END:
            break
    return Hidden(frozenset(rows), tuple(columns))
