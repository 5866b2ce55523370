"""Papers as web pages: our own writer of HTML, in the manners that sites and Word's copies have."""

from html import escape
from random import Random

from tests.bench.accidents.paper import Box, Paper, Paragraph, Run, Table

# Look → the ways a page has to make it; {} is the text. Classes are told in STYLES.
WAYS = {
    "hidden": {
        "hidden by style": '<span style="display:none">{}</span>',
        "hidden by class": '<span class="gone">{}</span>',
        "hidden by attribute": "<span hidden>{}</span>",
        "hidden by visibility": '<span style="visibility:hidden">{}</span>',
        "hidden by two classes": '<span class="sort key">{}</span>',
        "hidden by font size": '<span style="font-size:0">{}</span>',
        "hidden by a comment": "<!--{}-->",
    },
    "struck": {
        "struck by s": "<s>{}</s>",
        "struck by del": "<del>{}</del>",
        "struck by style": '<span style="text-decoration:line-through">{}</span>',
        "struck by class": '<span class="old">{}</span>',
    },
    "raised": {
        "raised by sup": "<sup>{}</sup>",
        "raised by style": '<span style="vertical-align:super;font-size:60%">{}</span>',
        "raised by class": '<span class="mark">{}</span>',
    },
    "plain": {
        "in a link": '<a href="#x">{}</a>',
        "in a font tag": '<font face="宋体">{}</font>',
        "in a span": '<span lang="EN-US">{}</span>',
        "in bold": "<b>{}</b>",
    },
}
STYLES = (
    ".gone{display:none}.sort.key{display:none}.old{text-decoration:line-through}"
    ".mark{vertical-align:super;font-size:60%}"
)
BORDERS = "table{border-collapse:collapse}td,th{border:1px solid #000;padding:2px 4px}"


def write_html(paper: Paper) -> bytes:
    """The page's bytes. The manner of writing is drawn from the paper's dice."""
    dice = paper.dice
    style = "" if paper.looks.get("layout") else BORDERS
    writer = _Writer(paper, dice)
    body = "".join(writer.block(each) for each in paper.blocks)
    if paper.looks.get("layout"):
        crumbs = '<td colspan="3">首页 &gt; 年报</td>'
        body = f'<table width="100%"><tr>{crumbs}</tr><tr><td>{body}</td></tr></table>'
        style = BORDERS
    if dice.random() < 0.3:
        body = f'<div class="nav"><ul><li>首页</li><li>政务公开</li></ul></div><div id="zoom">{body}</div>'
    charset = dice.choice(("utf-8", "utf-8", "gb18030"))
    title = next(each.text for each in paper.blocks if isinstance(each, Paragraph))
    page = (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{escape(title)}</title>'
        f"<style>{_page_rule(paper)}{style}{STYLES}</style></head><body>{_watermark(paper)}{body}</body></html>"
    )
    return page.encode(charset)


def _page_rule(paper: Paper) -> str:
    size = paper.looks.get("page", "A4")
    points = paper.looks.get("points", "9")
    wrap = "td{word-break:break-all}" if paper.looks.get("narrow") else ""
    width = f"td,th{{max-width:{paper.looks['narrow']}px}}" if paper.looks.get("narrow") else ""
    color = (
        f"td{{color:{paper.looks['ink']};background:{paper.looks['shade']}}}" if "ink" in paper.looks else ""
    )
    return (
        f"@page{{size:{size}}}body{{font-size:{points}pt}}table{{font-size:{points}pt}}{wrap}{width}{color}"
    )


def _watermark(paper: Paper) -> str:
    if "watermark" not in paper.looks:
        return ""
    turn = paper.looks.get("turn", "45")
    return (
        f'<div style="position:fixed;top:35%;left:20%;font-size:48pt;color:#ddd;z-index:-1;'
        f'transform:rotate(-{turn}deg)">{paper.looks["watermark"]}</div>'
    )


class _Writer:
    """Writes the blocks of one paper in one manner."""

    def __init__(self, paper: Paper, dice: Random) -> None:
        self.paper = paper
        self.dice = dice
        self.head_tag = dice.choice(("td", "td", "th"))
        self.inner = dice.choice(
            ("{}", "{}", '<p class="MsoNormal">{}</p>', '<p><span lang="EN-US">{}</span></p>')
        )
        self.ways: dict[str, str] = {}

    def block(self, each: Paragraph | Table) -> str:
        if isinstance(each, Table):
            return self.table(each)
        tag = {"title": "h1", "heading": "h3"}.get(each.kind, "p")
        return f"<{tag}>{escape(each.text)}</{tag}>"

    def table(self, table: Table) -> str:
        rows = [self.row(table, number) for number in range(len(table.grid))]
        head = table.header if self.paper.looks.get("thead") else 0
        parts = f"<thead>{''.join(rows[:head])}</thead>" if head else ""
        return f'<table border="1" cellspacing="0">{parts}<tbody>{"".join(rows[head:])}</tbody></table>'

    def row(self, table: Table, number: int) -> str:
        is_hidden = any(each is not None and each.role == "hidden" for each in table.grid[number])
        way = self.dice.choice((' style="display:none"', ' class="gone"', " hidden")) if is_hidden else ""
        return f"<tr{way}>" + "".join(self.cells(table, number)) + "</tr>"

    def cells(self, table: Table, number: int) -> list[str]:
        """The cells that begin in this row, each with its spans."""
        written = []
        row = table.grid[number]
        for column, each in enumerate(row):
            if each is None or (column and row[column - 1] is each):
                continue
            if number and column < len(table.grid[number - 1]) and table.grid[number - 1][column] is each:
                continue
            written.append(self.cell(table, each, number, column))
        return written

    def cell(self, table: Table, each: Box, number: int, column: int) -> str:
        down, across = extent(table, each, number, column)
        spans = f' rowspan="{down}"' * (down > 1) + f' colspan="{across}"' * (across > 1)
        tag = self.head_tag if each.role == "head" else "td"
        upright = "vertical" in self.paper.looks and each.role == "label" and down > 2
        style = ' style="writing-mode:vertical-rl"' if upright else ""
        inner = self.inner if each.role in ("label", "value") else "{}"
        return f"<{tag}{spans}{style}>{inner.format(''.join(map(self.run, each.runs)))}</{tag}>"

    def run(self, run: Run) -> str:
        text = escape(run.text).replace("\n", "<br>")
        look = {"deleted": "struck", "inserted": "plain"}.get(run.look, run.look)
        return self.way(look).format(text) if look else text

    def way(self, look: str) -> str:
        """How this page makes a look: drawn once a page, and remarked."""
        if look not in self.ways:
            name = self.paper.looks.get(look) or self.dice.choice(sorted(WAYS[look]))
            self.paper.remark(name)
            self.ways[look] = WAYS[look][name]
        return self.ways[look]


def extent(table: Table, each: Box, number: int, column: int) -> tuple[int, int]:
    """How many rows and columns a box takes from its first place on: as many as make a rectangle."""

    def stands(row: int, at: int) -> bool:
        return row < len(table.grid) and at < len(table.grid[row]) and table.grid[row][at] is each

    down = across = 1
    while stands(number + down, column):
        down += 1
    while all(stands(number + row, column + across) for row in range(down)):
        across += 1
    return down, across
