"""Reports as PDF, by a small writer of our own; text through the non-embedded STSong-Light, UniGB-UTF16.

rects    rules as thin filled rectangles, as browsers print;
strokes  rules as stroked lines, as office suites export;
wps      every glyph its own text object, white fills behind text, upright stub, rows open at a page break;
rotated  pages turned by /Rotate 90;
shifted  a MediaBox that does not begin at 0;
unruled  no rules at all.
"""

import zlib

from spiders.replica.model import Report
from spiders.replica.render.flow import PAGE, Line, Look, Rule, Sheet, advance, sheets

STYLES = ("rects", "strokes", "wps", "rotated", "shifted", "unruled")
_SHIFT = (36, -20)
_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-{mode} "
    "/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /W [1 95 500] "
    "/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
    "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>] >>"
)


def render(report: Report, style: str) -> bytes:
    look = Look(open_breaks=style == "wps", upright_stub=style == "wps")
    return write([_content(sheet, style) for sheet in sheets(report, look)], style)


def write(contents: list[bytes], style: str) -> bytes:
    """A PDF file of these page contents."""
    pages = [4 + 2 * number for number in range(len(contents))]
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{page} 0 R' for page in pages)}] >>",
        3: f"<< /Font << /F1 {_FONT.format(mode='H')} /F2 {_FONT.format(mode='V')} >> >>",
    }
    written = {number: text.encode() for number, text in objects.items()}
    for page, content in zip(pages, contents, strict=True):
        written[page] = f"<< /Type /Page /Parent 2 0 R {_frame(style)} /Contents {page + 1} 0 R >>".encode()
        packed = zlib.compress(content)
        head = f"<< /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode()
        written[page + 1] = head + packed + b"\nendstream"
    return _file(written)


def _file(objects: dict[int, bytes]) -> bytes:
    data, offsets = bytearray(b"%PDF-1.7\n%\xe5\xb9\xb4\xe6\x8a\xa5\n"), []
    for number, body in sorted(objects.items()):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return bytes(data) + f"{tail}startxref\n{len(data)}\n%%EOF\n".encode()


def _frame(style: str) -> str:
    width, height = PAGE
    if style == "rotated":
        return f"/MediaBox [0 0 {height:g} {width:g}] /Rotate 90 /Resources 3 0 R"
    x, y = _SHIFT if style == "shifted" else (0, 0)
    return f"/MediaBox [{x} {y} {width + x:g} {height + y:g}] /Resources 3 0 R"


def _content(sheet: Sheet, style: str) -> bytes:
    turn = {"rotated": f"0 1 -1 0 {PAGE[1]:g} 0 cm", "shifted": f"1 0 0 1 {_SHIFT[0]} {_SHIFT[1]} cm"}
    parts = [turn.get(style, "")]
    if style != "unruled":
        draw = _stroke if style in ("strokes", "wps") else _thin_rect
        parts += [draw(rule) for rule in sorted(sheet.rules, key=lambda r: (r.y0, r.x0, r.x1, r.y1))]
    for line in sheet.lines:
        parts += _glyphs(line) if style == "wps" else [_text(line, line.text, line.x, line.y)]
    return "\n".join(parts).encode()


def _thin_rect(rule: Rule) -> str:
    x, y = rule.x0 - 0.25, PAGE[1] - rule.y1 - 0.25
    return f"{x:.2f} {y:.2f} {rule.x1 - rule.x0 + 0.5:.2f} {rule.y1 - rule.y0 + 0.5:.2f} re f"


def _stroke(rule: Rule) -> str:
    top, bottom = PAGE[1] - rule.y0, PAGE[1] - rule.y1
    return f"0.5 w {rule.x0:.2f} {top:.2f} m {rule.x1:.2f} {bottom:.2f} l S"


def _text(line: Line, text: str, x: float, y: float) -> str:
    """One text object; the baseline is 0.88 of the size below the top of the line."""
    code = text.encode("utf-16-be").hex()
    if line.is_vertical:
        return f"BT /F2 {line.size:g} Tf {x + line.size / 2:.2f} {PAGE[1] - y:.2f} Td <{code}> Tj ET"
    return f"BT /F1 {line.size:g} Tf {x:.2f} {PAGE[1] - y - 0.88 * line.size:.2f} Td <{code}> Tj ET"


def _glyphs(line: Line) -> list[str]:
    """A white fill behind the line, then each glyph alone."""
    x, y, parts = line.x, line.y, []
    if not line.is_vertical:
        width = sum(advance(character, line.size) for character in line.text)
        bottom = PAGE[1] - y - line.size
        parts.append(f"1 g {x:.2f} {bottom:.2f} {width:.2f} {line.size:.2f} re f 0 g")
    for character in line.text:
        if not character.isspace():
            parts.append(_text(line, character, x, y))
        if line.is_vertical:
            y += line.size
        else:
            x += advance(character, line.size)
    return parts
