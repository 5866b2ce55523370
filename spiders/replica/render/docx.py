"""Reports as DOCX, written by hand: WordprocessingML in a zip.

clean  one run a paragraph;
runs   text cut into many runs with their own fonts, as edited files have;
nested all tables inside a cell of a layout table.
"""

from xml.sax.saxutils import escape

from spiders.replica import prose
from spiders.replica.forms import Table, tables
from spiders.replica.model import Report
from spiders.replica.places import Place, filled_rows, width
from spiders.replica.render.zipped import zipped

STYLES = ("clean", "runs", "nested")
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TABLE_WIDTH = 9000  # twips
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_EDGES = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in _SIDES)
_BORDERS = f"<w:tblBorders>{_EDGES}</w:tblBorders>"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="{RELATIONS_TYPE}"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{DOCUMENT_TYPE}"/>
</Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="word/document.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""


def render(report: Report, style: str) -> bytes:
    return zipped({name: text.encode() for name, text in parts(report, style).items()})


def parts(report: Report, style: str) -> dict[str, str]:
    """The members of the package by name."""
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": _document(report, style),
    }


def _document(report: Report, style: str) -> str:
    cut = style == "runs"
    drawn = {table.name: _table(table, cut) for table in tables(report)}
    body = [_paragraph(report.title, cut), *(_paragraph(text, cut) for text in prose.intro(report))]
    for part in prose.parts(report):
        body += [_paragraph(text, cut) for text in (part.heading, *part.paragraphs)]
        if part.table:
            body.append(drawn[part.table])
    body.append(_paragraph(prose.signature(report), cut))
    inner = "\n".join(body)
    if style == "nested":
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>{_paragraph('', cut)}"
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document {_NAMESPACE}>'
        f"<w:body>{inner}<w:sectPr/></w:body></w:document>"
    )


def _paragraph(text: str, cut: bool) -> str:
    pieces = [text[start : start + 2] for start in range(0, len(text), 2)] if cut else [text]
    return f"<w:p>{''.join(_run(piece) for piece in pieces)}</w:p>"


def _run(text: str) -> str:
    font = "Times New Roman" if text.isascii() else "仿宋_GB2312"
    looks = f'<w:rPr><w:rFonts w:eastAsia="{font}"/></w:rPr>'
    return f'<w:r>{looks}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _table(table: Table, cut: bool) -> str:
    column = _TABLE_WIDTH // width(table)
    grid = f'<w:gridCol w:w="{column}"/>' * width(table)
    rows = "".join(
        f"<w:tr>{''.join(_cell(place, begins, cut, column) for place, begins in row)}</w:tr>"
        for row in filled_rows(table)
    )
    return f"<w:tbl><w:tblPr>{_BORDERS}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _cell(place: Place, begins: bool, cut: bool, column: int) -> str:
    box = place.box
    wide = f'<w:tcW w:w="{column * box.colspan}" w:type="dxa"/>'
    across = f'<w:gridSpan w:val="{box.colspan}"/>' if box.colspan > 1 else ""
    down = ""
    if box.rowspan > 1:
        down = '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{wide}{across}{down}</w:tcPr>{_paragraph(box.text if begins else '', cut)}</w:tc>"
