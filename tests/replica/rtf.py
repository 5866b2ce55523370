"""Reports as RTF: table rows with cell edges in twips, merges by \\clvmgf and \\clvmrg, wide cells.

unicode  text as \\uN escapes;
gbk      text as \\'hh bytes of code page 936, as older word processors write.
"""

from spiders.replica import prose
from spiders.replica.forms import Table, tables
from spiders.replica.model import Report
from spiders.replica.places import Place, filled_rows, width

STYLES = ("unicode", "gbk")
_TEXT_WIDTH = 9000  # twips


def render(report: Report, style: str) -> bytes:
    drawn = {table.name: _table(table, style) for table in tables(report)}
    body = [_paragraph(report.title, style), *(_paragraph(text, style) for text in prose.intro(report))]
    for part in prose.parts(report):
        body += [_paragraph(text, style) for text in (part.heading, *part.paragraphs)]
        if part.table:
            body.append(drawn[part.table])
    body.append(_paragraph(prose.signature(report), style))
    head = "{\\rtf1\\ansi\\ansicpg936\\uc1\\deff0{\\fonttbl{\\f0\\fcharset134 SimSun;}}\n"
    return f"{head}{''.join(body)}}}\n".encode("ascii")


def escape(text: str, style: str) -> str:
    """ASCII text of an RTF file; a character outside code page 936 is a \\u escape in both styles."""
    parts = []
    for character in text:
        if character.isascii():
            parts.append(f"\\{character}" if character in "\\{}" else character)
        elif style == "gbk" and len(encoded := character.encode("gbk", "ignore")) == 2:
            parts.append(f"\\'{encoded[0]:02x}\\'{encoded[1]:02x}")
        else:
            code = ord(character)
            parts.append(f"\\u{code - 65536 if code > 32767 else code}?")
    return "".join(parts)


def _paragraph(text: str, style: str) -> str:
    return f"\\pard\\f0\\fs21 {escape(text, style)}\\par\n"


def _table(table: Table, style: str) -> str:
    edges = [_TEXT_WIDTH * (column + 1) // width(table) for column in range(width(table))]
    rows = []
    for row in filled_rows(table):
        shape = "".join(_shape(place, begins, edges) for place, begins in row)
        cells = "".join(
            f"\\pard\\intbl {escape(place.box.text if begins else '', style)}\\cell" for place, begins in row
        )
        rows.append(f"\\trowd\\trgaph108{shape}\n{cells}\\row\n")
    return "".join(rows) + "\\pard\n"


def _shape(place: Place, begins: bool, edges: list[int]) -> str:
    merge = ""
    if place.box.rowspan > 1:
        merge = "\\clvmgf" if begins else "\\clvmrg"
    borders = "".join(f"\\clbrdr{side}\\brdrs\\brdrw10" for side in "tlbr")
    return f"{merge}{borders}\\cellx{edges[place.column + place.box.colspan - 1]}"
