"""Papers as Word files: our own writer of OOXML, part by part, with nothing a library would smooth over."""

import io
import zipfile
from xml.sax.saxutils import escape

from tests.bench.accidents.paper import Box, Paper, Paragraph, Run, Table
from tests.bench.accidents.write_html import extent

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = """<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>
</Types>"""  # noqa: E501
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = f'xmlns:w="{W}" xmlns:r="{RELATION}"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
RELS = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATION}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
DOCUMENT_RELS = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATION}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{RELATION}/header" Target="header1.xml"/></Relationships>'
)
STYLES = (
    f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" '
    'w:eastAsia="宋体"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="character" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Old"><w:name w:val="Old"/><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Mark"><w:name w:val="Mark"/><w:rPr>'
    '<w:vertAlign w:val="superscript"/></w:rPr></w:style></w:styles>'
)
WAYS = {
    "hidden": {"hidden by vanish": "<w:vanish/>", "hidden by a style": '<w:rStyle w:val="Gone"/>'},
    "struck": {
        "struck by strike": "<w:strike/>",
        "struck by dstrike": "<w:dstrike/>",
        "struck by a style": '<w:rStyle w:val="Old"/>',
    },
    "raised": {
        "raised by vertAlign": '<w:vertAlign w:val="superscript"/>',
        "raised by a style": '<w:rStyle w:val="Mark"/>',
        "raised by position": '<w:position w:val="8"/><w:sz w:val="12"/>',
    },
    "plain": {"in bold": "<w:b/>", "in a colour": '<w:color w:val="333333"/>', "in a font": "<w:noProof/>"},
}
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
PAGES = {"A4": (11906, 16838), "A4 landscape": (16838, 11906), "A5": (8391, 11906)}


def write_docx(paper: Paper) -> bytes:
    """The file's bytes."""
    writer = _Writer(paper)
    body = "".join(writer.block(each) for each in paper.blocks)
    width, height = PAGES[paper.looks.get("page", "A4")]
    section = (
        f'<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:pgSz w:w="{width}" w:h="{height}"/>'
        '<w:pgMar w:top="900" w:right="700" w:bottom="900" w:left="700" w:header="400" w:footer="400"/>'
        "</w:sectPr>"
    )
    document = f"<w:document {SPACES}><w:body>{body}{section}</w:body></w:document>"
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS,
        "word/document.xml": document,
        "word/styles.xml": STYLES,
        "word/header1.xml": _header(paper),
        "word/_rels/document.xml.rels": DOCUMENT_RELS,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text)
    return stream.getvalue()


def _header(paper: Paper) -> str:
    """The page's head: nothing, or a watermark as Word draws it behind the text."""
    drawn = ""
    if "watermark" in paper.looks:
        turn = 360 - int(paper.looks.get("turn", "45"))
        drawn = (
            '<w:r><w:pict><v:shapetype id="t136" coordsize="21600,21600" o:spt="136" '
            'path="m@7,l@8,m@5,21600l@6,21600e"><v:textpath on="t" fitshape="t"/></v:shapetype>'
            '<v:shape id="wm" type="#t136" style="position:absolute;'
            f"width:400pt;height:100pt;rotation:{turn};z-index:-251;mso-position-horizontal:center;"
            "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
            'mso-position-vertical-relative:margin" fillcolor="#ddd" stroked="f">'
            f'<v:textpath style="font-family:宋体;font-size:1pt" string="{paper.looks["watermark"]}"/>'
            "</v:shape></w:pict></w:r>"
        )
    spaces = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    return f'<w:hdr xmlns:w="{W}" {spaces}><w:p>{drawn}</w:p></w:hdr>'


class _Writer:
    """Writes the blocks of one paper."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.ways: dict[str, str] = {}
        self.size = int(float(paper.looks.get("points", "9")) * 2)

    def block(self, each: Paragraph | Table) -> str:
        if isinstance(each, Table):
            return self.table(each) + "<w:p/>"
        bold = "" if each.kind == "text" else "<w:b/>"
        return f"<w:p><w:r><w:rPr>{bold}</w:rPr><w:t>{escape(each.text)}</w:t></w:r></w:p>"

    def table(self, table: Table) -> str:
        each = (PAGES[self.paper.looks.get("page", "A4")][0] - 1500) // table.width  # all of it on the paper
        columns = f'<w:gridCol w:w="{each}"/>' * table.width
        rows = "".join(self.row(table, number, each) for number in range(len(table.grid)))
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{each * table.width}" w:type="dxa"/>'
            f"<w:tblBorders>{BORDERS}</w:tblBorders>"
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>'
        )

    def row(self, table: Table, number: int, width: int) -> str:
        head = (
            "<w:trPr><w:tblHeader/></w:trPr>" if "thead" in self.paper.looks and number < table.header else ""
        )
        return f"<w:tr>{head}{''.join(self.cells(table, number, width))}</w:tr>"

    def cells(self, table: Table, number: int, width: int) -> list[str]:
        """A row's cells: a merged one is written in each of its rows, as Word does."""
        row, written = table.grid[number], []
        for column, each in enumerate(row):
            if each is None or (column and row[column - 1] is each):
                continue
            above = (
                table.grid[number - 1][column] if number and column < len(table.grid[number - 1]) else None
            )
            written.append(self.cell(table, each, (number, column), above is each, width))
        return written

    def cell(self, table: Table, each: Box, place: tuple[int, int], continues: bool, width: int) -> str:
        down, across = extent(table, each, *place)
        span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
        merge = "<w:vMerge/>" if continues else '<w:vMerge w:val="restart"/>' if down > 1 else ""
        upright = "vertical" in self.paper.looks and each.role == "label" and (continues or down > 2)
        turned = '<w:textDirection w:val="tbRlV"/>' if upright else ""
        shade = (
            f'<w:shd w:val="clear" w:fill="{self.paper.looks["shade"][1:]}"/>'
            if "ink" in self.paper.looks
            else ""
        )
        head = f'<w:tcPr><w:tcW w:w="{width * across}" w:type="dxa"/>{span}{merge}{shade}{turned}</w:tcPr>'
        text = "" if continues else "".join(map(self.run, each.runs))
        return f"<w:tc>{head}<w:p>{text}</w:p></w:tc>"

    def run(self, run: Run) -> str:
        if not run.text:
            return ""
        color = f'<w:color w:val="{self.paper.looks["ink"][1:]}"/>' if "ink" in self.paper.looks else ""
        way = self.way(run.look)
        rest = "" if "w:sz" in way else f'{color}<w:sz w:val="{self.size}"/>'
        lines = run.text.split("\n")
        tag = "delText" if run.look == "deleted" else "t"
        texts = "<w:br/>".join(f'<w:{tag} xml:space="preserve">{escape(line)}</w:{tag}>' for line in lines)
        made = f"<w:r><w:rPr>{way}{rest}</w:rPr>{texts}</w:r>"
        if run.look in ("deleted", "inserted"):
            kind = {"deleted": "del", "inserted": "ins"}[run.look]
            return f'<w:{kind} w:id="7" w:author="a" w:date="2024-01-01T00:00:00Z">{made}</w:{kind}>'
        return made

    def way(self, look: str) -> str:
        if look in ("", "deleted", "inserted"):
            return ""
        if look not in self.ways:
            name = self.paper.looks.get(look) or self.paper.dice.choice(sorted(WAYS[look]))
            self.paper.remark(name)
            self.ways[look] = WAYS[look][name]
        return self.ways[look]
