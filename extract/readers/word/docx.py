"""DOCX → Document: WordprocessingML from the zip, tables with their merges, tracked changes accepted."""

from dataclasses import dataclass, field, replace

from extract.model.document import Document, Hints, Paragraph, UnreadableError
from extract.model.grid import Grid
from extract.model.looks import LeftOut, settled
from extract.readers.html.mhtml import read as read_mhtml
from extract.readers.html.reader import read as read_html
from extract.readers.html.spans import MAX_COLUMN_SPAN, MAX_SLOTS, prose
from extract.readers.packages import AGAIN, Package, parse_xml
from extract.readers.word.docx_looks import as_printed
from extract.readers.word.docx_text import (
    STRICT,
    TBL,
    TC,
    TR,
    VALUE,
    WORD,
    Element,
    P,
    above,
    blocks,
    cell_texts,
    children,
    lines,
    spell_out,
)
from extract.readers.word.numbering import write_numbers

IMAGE_NOTE = "the file has no table but this image; a table in it is not read"
IDENTITY = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MAIN_RELATION = "/relationships/officeDocument"
IMAGES = "word/media/"
SPAN, MERGE = WORD + "gridSpan", WORD + "vMerge"
BEFORE = WORD + "gridBefore"  # the columns that a row leaves out at its start
PLAIN = 1, ""  # one column, no w:vMerge
MIN_IMAGE_BYTES = 20_000  # a seal or a logo has less, a photographed table more


def read(data: bytes, hints: Hints) -> Document:
    """Read a Word document of 2007 and later.

    Returns a Document of reader `docx`: a grid a table (`docx:t1/r2/c3`), a paragraph a printed line. One
    that wraps a page (w:altChunk) is read as that page; its reader is `docx-html` or `docx-mhtml`.
    Notes: `hidden_text`, `table_is_image` where a file without tables holds a large picture.
    Raises UnreadableError: truncated, damaged, encrypted, hostile_content, resource_limit.
    """
    package = Package(data, "DOCX")
    name = _main_part(package)
    body = parse_xml(package.read(name).replace(*STRICT), name).find(WORD + "body")
    if body is None:
        raise UnreadableError("damaged", f"the document has no body; {AGAIN}")
    chunk = body.find(WORD + "altChunk")
    if chunk is not None and next(body.iter(WORD + "t"), None) is None:
        return _read_chunk(package, name, chunk.get(IDENTITY, ""), hints)
    document = read_body(body, package)
    if document.grids:
        return document
    images = [("table_is_image", image, IMAGE_NOTE) for image in _large_images(package)]
    return replace(document, notes=(*document.notes, *images))


def read_body(body: Element, package: Package | None = None) -> Document:
    """Paragraphs and tables of a w:body; automatic numbers come from the package."""
    left_out = LeftOut()
    as_printed(body, left_out)
    if package is not None:
        write_numbers(body, package)
    spell_out(body)
    reader = _Reader()
    reader.read_blocks(body)
    document = Document("docx", tuple(reader.paragraphs), tuple(reader.grids), tuple(reader.grid_orders))
    return settled(document, left_out)


def _read_chunk(package: Package, main: str, identity: str, hints: Hints) -> Document:
    """A page wrapped in a DOCX, as scripts on sites make them for "download as Word"; Word imports it."""
    folder, _, file_name = main.rpartition("/")
    for relation in package.xml(f"{folder}/_rels/{file_name}.rels"):
        if relation.get("Id") == identity:
            target = relation.get("Target", "")
            content = package.read(target.lstrip("/") if target.startswith("/") else f"{folder}/{target}")
            read_page = read_mhtml if content.lstrip()[:5].lower() == b"mime-" else read_html
            page = read_page(content, hints)
            return replace(page, reader=f"docx-{page.reader}")
    raise UnreadableError("damaged", f"the document's text is in a part that is not there; {AGAIN}")


def _main_part(package: Package) -> str:
    """The name of the main part, wherever the package's relations say it is."""
    name = "word/document.xml"
    if name not in package:
        for relation in package.xml("_rels/.rels"):
            if (relation.get("Type") or "").endswith(MAIN_RELATION):
                name = (relation.get("Target") or "").lstrip("/")
    return name


