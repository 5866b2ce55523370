"""ODT → Document: paragraphs and tables of an OpenDocument text, tracked changes accepted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.model.document import Document, Hints, Paragraph, UnreadableError
from extract.model.grid import Cell, Grid
from extract.model.looks import LeftOut, Look, Trait, settled
from extract.model.pictures import with_pictures, without_pictures
from extract.readers.html.spans import prose
from extract.readers.odf.content import H, Names, P, Texts, boxes, plain_text
from extract.readers.odf.packaging import meta, opened
from extract.readers.odf.styles import OFFICE, TABLE, TEXT, Element, Styles
from extract.readers.odf.tables import Slot, slots
from extract.readers.packages import AGAIN

HIDDEN, DELETED = Look(Trait.HIDDEN), Look(Trait.DELETED)
TABLES = TABLE + "table"
SECTION = TEXT + "section"
LISTS = "section", "list", "list-item", "list-header", "numbered-paragraph"
INDEXES = "table-of-content", "index-body", "index-title", "user-index", "illustration-index"
WRAPPERS = frozenset(TEXT + name for name in (*LISTS, *INDEXES))


def read(data: bytes, hints: Hints) -> Document:
    """Read an OpenDocument text.

    Returns a Document of reader `odt`: a grid a table (`odt:t1/r2/c3`), a paragraph a printed line.
    Notes: `hidden_text`.
    Raises UnreadableError: truncated, damaged, encrypted, hostile_content, resource_limit.
    """
    package, left_out = opened(data, "ODT"), LeftOut()
    styles = Styles(package)
    body = styles.content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise UnreadableError("damaged", f"the document has no body; {AGAIN}")
    for deletion in body.iter(TEXT + "deletion"):
        left_out.add(DELETED, plain_text(deletion))
    reader = _Reader(Texts(styles, left_out), left_out)
    reader.read_blocks(body)
    document = Document(
        "odt", tuple(reader.paragraphs), tuple(reader.grids), tuple(reader.orders), meta(package)
    )
    return settled(document, left_out)


def _blocks(container: Element) -> Iterator[Element]:
    """Paragraphs and tables of a body, cell or box, those inside lists and sections that are shown too."""
    for child in container.iterchildren():
        if child.tag in (P, H, TABLES):
            yield child
        elif child.tag in WRAPPERS:
            yield from _blocks(child)


@dataclass
class _Reader:
    """Collects paragraphs and grids in reading order; tables are counted as they stand in the file."""

    texts: Texts
    left_out: LeftOut
    paragraphs: list[Paragraph] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)
    order: int = 0
    tables: int = 0

    def read_blocks(self, container: Element) -> None:
        self._drop_hidden(container)
        for block in list(_blocks(container)):
            if block.tag == TABLES:
                self._read_table(block)
                continue
            self._add_text(self.texts.lines(block))
            for box in boxes(block):
                self.read_blocks(box)

    def _drop_hidden(self, container: Element) -> None:
        for section in [*container.iter(SECTION)]:
            parent = section.getparent()
            if section.get(TEXT + "display", "true") != "true" and parent is not None:
                self.left_out.add(HIDDEN, plain_text(section))
                parent.remove(section)

    def _add_text(self, texts: list[str]) -> None:
        for text in texts:
            shown = " ".join(without_pictures(text).split())
            if shown:
                self.order += 1
                self.paragraphs.append(Paragraph(shown, f"odt:p{self.order}", self.order))

    def _read_table(self, table: Element) -> None:
        """A table that holds a wide one, or has one cell a row, is layout: its blocks are read in order."""
        self.tables += 1
        inner = [*table.iter(TABLES)][1:]
        cells = [slot for slot in slots(table) if not slot.is_covered()]
        if not _is_wide(cells) or any(_is_wide([*slots(other)]) for other in inner):
            for slot in cells:
                self.read_blocks(slot.element)
            return
        grid = self._grid(cells, f"odt:t{self.tables}")
        self.tables += len(inner)
        self._add_text(prose(grid))
        self.order += 1
        self.grids.append(grid)
        self.orders.append(self.order)

    def _grid(self, cells: list[Slot], locator: str) -> Grid:
        counts: Counter[int] = Counter()  # of the cells of each row so far
        placed = []
        for slot in cells:
            counts[slot.row] += 1
            place = f"{locator}/r{slot.row + 1}/c{counts[slot.row]}"
            text = self._cell_text(slot)
            placed.append(Cell(text, slot.row, slot.column, place, slot.row_span, slot.column_span))
        return Grid.of(placed, locator)

    def _cell_text(self, slot: Slot) -> str:
        around: Names = (("table-cell", slot.style),)
        text = "\n".join(self._lines(slot.element, around))
        if slot.is_hidden:
            self.left_out.add(HIDDEN, text)
            return ""
        return with_pictures(text)

    def _lines(self, container: Element, around: Names) -> Iterator[str]:
        for block in _blocks(container):
            if block.tag == TABLES:
                for slot in slots(block):
                    yield from self._lines(slot.element, around)
                continue
            yield from self.texts.lines(block, around)
            for box in boxes(block):
                yield from self._lines(box, around)


def _is_wide(cells: list[Slot]) -> bool:
    return any(slot.column > 0 and not slot.is_covered() for slot in cells)
