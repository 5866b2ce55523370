"""An archived page with the elements marked that figures were read from: the reader itself says which.

The reader walks the page while we look on: its tree is numbered before it changes anything, and each grid it
makes tells which numbered elements are its cells. So no second walk could come to another cell.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.model.document import Document
from extract.model.grid import Grid
from extract.readers.html.mhtml import longest_page
from extract.readers.html.reader import Watch, read_source
from extract.readers.html.shown import UNSHOWN, filled_in
from extract.readers.html.source import UNPRINTED
from extract.readers.html.styles.elements import styled
from spiders.content.markup import PageOverCapError, check_caps
from warehouse.evidence.model import Shown, Target
from warehouse.evidence.sanitise import sanitised

MOST_SOURCE = 4_000_000  # characters; the longest report page seen is under 1 MB
MOST_SHOWN = 2_000_000
MOST_CELLS = 20_000  # a report has about 300, a whole site's frame some dozens
CELLS = "td, th"
LINES = "p, div, span, font, li, dd, dt, section, article, center, pre, h1, h2, h3, h4, h5, h6, td, th"
_NUMBER = "data-cell-number"  # set on every cell, so that none the page brought along counts


@dataclass
class _Marker:
    """Looks on while the page is read: which element of an untouched copy stands behind each place."""

    page: LexborHTMLParser | None = None
    numbers: dict[str, str] = field(default_factory=dict)
    is_over_cap: bool = False

    def parsed(self, tree: LexborHTMLParser) -> None:
        cells = tree.css(CELLS)
        self.is_over_cap = len(cells) > MOST_CELLS
        for number, cell in enumerate(cells):
            cell.attrs[_NUMBER] = str(number)
        self.page = tree.clone()

    def grid(self, grid: Grid, table: LexborNode) -> None:
        for locator, cell in zip(grid.locators, table.css(CELLS), strict=True):
            self.numbers[locator] = cell.attributes[_NUMBER] or ""


def marked_page(data: bytes, reader: str, targets: Sequence[Target]) -> Shown | None:
    """The page with the element of each target under the target's id; None where it is too much.

    `reader` is `html` or `mhtml`. What an element says is compared with what was read after all cleaning, in
    the markup that will be shown. Raises UnreadableError for a page that cannot be read at all.
    """
    marker = _Marker()
    source = longest_page(data) if reader == "mhtml" else data
    document = read_source(source, reader, Watch(marker.parsed, marker.grid))
    if marker.page is None or marker.is_over_cap:
        return None
    prefix = f"n{hashlib.sha256(data).hexdigest()[:20]}-"  # no page can hold a part of its own digest
    anchors = _mark(marker, document, targets, prefix)
    html = _cleaned(marker.page, prefix)
    return None if html is None else _shown(html, targets, anchors, prefix)


def _mark(marker: _Marker, document: Document, targets: Sequence[Target], prefix: str) -> dict[str, str]:
    """Give the element of each target its id; the id of the element for that of each target."""
    assert marker.page is not None
    elements = {cell.attributes[_NUMBER]: cell for cell in marker.page.css(CELLS)}
    lines = {paragraph.locator: squeezed(paragraph.text) for paragraph in document.paragraphs}
    wanted = {lines[target.locator] for target in targets if target.locator in lines}
    saying = _saying(marker.page, wanted) if wanted else {}
    owners, anchors = dict[int, str](), dict[str, str]()
    for target in targets:
        element = elements.get(marker.numbers.get(target.locator, ""))
        element = element or saying.get(lines.get(target.locator, ""))
        if element is None:
            continue
        if element.mem_id not in owners:
            owners[element.mem_id] = target.id
            element.attrs["id"] = prefix + target.id
        elif owners[element.mem_id] != target.id:
            also = marker.page.create_node("span")
            also.attrs["id"] = prefix + target.id
            element.insert_child(also)
        anchors[target.id] = owners[element.mem_id]
    return anchors


def _saying(page: LexborHTMLParser, lines: set[str]) -> dict[str, LexborNode]:
    """The innermost element that says just a line; of one that several say, or none, nothing is known."""
    found: dict[str, list[LexborNode]] = {}
    for node in page.css(LINES):
        if (text := squeezed(node.text())) in lines:
            found.setdefault(text, []).append(node)
    alone = {}
    for text, nodes in found.items():
        around = {above.mem_id for node in nodes for above in _ancestors(node)}
        innermost = [node for node in nodes if node.mem_id not in around]
        if len(innermost) == 1:
            alone[text] = innermost[0]
    return alone


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def _cleaned(page: LexborHTMLParser, prefix: str) -> str | None:
    """The markup to show: fields as what they say, without what the page hides, sanitised."""
    body = page.body
    if body is None:
        return None
    for entry in body.css("input, textarea"):
        entry.replace_with(f" {filled_in(entry)} ")
    for hidden in _hidden(body, f"table, {CELLS}, [id^={prefix}]"):
        hidden.replace_with(" ")
    source = body.html or ""
    if len(source) > MOST_SOURCE:
        return None
    try:
        check_caps(source)
    except PageOverCapError:
        return None
    html = sanitised(source, prefix)
    return html if len(html) <= MOST_SHOWN else None


def _hidden(body: LexborNode, kept: str) -> list[LexborNode]:
    """The outermost parts that the page itself hides and that hold nothing of `kept`.

    One with a table in it stays: scripts of tabbed pages show it.
    """
    parts = {node.mem_id: node for node in (*body.css("[hidden]"), *styled(body, UNSHOWN))}
    gone = {id_: node for id_, node in parts.items() if not node.css_matches(kept) and not node.css(kept)}
    return [node for node in gone.values() if all(above.mem_id not in gone for above in _ancestors(node))]


def _shown(html: str, targets: Sequence[Target], anchors: dict[str, str], prefix: str) -> Shown:
    """What came out of all cleaning: only an element that stands there once is an anchor."""
    texts: dict[str, list[str]] = {}
    for element in LexborHTMLParser(html).css(f"[id^={prefix}]"):
        name = (element.attributes["id"] or "").removeprefix(prefix)
        texts.setdefault(name, []).append(squeezed(element.text()))
    there = {name: anchor for name, anchor in anchors.items() if len(texts.get(anchor, ())) == 1}
    agreeing = frozenset(
        target.id
        for target in targets
        if target.id in there and squeezed(target.raw) in texts[there[target.id]][0]
    )
    return Shown("page", html.replace(prefix, ""), (), there, agreeing)


def squeezed(text: str) -> str:
    """A text without spaces and characters that print nothing."""
    return "".join(UNPRINTED.sub("", text).split())
