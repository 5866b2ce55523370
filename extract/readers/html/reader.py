"""HTML → Document: grids of the innermost tables, paragraphs of the body, meta of the whole page."""

import re
from collections.abc import Callable
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode
from stringzilla import contains

from extract.model.document import Document, Hints, Paragraph, UnreadableError
from extract.model.grid import Grid
from extract.model.looks import running_text
from extract.readers.html.bodies import unprinted_body, with_frames
from extract.readers.html.containers import containers
from extract.readers.html.links import body_links
from extract.readers.html.meta import OF_HEAD, breadcrumb, head_meta, info_block
from extract.readers.html.scripted_cells import UNREAD, refuse_scripted, scripted_cells
from extract.readers.html.shown import as_shown
from extract.readers.html.source import UNPRINTED, checked_source, cut_off, may_hold_unprinted, printed
from extract.readers.html.tables import BREAK, GRID, Note, Table, lift_tables

MIN_FORM_CELLS = 60  # an information block has fewer, table three of the form over 200
# Every other tag is inline, Word's own (<o:p>, <st1:chsdate>) too: their texts join with nothing between.
BLOCK_TAGS = """
html head body frameset frame iframe p div br hr center pre blockquote address form fieldset select option
ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr td th h1 h2 h3 h4 h5 h6
section article aside main nav header footer ucaptitle ucapcontent publishtime
"""
BLOCKS = frozenset(BLOCK_TAGS.split())
COMMON_TAGS = "span", "p", "td", "tr", "font"  # the commonest of a long page first: they are asked in turn
BODY, BODY_END = "\ufdd2", "\ufdd3"  # noncharacters, as in tables.py


class Watch(NamedTuple):
    """Who looks on while a page is read, to know which element each place names.

    parsed: shown the tree that is read before anything of it changes; attributes that it sets stay.
    grid: shown each grid with its table while that stands, as `lift_tables` tells.
    """

    parsed: Callable[[LexborHTMLParser], None]
    grid: Callable[[Grid, LexborNode], None]


def read(data: bytes, hints: Hints) -> Document:
    """Read a web page, in whatever charset.

    Returns a Document of reader `html` with the grids of its tables (`html:t1/r2/c3`), the lines of the body,
    what the page says of itself in `meta`, and links to attachments. `hints` are not asked.
    Notes: `truncated`, `resource_limit` of a table, `hidden_text`.
    Raises UnreadableError: empty_file, binary_content, too_large, resource_limit.
    """
    return read_source(data, "html")


def read_source(data: bytes, reader: str, watch: Watch | None = None) -> Document:
    """Read a page's source; `reader` names the way it came, `watch` is told of the elements behind it."""
    source = checked_source(data)
    lowered = source.lower()
    cut = cut_off(lowered)
    notes: list[Note] = [("truncated", "file", f"{cut}; fetch it again")] if cut else []
    tree, parsed, meta = _parsed(source, lowered)
    if parsed is not source:
        source, lowered = parsed, parsed.lower()
    body = tree.body
    if body is None:
        raise UnreadableError("empty_file", "the page has no body; fetch it again")
    if watch is not None:
        watch.parsed(tree)
    tags = _tags(body, lowered)
    scripted = scripted_cells(tree, tags, lowered)
    if unread := tags & UNREAD:
        body.strip_tags([*unread])
    refuse_scripted(scripted)
    meta = head_meta(tree, tags) | meta
    left_out = as_shown(body, tags, source, lowered)
    bodies = containers(tree, tags, lowered)
    links = tuple(body_links(bodies or [body], tags))
    _join_inline(body, tags)
    for container in bodies:
        container.insert_before(BODY)
        container.insert_after(BODY_END)
    tables = lift_tables(body, notes, watch and watch.grid)
    text = running_text(body.text(separator=BREAK))
    blocks = [" ".join(block.split()) for block in text.split(BREAK)]
    paragraphs, orders = _in_order(blocks, tables)
    meta = _info(tables, blocks) | meta
    grids = tuple(tables[ordinal].grid for ordinal in orders)
    notes += left_out.notes()
    return Document(reader, paragraphs, grids, tuple(orders.values()), meta, links, tuple(notes))


def _info(tables: dict[int, Table], blocks: list[str]) -> dict[str, str]:
    """What the printed page says of itself: its information block, and its place in the site."""
    info = info_block([table.grid for table in tables.values()], blocks)
    place = breadcrumb([block for block in blocks if block])
    return info | ({"breadcrumb": place} if place else {})


def _parsed(source: bytes, lowered: bytes) -> tuple[LexborHTMLParser, bytes, dict[str, str]]:
    """The tree, and what it was made of: of a page that prints no report, the body that it holds unprinted.

    With what the head of such a page, or the data around the body, says.
    """
    tree = LexborHTMLParser(source)
    meta: dict[str, str] = {}
    framed = with_frames(tree, lowered)
    if framed is not None:
        source = checked_source(framed.encode())
        tree, lowered = LexborHTMLParser(source), source.lower()
    unprinted = unprinted_body(tree, source, lowered)
    if unprinted is not None:
        meta = unprinted[1] | head_meta(tree, OF_HEAD)
        source = checked_source(unprinted[0].encode(errors="replace"))
        tree = LexborHTMLParser(source)
    if may_hold_unprinted(source) and tree.body is not None and UNPRINTED.search(tree.body.text()):
        source = printed(source)
        tree = LexborHTMLParser(source)
    return tree, source, meta


def _tags(body: LexborNode, lowered: bytes) -> set[str]:
    """The tags in the body; the source tells the commonest, which are nine tenths of its elements."""
    rest = {node.tag or "" for node in body.css(f":not({', '.join(COMMON_TAGS)})")}
    return rest.union(tag for tag in COMMON_TAGS if contains(lowered, b"<" + tag.encode()))


def _join_inline(body: LexborNode, tags: set[str]) -> None:
    """Take the inline tags away, so that a label cut into many spans is one text again."""
    inline = tags - BLOCKS
    plain = {name for name in inline if re.fullmatch(r"[a-z][a-z0-9:_]*", name)}
    if plain:
        body.unwrap_tags([", ".join(plain).replace(":", "\\:")], delete_empty=True)  # in one walk
    if inline - plain:  # typing slips such as <p"> make a tag of their own
        for node in [node for node in body.traverse() if node.tag in inline]:
            node.unwrap(delete_empty=True)
    body.merge_text_nodes()


def _in_order(blocks: list[str], tables: dict[int, Table]) -> tuple[tuple[Paragraph, ...], dict[int, int]]:
    """Paragraphs and the order of each grid: of the whole page where a form stands outside the body."""
    printed: list[tuple[bool, int, str]] = []
    orders: dict[int, int] = {}
    depth = order = 0
    whole_page = BODY not in blocks
    for block in blocks:
        if block in (BODY, BODY_END):
            depth += 1 if block == BODY else -1
        elif block.startswith(GRID):
            table = tables[int(block[1:])]
            printed += [(depth > 0, order + at, line) for at, line in enumerate(table.prose, start=1)]
            order += len(table.prose) + 1
            orders[int(block[1:])] = order
            whole_page |= depth == 0 and len(table.grid.texts) > MIN_FORM_CELLS
        elif block:
            order += 1
            printed.append((depth > 0, order, block))
    kept = (Paragraph(text, f"html:p{at}", at) for inside, at, text in printed if inside or whole_page)
    return tuple(kept), orders
