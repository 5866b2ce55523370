"""HTML → Document: grids of the innermost tables, paragraphs of the body, meta of the whole page."""

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.document import Document, Hints, Paragraph, UnreadableError
from extract.grid import Grid
from extract.readers.html_links import body_links
from extract.readers.html_meta import breadcrumb, head_meta, info_block
from extract.readers.html_scripts import scripted_body
from extract.readers.html_source import UNPRINTED, checked_source, cut_off, printed
from extract.readers.spans import MAX_ROW_SPAN, SpanCell, TooManySlotsError, prose, to_grid

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
    ".content",
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

Note = tuple[str, str, str]


class Table(NamedTuple):
    """A table that is a grid, and the running text that stands in its cells."""

    grid: Grid
    prose: list[str]


def read(data: bytes, hints: Hints) -> Document:
    """Read a page. Raises UnreadableError: empty_file, binary_content, too_large, too_deep, …_cells_cells."""
    return read_source(checked_source(data), "html", cut_off(data))


def read_source(source: str, reader: str, cut: str | None = None) -> Document:
    """Read checked source; `reader` names the way it came, `cut` says how it ends too early."""
    notes: list[Note] = [("truncated", "file", f"{cut}; fetch it again")] if cut else []
    tree, meta = _parsed(source)
    body = tree.body
    if body is None:
        raise UnreadableError("empty_file", "the page has no body; fetch it again")
    tree.strip_tags(["script", "style", "noscript", "template"])
    tags = {node.tag or "" for node in body.traverse()}
    meta = head_meta(tree, tags) | meta
    containers = _containers(tree, tags)
    links = tuple(body_links(containers or [body]))
    _join_inline(body, tags)
    for container in containers:
        container.insert_before(BODY)
        container.insert_after(BODY_END)
    tables = _lift_tables(body, notes)
    blocks = [" ".join(block.split()) for block in body.text(separator=BREAK).split(BREAK)]
    paragraphs, orders = _in_order(blocks, tables)
    info = info_block([table.grid for table in tables.values()], blocks)
    place = breadcrumb([block for block in blocks if block])
    meta = info | ({"breadcrumb": place} if place else {}) | meta
    grids = tuple(tables[ordinal].grid for ordinal in orders)
    return Document(reader, paragraphs, grids, tuple(orders.values()), meta, links, tuple(notes))


def _parsed(source: str) -> tuple[LexborHTMLParser, dict[str, str]]:
    """The tree; of a page without tables, the body its script would write and what that says of it."""
    tree = LexborHTMLParser(source)
    meta: dict[str, str] = {}
    scripted = None if tree.css_first("table") else scripted_body(source)
    if scripted is not None:
        meta = scripted[1] | head_meta(tree, set())
        source = checked_source(scripted[0].encode())
        tree = LexborHTMLParser(source)
    if tree.body is not None and UNPRINTED.search(tree.body.text()):
        tree = LexborHTMLParser(printed(source))
    return tree, meta


def _containers(tree: LexborHTMLParser, tags: set[str]) -> list[LexborNode]:
    """The elements that hold the report: all of the best kind of container that has text enough, or none."""
    found: dict[str, list[LexborNode]] = {}
    for node in tree.css(", ".join(name for name in CONTAINERS if name in tags or not name.isalpha())):
        names = {f".{name}" for name in (node.attributes.get("class") or "").split()}
        names |= {node.tag or "", f"#{node.id}"}
        for name in names.intersection(CONTAINERS):
            found.setdefault(name, []).append(node)
    for name in (name for name in CONTAINERS if name in found):
        long = [node for node in found[name] if len(node.text()) >= MIN_CONTAINER_CHARS]
        if long:
            return long
    return []


def _join_inline(body: LexborNode, tags: set[str]) -> None:
    """Take the inline tags away, so that a label cut into many spans is one text again."""
    inline = {name for name in tags - BLOCKS if not name.startswith(("-", "!"))}
    plain = {name for name in inline if re.fullmatch(r"[a-z][a-z0-9:_]*", name)}
    if plain:
        body.unwrap_tags([name.replace(":", "\\:") for name in plain], delete_empty=True)
    if inline - plain:  # typing slips such as <p"> make a tag of their own
        for node in [node for node in body.traverse() if node.tag in inline]:
            node.unwrap(delete_empty=True)
    body.merge_text_nodes()