def _large_images(package: Package) -> list[str]:
    return [
        name
        for name, info in package.parts.items()
        if name.startswith(IMAGES) and info.file_size >= MIN_IMAGE_BYTES
    ]


@dataclass
class _Reader:
    """Collects paragraphs and grids in reading order; tables are counted as they stand in the file."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    grid_orders: list[int] = field(default_factory=list)
    order: int = 0
    tables: int = 0

    def read_blocks(self, container: Element) -> None:
        for block in blocks(container):
            if block.tag == P:
                self.add_text(lines(block))
            else:
                self.read_table(block)

    def add_text(self, texts: list[str]) -> None:
        for text in texts:
            self.order += 1
            self.paragraphs.append(Paragraph(text, f"docx:p{self.order}", self.order))

    def read_table(self, table: Element) -> None:
        """A table that holds a wide one, or has one cell a row, is layout: its blocks are read in order."""
        self.tables += 1
        inner = [*table.iter(TBL)][1:]
        if not _is_wide(table) or any(map(_is_wide, inner)):
            for row in children(table, (TR,)):
                for cell in children(row, (TC,)):
                    self.read_blocks(cell)
            return
        grid = to_grid(table, f"docx:t{self.tables}")
        self.tables += len(inner)
        self.add_text(prose(grid))
        self.order += 1
        self.grids.append(grid)
        self.grid_orders.append(self.order)


def _is_wide(table: Element) -> bool:
    return any(sum(1 for _ in children(row, (TC,))) > 1 for row in children(table, (TR,)))


def to_grid(table: Element, locator: str) -> Grid:
    """A table's cells; w:vMerge continues the cell above that has the same sides.

    Raises UnreadableError(resource_limit) past MAX_SLOTS.
    """
    cells: list[tuple[str, int, int, str, int, int]] = []
    upper: dict[tuple[int, int], int] = {}  # column and width → index of the cell that may go on below
    slots = 0
    rows = [(tr, list(children(tr, (TC,)))) for tr in children(table, (TR,))]
    texts = iter(cell_texts(table, [tc for _, tcs in rows for tc in tcs]))
    shapes = _cell_shapes(table)
    before = {above(stated, 2): _number(stated) for stated in table.iter(BEFORE)}
    for row, (tr, tcs) in enumerate(rows):
        merged: dict[tuple[int, int], int] = {}
        column = before.get(tr, 0)
        place = f"{locator}/r{row + 1}/c"
        for at, tc in enumerate(tcs, start=1):
            text = next(texts)
            width, merge = shapes.get(tc, PLAIN)
            side = column, width
            if merge == "continue" and side in upper:
                merged[side] = index = upper[side]
                shown, first, start, where, _, wide = cells[index]
                cells[index] = shown, first, start, where, row - first + 1, wide
            else:
                if merge:
                    merged[side] = len(cells)
                cells.append((text, row, column, f"{place}{at}", 1, width))
            column += width
            slots += width
        if slots > MAX_SLOTS:
            raise UnreadableError(
                "resource_limit", f"a table of over {MAX_SLOTS:,} cells; look at the file", locator
            )
        upper = merged
    return Grid.of(cells, locator)


def _cell_shapes(table: Element) -> dict[Element | None, tuple[int, str]]:
    """Columns covered, and what w:vMerge says: restart, continue, or nothing; of all cells but the PLAIN."""
    shapes: dict[Element | None, tuple[int, str]] = {}
    for stated in table.iter(SPAN, MERGE):
        cell = above(stated, 2)
        width, merge = shapes.get(cell, PLAIN)
        if stated.tag == SPAN:
            shapes[cell] = _number(stated) or 1, merge
        else:
            shapes[cell] = width, stated.get(VALUE, "continue")
    return shapes


def _number(element: Element) -> int:
    value = element.get(VALUE, "")
    return min(int(value), MAX_COLUMN_SPAN) if value.isdecimal() else 0
