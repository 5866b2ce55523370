"""HTML → Document: grids of the innermost tables, paragraphs of the body, meta of the whole page."""

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.document import Document, Hints, Paragraph, UnreadableError
from extract.grid import Grid
from extract.readers.html_links import body_links
from extract.readers.html_meta import breadcrumb, info_block, page_meta
from extract.readers.html_source import checked_source, cut_off, scripted_body
from extract.readers.spans import MAX_ROW_SPAN, SpanCell, TooManySlotsError, to_grid

# Body containers, best first: CMS families of sites/FAMILIES, as seen on their report pages.
CONTAINERS = (
    "ucapcontent",
    "#UCAP-CONTENT",
    "#zoom",
    "#Zoom",
    "#zoomcon",
    "#ivs_content",
    ".TRS_Editor",
    ".trs_editor_view",
    ".TRS_UEDITOR",
    ".Article_content",
    ".v_news_content",
    ".artile_zw",
    ".main-txt",
    "div.content",
)
MIN_CONTAINER_CHARS = 100
MIN_FORM_CELLS = 60  # an information block has fewer, table three of the form over 200
# Every other tag is inline, Word's own (<o:p>, <st1:chsdate>) too: their texts join with nothing between.
BLOCK_TAGS = """
html head body frameset frame iframe p div br hr center pre blockquote address form fieldset select option
ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr td th h1 h2 h3 h4 h5 h6
section article aside main nav header footer ucaptitle ucapcontent publishtime
"""
BLOCKS = frozenset(BLOCK_TAGS.split())
BREAK, GRID, BODY, BODY_END = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"  # noncharacters: no page text holds them
LONG_CELL = 120  # characters; the longest label of the forms has 43, a layout cell holds whole paragraphs

Note = tuple[str, str, str]


class Table(NamedTuple):
    """A table that is a grid, and the running text that stands in its cells."""

    grid: Grid
    prose: list[str]


def read(data: bytes, hints: Hints) -> Document:
    """Read a page. Raises UnreadableError: empty_file, binary_content, too_large or too_deep."""
    return read_source(checked_source(data), "html")


def read_source(source: str, reader: str) -> Document:
    """Read checked source (see html_source.checked_source); `reader` names the way it came."""
    notes: list[Note] = [("truncated", "file", f"{why}; fetch it again") for why in [cut_off(source)] if why]
    tree, meta = _parsed(source)
    body = tree.body
    if body is None:
        raise UnreadableError("empty_file", "the page has no body; fetch it again")
    tree.strip_tags(["script", "style", "noscript", "template"])
    containers = _containers(tree)
    links = tuple(body_links(containers or [body]))
    _join_inline(tree, body)
    for container in containers:
        container.insert_before(BODY)
        container.insert_after(BODY_END)
    tables = _lift_tables(body, notes)
    blocks = [_tidy(block) for block in body.text(deep=True, separator=BREAK).split(BREAK)]
    paragraphs, orders = _in_order(blocks, tables)
    info = info_block([table.grid for table in tables.values()], blocks)
    place = breadcrumb([block for block in blocks if block])
    meta = info | ({"breadcrumb": place} if place else {}) | meta
    grids = tuple(tables[ordinal].grid for ordinal in orders)
    return Document(reader, paragraphs, grids, tuple(orders.values()), meta, links, tuple(notes))


def _parsed(source: str) -> tuple[LexborHTMLParser, dict[str, str]]:
    """The tree and the page's meta; of a page without tables, the body its script would write."""
    tree = LexborHTMLParser(source)
    meta = page_meta(tree)
    scripted = None if tree.css_first("table") else scripted_body(source)
    if scripted is None:
        return tree, meta
    content, fields = scripted
    return LexborHTMLParser(checked_source(content.encode())), fields | meta


def _containers(tree: LexborHTMLParser) -> list[LexborNode]:
    """The elements that hold the report: all matches of the first selector with text enough, or none."""
    for selector in CONTAINERS if tree.css_first(", ".join(CONTAINERS)) is not None else ():
        found = [node for node in tree.css(selector) if len(node.text()) >= MIN_CONTAINER_CHARS]
        if found:
            return found
    return []


def _join_inline(tree: LexborHTMLParser, body: LexborNode) -> None:
    """Take the inline tags away, so that a label cut into many spans is one text again."""
    names = {node.tag_id: node.tag or "" for node in body.traverse()}
    inline = {name for name in names.values() if name not in BLOCKS and not name.startswith(("-", "!"))}
    plain = {name for name in inline if re.fullmatch(r"[a-z][a-z0-9:_]*", name)}
    if plain:
        tree.unwrap_tags([name.replace(":", "\\:") for name in plain], delete_empty=True)
    if inline - plain:  # typing slips such as <p"> make a tag of their own
        for node in [node for node in body.traverse() if node.tag in inline]:
            node.unwrap(delete_empty=True)
    tree.merge_text_nodes()


