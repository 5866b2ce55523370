"""Text PDF → Document: pdfium's text and border lines through the ruled-line grid core.

Locators are `pdf:pN/x0,y0,x1,y1`: page from 1, points from the top left corner as viewers show it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extract.layout.assemble import PageContent, TextLine, to_document
from extract.layout.filling import cells_around
from extract.layout.geometry import Box, Word
from extract.layout.ruled import Fragment, RuledCell, Ruling, Segment, TooManyRulingsError, find_tables
from extract.layout.unruled import FlatTable, find_flat_tables, looks_tabular
from extract.model.document import Document, Hints, UnreadableError
from extract.model.looks import PICTURE_ALONE, LeftOut, settled
from extract.readers import scan
from extract.readers.pdf.bombs import refuse_bombs
from extract.readers.pdf.drawing import Drawing, drawing
from extract.readers.pdf.page_text import plain_text, text_lines
from extract.readers.pdf.pdfium import Page, open_file
from extract.readers.pdf.seen.actual_text import DrawnGlyphs, move_boxes
from extract.readers.pdf.seen.doubtful_text import count_doubts, plain, set_aside, settle
from extract.readers.pdf.seen.optional_layers import may_have_layers, switched_off
from extract.readers.pdf.seen.second_look import is_suspicious, look_again, within

MOST_PAGES = 300  # the longest report seen has 31
SCAN_SHARE = 0.5  # of the page covered by pictures
SCAN_CHARACTERS = 30  # a scanned page may carry a page number or a stamp's text
EDGE = 1.0  # points that a drawing in a cell may reach over its border
FOREIGN_SHARE = 0.3  # of the characters
# What no report is written in: most of it tells of a font that does not say what its glyphs mean.
FOREIGN = re.compile(
    r"[^\s\x21-\x7e·×–—‘’“”…\u2e80-\u2fdf\u3000-\u303f\u4e00-\u9fff\uf900-\ufaff\uff00-\uffe5]"
)


def read(data: bytes, hints: Hints) -> Document:
    """Read a PDF.

    Returns a Document of reader `pdf`, or `scan` where every page was read from its picture; locators are
    `pdf:p1/x0,y0,x1,y1` in points from the top left corner as viewers show the page.
    Notes: `scanned_page` and `font_without_unicode` (with the page: OCR can take it), `hidden_text`,
    `field_unread`, `page_cap`, `page_unreadable`, `page_too_complex`.
    Raises UnreadableError: damaged, truncated, encrypted where no viewer opens it; too_large for bombs.
    """
    refuse_bombs(data)
    notes: list[tuple[str, str, str]] = []
    left_out = LeftOut()
    contents: list[PageContent] = []
    with open_file(data) as file:
        if file.count == 0:
            raise UnreadableError("damaged", "The PDF has no page that its page tree leads to.")
        reader = _PageReader(notes, left_out, may_have_layers(data), DrawnGlyphs(data))
        contents += map(reader.content, file.pages(MOST_PAGES))
        notes += _missing(file.count, {content.number for content in contents})
        meta = file.meta()
    contents, notes = scan.read_again(data, contents, notes)
    is_scan = bool(contents) and all(page.reader == "scan" for page in contents)
    return settled(to_document("scan" if is_scan else "pdf", contents, meta, notes), left_out)


def _missing(count: int, read_pages: set[int]) -> Iterator[tuple[str, str, str]]:
    if count > MOST_PAGES:
        yield "page_cap", f"pdf:p{MOST_PAGES + 1}", f"{count} pages; only the first {MOST_PAGES} were read"
    for number in range(1, min(count, MOST_PAGES) + 1):
        if number not in read_pages:
            yield "page_unreadable", f"pdf:p{number}", "pdfium cannot load this page"
            if not read_pages:
                return


class _PageReader(NamedTuple):
    """Reads the pages of a file, and gathers what to tell of it."""

    notes: list[tuple[str, str, str]]
    left_out: LeftOut
    may_have_layers: bool
    glyphs: DrawnGlyphs

    def content(self, page: Page) -> PageContent:
        """What stands on a page."""
        place = f"pdf:p{page.number}"
        drawn = drawing(page)
        if drawn.image_share <= SCAN_SHARE:  # else unseen text is what OCR read in the picture
            looks = switched_off(page.handle, drawn.layers) if self.may_have_layers else {}
            set_aside(page, drawn.looks | looks, self.left_out)
        if len(drawn.layers) > 1:
            move_boxes(page, drawn.layers)
        if page.undrawn:
            detail = f"{page.undrawn} filled fields or typed texts without an appearance"
            self.notes.append(("field_unread", place, detail))
        tables, lines = self._laid_out(page, drawn)
        if drawn.is_cut or page.is_cut:
            self.notes.append(
                ("page_too_complex", place, "more objects or characters than a report has: read in part")
            )
        _mark_drawings(tables, drawn.marks)
        flats: list[FlatTable] = []
        if looks_tabular(line.text for line in lines):
            lines, flats = _without_rules(page, tables, lines)
        self.notes.extend((kind, place, detail) for kind, detail in _doubts(page, drawn, tables))
        to_shown = None if page.is_upright else page.to_shown
        return PageContent(page.number, page.width, page.height, lines, tables, flats, to_shown)

    def _laid_out(self, page: Page, drawn: Drawing) -> tuple[list[Fragment], list[TextLine]]:
        """The tables with their text and the lines outside, after a second look where the first is odd."""
        strokes: list[Ruling] = []
        tables = self._tables(page, drawn.segments, strokes)
        lines = text_lines(page, tables)
        if is_suspicious(page, tables, lines, strokes):
            look_again(page, strokes, self.left_out, self.glyphs)
            drawn.segments = within(page, drawn.segments)
            tables = self._tables(page, drawn.segments, strokes)
            lines = text_lines(page, tables)
        if doubts := count_doubts(page.text):
            self.notes.append(("text_in_doubt", f"pdf:p{page.number}", doubts))
            settle(tables)
            lines = [line._replace(text=plain(line.text)) for line in lines]
        return tables, lines

    def _tables(self, page: Page, segments: list[Segment], strokes: list[Ruling]) -> list[Fragment]:
        try:
            return find_tables(segments, page.number, strokes=strokes)
        except TooManyRulingsError as error:
            note = "page_too_complex", f"pdf:p{page.number}", str(error)
            if note not in self.notes:
                self.notes.append(note)
            return []


def _mark_drawings(tables: list[Fragment], marks: list[Box]) -> None:
    """What is drawn in a cell without text may be a figure: such a cell is not blank."""
    for table in tables if marks else ():
        for box, index in zip(marks, cells_around(table, marks), strict=True):
            if index >= 0 and not table.cells[index].text and _holds(table.cells[index], box):
                table.cells[index].text = PICTURE_ALONE


def _holds(cell: RuledCell, box: Box) -> bool:
    """Whether a drawing is inside a cell; a seal reaches over several."""
    _, x0, y0, x1, y1 = cell.places[0]
    left, top, right, bottom = box
    return x0 - EDGE <= left and y0 - EDGE <= top and right <= x1 + EDGE and bottom <= y1 + EDGE


def _without_rules(
    page: Page, tables: list[Fragment], lines: list[TextLine]
) -> tuple[list[TextLine], list[FlatTable]]:
    """The tables without rules on the page, and the lines that are not of them."""
    text = plain_text(page)
    words = page.words(text, [i for i, letter in enumerate(text) if not letter.isspace()])
    flats, rest = find_flat_tables(_outside(words, tables), page.number)
    if not flats:
        return lines, []
    top, bottom = flats[0].box[1], flats[-1].box[3]
    kept = [line for line in lines if line.y1 <= top or line.y0 >= bottom]
    between = [TextLine(*piece) for piece in rest if top < piece.y1 and piece.y0 < bottom]
    return kept + between, flats


def _outside(words: list[Word], tables: list[Fragment]) -> list[Word]:
    return [word for word in words if not any(table.holds(word) for table in tables)]


def _doubts(page: Page, drawn: Drawing, tables: list[Fragment]) -> Iterator[tuple[str, str]]:
    """Why the text of a page may not be what is printed on it."""
    ink = len("".join(page.text.split()))
    if drawn.image_share > SCAN_SHARE and not tables:
        layer = "with a text layer over it" if ink > SCAN_CHARACTERS else "without text"
        yield "scanned_page", f"the page is a picture {layer}"
    elif ink == 0 and (drawn.path_count > 20 or drawn.image_share > 0.1):
        yield "scanned_page", "the page has no text, only shapes and pictures"
    foreign = len(FOREIGN.findall(plain(page.text))) / max(ink, 1)
    share = page.share_without_unicode() if ink else 0.0
    if max(foreign, share) > FOREIGN_SHARE:
        yield (
            "font_without_unicode",
            f"{share:.0%} of the characters have no Unicode, {foreign:.0%} are not those of a report",
        )
