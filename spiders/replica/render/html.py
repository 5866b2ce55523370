"""Reports as HTML, in the ways that content systems and word processors write it.

clean   plain paragraphs and tables;
word    pasted from a word processor: Mso classes, o:p, nested spans, inline styles, conditional comments;
spans   every label cut over many spans and fonts, line breaks inside header words;
chrome  inside a layout table with page furniture in sibling cells, &nbsp; in empty cells;
gbk     clean, encoded in GBK and declared so only in a meta element;
traditional  the whole page in traditional characters.
"""

from collections.abc import Callable
from html import escape

from spiders.replica import prose
from spiders.replica.forms import Box, Table, tables
from spiders.replica.model import Report
from spiders.replica.render.traditional import traditional

STYLES = ("clean", "word", "spans", "chrome", "gbk", "traditional")
Inline = Callable[[str], str]


def render(report: Report, style: str) -> bytes:
    charset = "gbk" if style == "gbk" else "utf-8"
    change = traditional if style == "traditional" else str
    title, body = change(escape(report.title)), change(fragment(report, style))
    page = (
        f'<!DOCTYPE html>\n<html><head><meta charset="{charset}">'
        f"<title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n{body}\n</body></html>\n"
    )
    return page.encode("gb18030" if style == "gbk" else "utf-8")


def fragment(report: Report, style: str) -> str:
    """The body of the article without its title, for a site's own page."""
    write = WRITERS[style]
    drawn = {table.name: write.table(table) for table in tables(report)}
    lines = [write.paragraph(text) for text in prose.intro(report)]
    for part in prose.parts(report):
        lines.append(write.heading(part.heading))
        lines.extend(write.paragraph(text) for text in part.paragraphs)
        if part.table:
            lines.append(drawn[part.table])
    lines.append(write.paragraph(prose.signature(report)))
    return write.wrap("\n".join(lines))


class Clean:
    """Plain markup; the other styles change the parts of it that they write otherwise."""

    empty = ""

    def paragraph(self, text: str) -> str:
        return f"<p>{escape(text)}</p>"

    def heading(self, text: str) -> str:
        return f"<p><strong>{escape(text)}</strong></p>"

    def table(self, table: Table) -> str:
        rows = "\n".join(f"<tr>{''.join(self.cell(box) for box in row)}</tr>" for row in table.rows)
        return f'<table border="1">\n<tbody>\n{rows}\n</tbody></table>'

    def cell(self, box: Box) -> str:
        return f"<td{spans(box)}>{self.content(box)}</td>"

    def content(self, box: Box) -> str:
        return escape(box.text) if box.text.strip() else self.empty

    def wrap(self, body: str) -> str:
        return body


def spans(box: Box) -> str:
    down = f' rowspan="{box.rowspan}"' if box.rowspan > 1 else ""
    across = f' colspan="{box.colspan}"' if box.colspan > 1 else ""
    return down + across


_FONT = "font-family:宋体;mso-ascii-font-family:&quot;Times New Roman&quot;;color:black"
_WORD_XML = "<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->"
_WORD_TABLE = (
    '<table class="MsoNormalTable" border="0" cellspacing="0" cellpadding="0" '
    'style="border-collapse:collapse;mso-table-layout-alt:fixed">'
)
_CELL = "border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt;height:21.0pt"


class Word(Clean):
    """A page as Word saves it: MsoNormal paragraphs, spans and empty o:p elements."""

    def paragraph(self, text: str) -> str:
        return (
            '<p class="MsoNormal" style="text-indent:32.0pt;line-height:28.0pt;mso-line-height-rule:exactly">'
            f'{self.run(text)}<span lang="EN-US"><o:p></o:p></span></p>'
        )

    def heading(self, text: str) -> str:
        return f'<p class="MsoNormal" style="line-height:28.0pt"><b>{self.run(text)}</b></p>'

    def run(self, text: str) -> str:
        """Chinese and digits in runs of their own, as the word processor switches fonts."""
        return "".join(
            f'<span lang="EN-US" style="font-size:10.5pt">{escape(piece)}</span>'
            if piece.isascii()
            else f'<span style="{_FONT}"><span style="mso-spacerun:yes"></span>{escape(piece)}</span>'
            for piece in _runs(text)
        )

    def table(self, table: Table) -> str:
        drawn = super().table(table).replace('<table border="1">', _WORD_TABLE)
        return f'{_WORD_XML}\n<div align="center">{drawn}</div>'

    def cell(self, box: Box) -> str:
        inner = self.run(box.text) if box.text.strip() else '<span lang="EN-US"><o:p>&nbsp;</o:p></span>'
        return (
            f'<td{spans(box)} valign="center" style="{_CELL}">'
            f'<p class="MsoNormal" align="center" style="text-align:center">{inner}</p></td>'
        )


def _runs(text: str) -> list[str]:
    """Maximal pieces of ASCII and of other characters."""
    pieces: list[str] = []
    for character in text:
        if pieces and pieces[-1].isascii() == character.isascii():
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


class Spans(Clean):
    """One character a span, a break in the middle of header words."""

    empty = "<span> </span>"

    def content(self, box: Box) -> str:
        if box.key or not box.text.strip():
            return super().content(box)
        half = len(box.text) // 2
        cut = [f'<span style="color:#333">{escape(c)}</span>' for c in box.text]
        if len(box.text) > 4 and not box.text[0].isdigit():
            cut[half] = f"<br>{cut[half]}"
        return f'<p><font face="仿宋">{"".join(cut)}</font></p>'


class Chrome(Clean):
    """A layout table around everything, furniture beside it."""

    empty = "&nbsp;"

    def wrap(self, body: str) -> str:
        menu = "".join(f'<tr><td><a href="#">{word}</a></td></tr>' for word in _MENU)
        return (
            f'<table width="1000" align="center"><tr><td colspan="2">{_TRAIL}</td></tr>'
            f'<tr><td valign="top" width="180"><table>{menu}</table></td>'
            f'<td valign="top">\n{body}\n</td></tr>'
            f'<tr><td colspan="2" align="center">{_FOOT}</td></tr></table>'
        )


_MENU = ("首页", "政务公开", "办事服务", "互动交流")
_TRAIL = "您现在的位置：首页 &gt; 政府信息公开 &gt; 年度报告"
_FOOT = "主办单位：示例省某单位　网站标识码：9900000000"


WRITERS: dict[str, Clean] = {
    "clean": Clean(),
    "gbk": Clean(),
    "traditional": Clean(),
    "word": Word(),
    "spans": Spans(),
    "chrome": Chrome(),
}
