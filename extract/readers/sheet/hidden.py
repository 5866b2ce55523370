"""Rows and columns that a sheet hides: what stands in them is not shown, and calamine does not tell.

XLS: records Row and ColInfo (MS-XLS §2.4). XLSX: attribute `hidden` of row and col (ECMA-376-1 §18.3.1).
"""

import re
import struct
from dataclasses import dataclass

from lxml import etree

from extract.readers.sheet import xls_records
from extract.readers.sheet.xls_records import END, records
from extract.readers.sheet.xlsx_parts import number, rows

ROW, COLUMNS = 0x0208, 0x007D
ROW_FLAGS, WIDTH, COLUMN_FLAGS = 12, 4, 8  # where they stand in the records
UNITS = 256  # of a width, in a character
ROW_IS_HIDDEN, COLUMN_IS_HIDDEN = 0x0020, 0x0001
ON = ("1", "true")
LEAST_WIDTH, LEAST_HEIGHT = 0.5, 2.0  # characters, points: below them nothing is seen
SIZE = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Hidden:
    """Rows, and columns as first and last, counted from 0."""

    rows: frozenset[int] = frozenset()
    columns: tuple[tuple[int, int], ...] = ()

    def take_out(self, rows: list[list[str]]) -> list[str]:
        """Empty what is hidden; the texts that stood there."""
        found = []
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                if text and (at in self.rows or any(a <= column <= b for a, b in self.columns)):
                    row[column] = ""
                    found.append(text)
        return found


SHOWN = Hidden()


def in_part(root: etree._Element) -> Hidden:
    """What a sheet of an XLSX file hides; a height or width of next to nothing hides too."""
    hidden = frozenset(
        at for at, row in rows(root) if row.get("hidden") in ON or _is_below(row.get("ht"), LEAST_HEIGHT)
    )
    columns = [
        (number(column.get("min"), 1) - 1, number(column.get("max"), 1) - 1)
        for column in root.iter("{*}col")
        if column.get("hidden") in ON or _is_below(column.get("width"), LEAST_WIDTH)
    ]
    return Hidden(hidden, tuple(columns)) if hidden or columns else SHOWN


def _is_below(size: str | None, least: float) -> bool:
    return size is not None and SIZE.fullmatch(size) is not None and float(size) < least


def in_stream(stream: bytes) -> dict[str, Hidden]:
    """What the sheets of an XLS workbook hide, by their names. Raises struct.error where a record is cut."""
    return {name: _in_sheet(stream, start) for name, start in xls_records.sheets(stream)}


def _is_hidden(columns: bytes) -> bool:
    width, flags = (
        struct.unpack_from("<H", columns, WIDTH)[0],
        struct.unpack_from("<H", columns, COLUMN_FLAGS)[0],
    )
    return bool(flags & COLUMN_IS_HIDDEN) or width < LEAST_WIDTH * UNITS


def _in_sheet(stream: bytes, start: int) -> Hidden:
    hidden, columns = set(), []
    for kind, content in records(stream, start):
        if kind == ROW and struct.unpack_from("<H", content, ROW_FLAGS)[0] & ROW_IS_HIDDEN:
            hidden.add(struct.unpack_from("<H", content)[0])
        elif kind == COLUMNS and _is_hidden(content):
            columns.append(struct.unpack_from("<HH", content))
        elif kind == END:
            break
    return Hidden(frozenset(hidden), tuple(columns))
