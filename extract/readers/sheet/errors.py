"""Cells that calamine gives as blank though something stands there: errors, and formulas never computed.

A program that writes a workbook leaves the formulas to the one that opens it, which then shows figures that
the file does not hold. XLS: records BoolErr and Formula (MS-XLS §2.4.24, §2.4.127).
"""

import struct
from collections.abc import Iterator

from lxml import etree

from extract.model.looks import LeftOut, Look, Trait, run
from extract.readers.sheet import xls_records
from extract.readers.sheet.xls_records import END, records

Place = tuple[int, int]  # row and column, from 0
FORMULA, VALUE = 0x0006, 0x0205
ERROR, UNCOMPUTED = Look(Trait.ERROR), Look(Trait.FORMULA)
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def of_cell(cell: etree._Element) -> str | None:
    """What stands in such a cell of an XLSX sheet: the error, or the formula after `=`; None for others."""
    if cell.get("t") == "e":
        return run(cell.findtext("{*}v") or "#", ERROR, LeftOut())
    if len(cell) == 0:
        return None
    formula = cell.find("{*}f")
    if formula is None or cell.findtext("{*}v") or cell.find("{*}is") is not None:
        return None
    return run(f"={formula.text or ''}", UNCOMPUTED, LeftOut())


def in_stream(stream: bytes) -> dict[str, dict[Place, str]]:
    """Name of a sheet → the errors of an XLS workbook, whose formulas always hold a value.

    Raises struct.error as `sheets`.
    """
    return {name: dict(_in_sheet(stream, start)) for name, start in xls_records.sheets(stream)}


def _in_sheet(stream: bytes, start: int) -> Iterator[tuple[Place, str]]:
    for kind, content in records(stream, start):
        if kind == VALUE:
            row, column, _, code, is_error = struct.unpack_from("<HHHBB", content)
        elif kind == FORMULA:
            row, column, _, type_, _, code, *_, mark = struct.unpack_from("<HHHBBBBBBH", content)
            is_error = type_ == 2 and mark == 0xFFFF
        elif kind == END:
            return
        else:
            continue
        if is_error:
            yield (row, column), run(ERRORS.get(code, "#"), ERROR, LeftOut())