def _lift_tables(body: LexborNode, notes: list[Note]) -> dict[int, Table]:
    """Take the grids out of the tree, a mark in place of each; keys are the tables' ordinals in the page.

    A table that contains a grid is layout, and so is one with a single cell a row: their text stays.
    """
    tables: dict[int, Table] = {}
    layout: set[int] = set()
    found = list(enumerate(body.css("table"), start=1))
    for ordinal, node in reversed(found):
        rows = [] if node.mem_id in layout else _own_rows(node, f"html:t{ordinal}")
        if max(map(len, rows), default=0) < 2 and node.mem_id not in layout:
            continue
        outer = _outer_table(node)
        if outer is not None:
            layout.add(outer.mem_id)
        if not rows:
            continue
        try:
            grid = to_grid(rows, f"html:t{ordinal}")
        except TooManySlotsError as error:
            notes.append(("too_many_cells", f"html:t{ordinal}", f"{error}; look at the page"))
            continue
        tables[ordinal] = Table(grid, _prose(rows))
        node.replace_with(f"{GRID}{ordinal}")
    return tables


def _outer_table(node: LexborNode) -> LexborNode | None:
    above = node.parent
    while above is not None and above.tag != "table":
        above = above.parent
    return above


def _own_rows(table: LexborNode, locator: str) -> list[list[SpanCell]]:
    """The rows of the table itself; `r` and `c` of a locator count its tr and their cells, from 1."""
    rows: list[list[SpanCell]] = []
    for child in table.iter():
        for row in [child] if child.tag == "tr" else [tr for tr in child.iter() if tr.tag == "tr"]:
            place = f"{locator}/r{len(rows) + 1}/c"
            cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
            rows.append([_cell(cell, f"{place}{at}") for at, cell in enumerate(cells, start=1)])
    return rows


def _cell(node: LexborNode, locator: str) -> SpanCell:
    raw = node.text(deep=True, separator=BREAK)
    if BREAK in raw:
        text = "\n".join(line for line in map(_tidy, raw.split(BREAK)) if line)
    else:
        text = " ".join(raw.split())
    attributes = node.attributes
    if "rowspan" not in attributes and "colspan" not in attributes:
        return text, 1, 1, locator
    row_span = _span(attributes.get("rowspan")) or MAX_ROW_SPAN
    return text, row_span, _span(attributes.get("colspan")) or 1, locator


def _span(stated: str | None) -> int:
    """A span as browsers read it: the digits it starts with, else 1; 0 reaches to the end of the table."""
    digits = re.match(r"\s*\+?(\d{1,9})", stated or "")
    return int(digits[1]) if digits else 1


def _prose(rows: list[list[SpanCell]]) -> list[str]:
    """The running text in a table's cells: some sites set a whole report in one table (schy 止戈镇 2022)."""
    texts = [[cell[0] for cell in row if cell[0]] for row in rows]
    if max(len(text) for row in texts for text in row or [""]) <= LONG_CELL:
        return []
    alone = (text for row in texts for text in row if len(row) == 1 or len(text) > LONG_CELL)
    return [line for text in alone for line in text.split("\n")]


def _in_order(blocks: list[str], tables: dict[int, Table]) -> tuple[tuple[Paragraph, ...], dict[int, int]]:
    """Paragraphs and the order of each grid: of the whole page where a form stands outside the body."""
    paragraphs: list[tuple[bool, Paragraph]] = []
    orders: dict[int, int] = {}
    depth = order = 0
    strays = False
    for block in blocks:
        depth += (block == BODY) - (block == BODY_END)
        if block in ("", BODY, BODY_END):
            continue
        lines = [block]
        if block.startswith(GRID):
            ordinal = int(block[1:])
            lines = tables[ordinal].prose
            strays |= depth == 0 and len(tables[ordinal].grid.cells) > MIN_FORM_CELLS
        for line in lines:
            order += 1
            paragraphs.append((depth > 0, Paragraph(line, f"html:p{order}", order)))
        if block.startswith(GRID):
            order += 1
            orders[ordinal] = order
    whole_page = strays or not any(inside for inside, _ in paragraphs)
    return tuple(paragraph for inside, paragraph in paragraphs if inside or whole_page), orders


def _tidy(text: str) -> str:
    return " ".join(text.split())
