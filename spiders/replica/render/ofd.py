"""Reports as OFD (GB/T 33190), written by hand: fixed pages in a zip, millimetres, one text object a line.

lines   rulings as path objects;
glyphs  every glyph its own text object, rulings as thin filled boxes, upright stub.
"""

from xml.sax.saxutils import escape

from spiders.replica.model import Report
from spiders.replica.render.flow import PAGE, Line, Look, Rule, Sheet, advance, sheets
from spiders.replica.render.zipped import zipped

STYLES = ("lines", "glyphs")
_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FONT = 3


def render(report: Report, style: str) -> bytes:
    pages = sheets(report, Look(upright_stub=style == "glyphs"))
    members = {"OFD.xml": _root(report), "Doc_0/Document.xml": _document(len(pages))}
    members["Doc_0/PublicRes.xml"] = (
        f"<ofd:Res {_NAMESPACE} BaseLoc='Res'><ofd:Fonts>"
        f'<ofd:Font ID="{_FONT}" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>'
    )
    for number, sheet in enumerate(pages):
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = _page(sheet, style)
    return zipped({name: (_XML + text).encode() for name, text in members.items()})


def _root(report: Report) -> str:
    return (
        f'<ofd:OFD {_NAMESPACE} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{report.year:032x}</ofd:DocID><ofd:Title>{escape(report.title)}</ofd:Title>"
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )


def _document(count: int) -> str:
    pages = "".join(
        f'<ofd:Page ID="{100 + number}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
        for number in range(count)
    )
    box = f"0 0 {_mm(PAGE[0])} {_mm(PAGE[1])}"
    return (
        f"<ofd:Document {_NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>99999</ofd:MaxUnitID><ofd:PageArea>"
        f"<ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
        f"<ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
    )


def _page(sheet: Sheet, style: str) -> str:
    rules = sorted(sheet.rules, key=lambda rule: (rule.y0, rule.x0, rule.x1, rule.y1))
    objects = [_rule(rule, style) for rule in rules]
    for line in sheet.lines:
        objects += _glyphs(line) if style == "glyphs" else [_text(line)]
    numbered = "".join(text.replace("ID=''", f'ID="{place}"', 1) for place, text in enumerate(objects, 1000))
    return (
        f'<ofd:Page {_NAMESPACE}><ofd:Content><ofd:Layer ID="10" Type="Body">{numbered}'
        "</ofd:Layer></ofd:Content></ofd:Page>"
    )


def _mm(points: float) -> str:
    return f"{points * 25.4 / 72:.3f}"


def _rule(rule: Rule, style: str) -> str:
    """A stroked path, or a filled box half a point thick."""
    wide, high = rule.x1 - rule.x0, rule.y1 - rule.y0
    if style == "lines":
        box = f"{_mm(rule.x0)} {_mm(rule.y0)} {_mm(max(wide, 0.5))} {_mm(max(high, 0.5))}"
        data = f"M 0 0 L {_mm(wide)} {_mm(high)}"
        inner = f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
        return f'<ofd:PathObject ID=\'\' Boundary="{box}" LineWidth="0.2">{inner}</ofd:PathObject>'
    right, down = _mm(wide + 0.5), _mm(high + 0.5)
    box = f"{_mm(rule.x0 - 0.25)} {_mm(rule.y0 - 0.25)} {right} {down}"
    data = f"M 0 0 L {right} 0 L {right} {down} L 0 {down} C"
    inner = f"<ofd:FillColor Value='0 0 0'/><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
    return f'<ofd:PathObject ID=\'\' Boundary="{box}" Fill="true" Stroke="false">{inner}</ofd:PathObject>'


def _text(line: Line) -> str:
    """A line as one object: the advances of its glyphs in DeltaX, or in DeltaY where it runs down."""
    steps = [line.size if line.is_vertical else advance(character, line.size) for character in line.text]
    delta = " ".join(_mm(step) for step in steps[:-1])
    axis = "DeltaY" if line.is_vertical else "DeltaX"
    wide, high = (line.size, sum(steps)) if line.is_vertical else (sum(steps), line.size)
    steps_told = f' {axis}="{delta}"' if delta else ""
    return _object(line.x, line.y, wide, high, line.size, f"{steps_told}>{escape(line.text)}")


def _glyphs(line: Line) -> list[str]:
    x, y, objects = line.x, line.y, []
    for character in line.text:
        step = line.size if line.is_vertical else advance(character, line.size)
        if not character.isspace():
            objects.append(_object(x, y, step, line.size, line.size, f">{escape(character)}"))
        x, y = (x, y + step) if line.is_vertical else (x + step, y)
    return objects


def _object(x: float, y: float, wide: float, high: float, size: float, code: str) -> str:
    box = f"{_mm(x)} {_mm(y)} {_mm(wide)} {_mm(high)}"
    inner = f'<ofd:TextCode X="0" Y="{_mm(size * 0.88)}"{code}</ofd:TextCode>'
    return (
        f'<ofd:TextObject ID=\'\' Boundary="{box}" Font="{_FONT}" Size="{_mm(size)}">{inner}</ofd:TextObject>'
    )
