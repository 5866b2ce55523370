"""DOCX → Document: WordprocessingML from the zip, tables with their merges, tracked changes accepted."""

from dataclasses import dataclass, field, replace
from operator import itemgetter

from extract.model.colours import Colour
from extract.model.document import Document, Hints, Paragraph, UnreadableError, within
from extract.model.grid import Grid
from extract.model.looks import EMBEDDED, LeftOut, settled
from extract.readers.html.spans import MAX_COLUMN_SPAN, MAX_SLOTS, prose
from extract.readers.packages import AGAIN, Package, parse_xml
from extract.readers.word.docx.chunks import read_chunk, related, report_title
from extract.readers.word.docx.content import choose_alternates, hide_field_codes
from extract.readers.word.docx.grounds import all_grounds, digits_of
from extract.readers.word.docx.looks import as_printed
from extract.readers.word.docx.numbering import write_numbers
from extract.readers.word.docx.styles import WORDS as STYLE_WORDS
from extract.readers.word.docx.styles import Styles
from extract.readers.word.docx.text import (
    CHUNK,
    STRICT,
    TBL,
    TC,
    TR,
    VALUE,
    WORD,
    Element,
    P,
    T,
    above,
    blocks,
    cell_texts,
    children,
    lines,
    spell_out,
)

IMAGE_NOTE = "the file has no table but this image; a table in it is not read"
MAIN_RELATION = "/relationships/officeDocument"
IMAGES = "word/media/"
STYLES = "/relationships/styles"
SPAN, MERGE = WORD + "gridSpan", WORD + "vMerge"
BEFORE = WORD + "gridBefore"  # the columns that a row leaves out at its start
PLAIN = 1, ""  # one column, no w:vMerge
MIN_IMAGE_BYTES = 20_000  # a seal or a logo has less, a photographed table more


def read(data: bytes, hints: Hints) -> Document:
    """Read a Word document of 2007 and later.

    Returns a Document of reader `docx`: a grid a table (`docx:t1/r2/c3`), a paragraph a printed line. What
    stands in chunks of other formats (w:altChunk) is read in its place (`docx:chunk1!html:t1/r2/c3`); a file
    that is one page alone is read as that page, its reader is `docx-html` or `docx-mhtml`.
    Notes: `hidden_text`, `table_is_image` where a file without tables holds a large picture, and those of
    chunks that cannot be read.
    Raises UnreadableError: truncated, damaged, encrypted, hostile_content, resource_limit.
    """
    package = Package(data, "DOCX")
    name = _main_part(package)
    body = parse_xml(package.read(name).replace(*STRICT), name).find(WORD + "body")
    if body is None:
        raise UnreadableError("damaged", f"the document has no body; {AGAIN}")
    chunk = body.find(CHUNK)
    if chunk is not None and next(body.iter(T), None) is None:
        page = read_chunk(package, name, chunk, hints)
        return replace(page, reader=f"docx-{page.reader}")
    document = read_body(body, package, name)
    if document.grids:
        return document
    images = [("table_is_image", image, IMAGE_NOTE) for image in _large_images(package)]
    return replace(document, notes=(*document.notes, *images))


def read_body(
    body: Element, package: Package | None = None, main: str = "", styles: Element | None = None
) -> Document:
    """Paragraphs and tables of a w:body; numbers, styles and chunks come from the package's parts."""
    left_out = LeftOut()
    if package is not None:
        styles = _styles(package, main, all_grounds(body))
    choose_alternates(body)
    hide_field_codes(body)
    as_printed(body, left_out, Styles(styles) if styles is not None else None)
    if package is not None:
        write_numbers(body, package)
    spell_out(body)
    reader = _Reader(package, main)
    reader.read_blocks(body)
    document = Document(
        "docx",
        tuple(reader.paragraphs),
        tuple(reader.grids),
        tuple(reader.grid_orders),
        notes=tuple(reader.notes),
    )
    return settled(document, left_out)


def _styles(package: Package, main: str, grounds: frozenset[Colour]) -> Element | None:
    """The w:styles of a package where one of them may change a look, or has the colour of a ground."""
    name = next(iter(related(package, main, STYLES)), "word/styles.xml")
    if name not in package:
        return None
    content = package.read(name)
    if not any(word in content for word in (*STYLE_WORDS, *digits_of(grounds))):
        return None
    return parse_xml(content.replace(*STRICT), name)


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

    package: Package | None = None
    main: str = ""  # the name of the main part
    chunks: int = 0
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    grid_orders: list[int] = field(default_factory=list)
    order: int = 0
    tables: int = 0

    def read_blocks(self, container: Element) -> None:
        for block in blocks(container):
            if block.tag == P:
                self.add_text(lines(block))
            elif block.tag == CHUNK:
                self.add_chunk(block)
            else:
                self.read_table(block)

    def add_text(self, texts: list[str]) -> None:
        for text in texts:
            self.order += 1
            self.paragraphs.append(Paragraph(text, f"docx:p{self.order}", self.order))

    def add_chunk(self, chunk: Element) -> None:
        """A document of another format, at its place among the blocks."""
        self.chunks += 1
        place = f"docx:chunk{self.chunks}!"
        try:
            if self.package is None:
                raise UnreadableError("damaged", "the document's chunks are in no part of it")
            document = within(read_chunk(self.package, self.main, chunk, Hints()), place)
        except UnreadableError as error:
            self.notes.append(("part_unread", place.rstrip("!"), f"a part of the text is not read: {error}"))
            return
        titles = {title for title in map(report_title, (self.paragraphs, document.paragraphs)) if title}
        if len(titles) > 1:
            detail = f"a report of its own is set in and not read: {report_title(document.paragraphs)}"
            self.notes.append(("part_unread", place.rstrip("!"), detail))
            return
        self.notes += document.notes
        blocks: list[tuple[int, Paragraph | Grid]] = [(block.order, block) for block in document.paragraphs]
        blocks += zip(document.grid_orders, document.grids, strict=True)
        for _, block in sorted(blocks, key=itemgetter(0)):
            self.order += 1
            if isinstance(block, Grid):
                self.grids.append(block)
                self.grid_orders.append(self.order)
            else:
                self.paragraphs.append(replace(block, order=self.order))

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
    for chunk in [*table.iter(CHUNK)]:
        chunk.tag, chunk.text = T, EMBEDDED
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
