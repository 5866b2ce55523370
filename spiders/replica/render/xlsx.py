"""The tables of a report as XLSX, written by hand: SpreadsheetML in a zip, all tables on one sheet.

numbers  figures as numeric cells, labels as inline strings;
strings  every cell a shared string, as exports from web systems have.
"""

from xml.sax.saxutils import escape

from spiders.replica.forms import tables
from spiders.replica.model import Report
from spiders.replica.places import Place, places
from spiders.replica.render.zipped import zipped

STYLES = ("numbers", "strings")
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELS = "application/vnd.openxmlformats-package.relationships+xml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
Cells = dict[tuple[int, int], str]
Merges = list[tuple[int, int, int, int]]


def render(report: Report, style: str) -> bytes:
    cells, merges = _sheet(report)
    shared = list(dict.fromkeys(cells.values())) if style == "strings" else []
    return zipped({name: (_XML + text).encode() for name, text in _members(cells, merges, shared).items()})


def _sheet(report: Report) -> tuple[Cells, Merges]:
    """Texts by (row, column), and merged ranges as (top, left, bottom, right), both from 1."""
    cells: Cells = {(1, 1): report.title}
    merges: Merges = []
    top = 3
    for table in tables(report):
        for place in places(table):
            row, column = top + place.row, 1 + place.column
            cells[row, column] = place.box.text
            if place.box.rowspan > 1 or place.box.colspan > 1:
                merges.append((row, column, *_corner(place, row, column)))
        top += len(table.rows) + 2
    return cells, merges


def _corner(place: Place, row: int, column: int) -> tuple[int, int]:
    return row + place.box.rowspan - 1, column + place.box.colspan - 1


def _name(row: int, column: int) -> str:
    return f"{chr(64 + column)}{row}"


def _cell(row: int, column: int, text: str, shared: list[str]) -> str:
    name = _name(row, column)
    if shared:
        return f'<c r="{name}" t="s"><v>{shared.index(text)}</v></c>'
    if text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdigit():
        return f'<c r="{name}"><v>{text}</v></c>'
    return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _members(cells: Cells, merges: Merges, shared: list[str]) -> dict[str, str]:
    rows = []
    for row in sorted({row for row, _ in cells}):
        inner = "".join(
            _cell(row, column, cells[row, column], shared) for r, column in sorted(cells) if r == row
        )
        rows.append(f'<row r="{row}">{inner}</row>')
    ranges = "".join(f'<mergeCell ref="{_name(a, b)}:{_name(c, d)}"/>' for a, b, c, d in merges)
    items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in shared)
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="{_RELS}"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SHEETS}.sharedStrings+xml"/></Types>'
        ),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="年度报告" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": (
            f"<worksheet {_MAIN}><sheetData>{''.join(rows)}</sheetData>"
            f'<mergeCells count="{len(merges)}">{ranges}</mergeCells></worksheet>'
        ),
        "xl/sharedStrings.xml": f'<sst {_MAIN} uniqueCount="{len(shared)}">{items}</sst>',
    }


def _relations(*targets: tuple[str, str]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'