def _lift_tables(body: LexborNode, notes: list[Note]) -> dict[int, Table]:
    """Take the grids out of the tree, a mark in place of each; keys are the tables' ordinals in the page.

    A table that contains a grid is layout, and so is one with a single cell a row: their text stays.
    """
    tables: dict[int, Table] = {}
    layout: set[int] = set()
    for ordinal, node in reversed(list(enumerate(body.css("table"), start=1))):
        if node.mem_id in layout:
            _mark_outer(node, layout)
            continue
        rows = _rows(node, f"html:t{ordinal}")
        if max(map(len, rows), default=0) < 2:
            for part in node.css(
                "tbody, thead, tfoot, tr, td, th"
            ):  # else its rows count as the outer table's
                part.unwrap()
            node.unwrap()
            continue
        _mark_outer(node, layout)
        try:
            tables[ordinal] = Table(to_grid(rows, f"html:t{ordinal}"), prose(rows))
        except TooManySlotsError as error:
            notes.append(("resource_limit", f"html:t{ordinal}", f"{error}; look at the page"))
        else:
            node.replace_with(f"{GRID}{ordinal}")
    return tables


def _mark_outer(table: LexborNode, layout: set[int]) -> None:
    above = table.parent
    while above is not None and above.tag != "table":
        above = above.parent
    if above is not None:
        layout.add(above.mem_id)


def _rows(table: LexborNode, locator: str) -> list[list[SpanCell]]:
    """The rows of an innermost table; `r` and `c` of a locator count its tr and their cells, from 1."""
    spanned = {node.mem_id for node in table.css("[rowspan], [colspan]")}
    rows: list[list[SpanCell]] = []
    row: list[SpanCell] = []
    for node in table.css("tr, td, th"):
        if node.tag == "tr":
            row = []
            rows.append(row)
            continue
        row_span, column_span = _spans(node) if node.mem_id in spanned else (1, 1)
        row.append((_text(node), row_span, column_span, f"{locator}/r{len(rows)}/c{len(row) + 1}"))
    return rows


def _text(cell: LexborNode) -> str:
    """The text of a cell, a line a block. A lone text node is taken directly: four times as fast."""
    node = cell.first_child
    while node is not None and node.next is None:
        if node.is_text_node:
            return " ".join((node.text_content or "").split())
        node = node.first_child
    if node is None:
        return ""
    lines = (" ".join(line.split()) for line in cell.text(separator=BREAK).split(BREAK))
    return "\n".join(line for line in lines if line)


def _spans(node: LexborNode) -> tuple[int, int]:
    """Row span and column span; a row span of 0 reaches to the end of the table."""
    attributes = node.attributes
    return _span(attributes.get("rowspan")) or MAX_ROW_SPAN, _span(attributes.get("colspan")) or 1


def _span(stated: str | None) -> int:
    """A span as browsers read it: the digits it starts with, else 1."""
    digits = re.match(r"\s*\+?(\d{1,9})", stated or "")
    return int(digits[1]) if digits else 1


def _in_order(blocks: list[str], tables: dict[int, Table]) -> tuple[tuple[Paragraph, ...], dict[int, int]]:
    """Paragraphs and the order of each grid: of the whole page where a form stands outside the body."""
    said: list[tuple[bool, int, str]] = []
    orders: dict[int, int] = {}
    depth = order = 0
    whole_page = BODY not in blocks
    for block in blocks:
        if block in (BODY, BODY_END):
            depth += 1 if block == BODY else -1
        elif block.startswith(GRID):
            table = tables[int(block[1:])]
            said += [(depth > 0, order + at, line) for at, line in enumerate(table.prose, start=1)]
            order += len(table.prose) + 1
            orders[int(block[1:])] = order
            whole_page |= depth == 0 and len(table.grid.cells) > MIN_FORM_CELLS
        elif block:
            order += 1
            said.append((depth > 0, order, block))
    kept = (Paragraph(text, f"html:p{at}", at) for inside, at, text in said if inside or whole_page)
    return tuple(kept), orders
