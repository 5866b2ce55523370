"""Text PDF → Document: pdfium's text and border lines through the ruled-line grid core.

Locators are `pdf:pN/x0,y0,x1,y1`: page from 1, points from the top left corner as viewers show it.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice

from stringzilla import find

from extract.layout.assemble import PageContent, TextLine, to_document
from extract.layout.cell_text import are_a_number
from extract.layout.filling import Owner, cells_around, fill, owners_of
from extract.layout.geometry import Box, Word, make_word
from extract.layout.ruled import Fragment, RuledCell, TooManyRulingsError, find_tables
from extract.layout.unruled import FlatTable, find_flat_tables, looks_tabular
from extract.model.document import Document, Hints, UnreadableError
from extract.model.looks import PICTURE_ALONE
from extract.readers import scan
from extract.readers.pdf.drawing import Drawing, drawing
from extract.readers.pdf.pdfium import Page, open_file
from spiders.content.radicals import to_ideographs

MOST_PAGES = 300  # the longest report seen has 31
LONG_STREAM = 100_000  # bytes: pages' drawing instructions are shorter, pictures and fonts may be longer
MOST_INFLATED = 100_000_000  # bytes of drawing instructions: pdfium would need about 20 times that in memory
SCAN_SHARE = 0.5  # of the page covered by pictures
SCAN_CHARACTERS = 30  # a scanned page may carry a page number or a stamp's text
EDGE = 1.0  # points that a drawing in a cell may reach over its border
FOREIGN_SHARE = 0.3  # of the characters

FOREIGN = re.compile(
    r"[^\s\x21-\x7e·×–—‘’“”…\u2e80-\u2fdf\u3000-\u303f\u4e00-\u9fff\uf900-\ufaff\uff00-\uffe5]"
)
STREAM = re.compile(rb"/Length\s+(\d{6,})\b(?!\s+\d+\s+R)")
TOKEN = re.compile(r"(\S+)[^\S\r\n]*([\r\n]?)")  # and whether it ends its line
LONG_NUMBER = re.compile(r"[\d.,，０-９]{3}|\d\d[^\s\d]|[^\s\d]\d\d")
HYPHEN = re.compile("[\x02\ufffe\xad]")
HYPHENS = str.maketrans(
    {"\x02": "-", "\ufffe": "-", "\xad": "-"}
)  # pdfium's marks for a hyphen ending a line


Token = tuple[tuple[int, int], Box, Box]  # where it stands in the text, its first and last glyph


def read(data: bytes, hints: Hints) -> Document:
    """Paragraphs and tables of a PDF. Raises UnreadableError for what no viewer opens either, and for bombs.

    Notes: `scanned_page` and `font_without_unicode` (with the page: OCR can take it), `hidden_text`,
    `field_unread`, `page_cap`, `page_unreadable`, `page_too_complex`.
    """
    _refuse_bombs(data)
    notes: list[tuple[str, str, str]] = []
    contents = []
    with open_file(data) as file:
        if file.count == 0:
            raise UnreadableError("damaged", "The PDF has no page that its page tree leads to.")
        for page in file.pages(MOST_PAGES):
            contents.append(_content(page, notes))
        notes += _missing(file.count, {content.number for content in contents})
        meta = file.meta()
    contents, notes = scan.read_again(data, contents, notes)
    is_scan = bool(contents) and all(page.reader == "scan" for page in contents)
    return to_document("scan" if is_scan else "pdf", contents, meta, notes)


def _refuse_bombs(data: bytes) -> None:
    for match in _long_streams(data):
        start = data.find(b"stream", match.end(), match.end() + 2000)
        dictionary = data[max(data.rfind(b"obj", 0, match.start()), match.start() - 2000) : max(start, 0)]
        if (
            start < 0
            or b"/FlateDecode" not in dictionary
            or b"/Image" in dictionary
            or b"/Length1" in dictionary
        ):
            continue
        packed = data[start + 6 : start + 6 + int(match[1]) + 2].lstrip(b"\r\n")
        try:
            size = len(zlib.decompressobj().decompress(packed, MOST_INFLATED))
        except zlib.error:
            continue
        if size >= MOST_INFLATED:
            raise UnreadableError(
                "too_large",
                f"A stream of the PDF unpacks to over {MOST_INFLATED // 1_000_000} MB of instructions: "
                "look at the file by hand.",
                f"pdf:byte {match.start()}",
            )


def _long_streams(data: bytes) -> Iterator[re.Match[bytes]]:
    """Where long streams are announced."""
    at = -1
    while (at := find(data, b"/Length", at + 1)) >= 0:
        if match := STREAM.match(data, at):
            yield match


def _missing(count: int, read_pages: set[int]) -> Iterator[tuple[str, str, str]]:
    if count > MOST_PAGES:
        yield "page_cap", f"pdf:p{MOST_PAGES + 1}", f"{count} pages; only the first {MOST_PAGES} were read"
    for number in range(1, min(count, MOST_PAGES) + 1):
        if number not in read_pages:
            yield "page_unreadable", f"pdf:p{number}", "pdfium cannot load this page"
            if not read_pages:
                return


def _content(page: Page, notes: list[tuple[str, str, str]]) -> PageContent:
    place = f"pdf:p{page.number}"
    drawn = drawing(page)
    if drawn.hidden and drawn.image_share <= SCAN_SHARE:  # else it is what OCR read in the picture
        hidden = page.hide(drawn.hidden)
        notes.append(("hidden_text", place, f"{hidden} characters that nobody sees were left out"))
    if page.undrawn:
        detail = f"{page.undrawn} filled fields or typed texts without an appearance"
        notes.append(("field_unread", place, detail))
    tables: list[Fragment] = []
    try:
        tables = find_tables(drawn.segments, page.number)
    except TooManyRulingsError as error:
        notes.append(("page_too_complex", place, str(error)))
    if drawn.is_cut or page.is_cut:
        notes.append(
            ("page_too_complex", place, "more objects or characters than a report has: read in part")
        )
    lines = _lines(page, tables)
    _tell_marks(tables, drawn.marks)
    flats: list[FlatTable] = []
    if looks_tabular(line.text for line in lines):
        lines, flats = _without_rules(page, tables, lines)
    notes += [(kind, place, detail) for kind, detail in _doubts(page, drawn, tables)]
    to_shown = None if page.is_upright else page.to_shown
    return PageContent(page.number, page.width, page.height, lines, tables, flats, to_shown)


def _lines(page: Page, tables: list[Fragment]) -> list[TextLine]:
    """The lines outside the tables; what stands inside goes into their cells."""
    text = _plain(page)
    spans = _spans(text)
    if not tables:
        whole = [(line[0][0], line[-1][1]) for line in spans]
        return [_line(text, token, token) for token in _boxed(page, whole)]
    bands = [(table.ys[0], table.ys[-1]) for table in tables]
    lines: list[TextLine] = []
    inside: list[Token] = []
    rest = iter(_boxed(page, [span for line in spans for span in line]))
    for line in spans:
        own = [*islice(rest, len(line))]
        (_, first_y0, _, first_y1), (_, last_y0, _, last_y1) = own[0][1], own[-1][2]
        y0 = first_y0 if first_y0 < last_y0 else last_y0
        y1 = first_y1 if first_y1 > last_y1 else last_y1
        for top, bottom in bands:
            if top < y1 and y0 < bottom:
                inside += own
                break
        else:
            lines.append(_line(text, own[0], own[-1]))
    words, owners = _words(page, text, inside, tables)
    return lines + _regrouped(fill(tables, words, owners=owners))


def _tell_marks(tables: list[Fragment], marks: list[Box]) -> None:
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


def _spans(text: str) -> list[list[tuple[int, int]]]:
    """Where the tokens of each line begin and end."""
    lines: list[list[tuple[int, int]]] = []
    line: list[tuple[int, int]] = []
    for match in TOKEN.finditer(text):
        line.append(match.span(1))
        if match[2]:
            lines.append(line)
            line = []
    return [*lines, line] if line else lines


def _boxed(page: Page, spans: Sequence[tuple[int, int]]) -> list[Token]:
    starts = [start for start, _ in spans]
    boxes = page.boxes(starts + [end - 1 for start, end in spans if end - start > 1])
    lasts = iter(boxes[len(spans) :])
    return [
        (span, first, next(lasts) if span[1] - span[0] > 1 else first)
        for span, first in zip(spans, boxes, strict=False)
    ]


def _plain(page: Page) -> str:
    """The page's text, as long as it is, with the characters that a report is written in."""
    text = page.text.translate(HYPHENS) if HYPHEN.search(page.text) else page.text
    return to_ideographs(text)


def _words(
    page: Page, text: str, tokens: list[Token], tables: list[Fragment]
) -> tuple[list[Word], list[Owner]]:
    """A word for each token that stands side by side in one cell, else for each of its glyphs; their cells.

    Of numbers every glyph is looked at: labels may trust the order of the file, figures may not.
    """
    firsts = [first for _, first, _ in tokens]
    found = owners_of(tables, firsts + [last for _, first, last in tokens if first is not last])
    lasts = iter(found[len(tokens) :])
    words: list[Word] = []
    owners: list[Owner] = []
    parted: list[tuple[int, range]] = []
    for ((start, end), first, last), owner in zip(tokens, found, strict=False):
        before = " " if text[start - 1] == " " else ""
        if first is last:
            words.append(make_word((before + text[start:end], *first)))
            owners.append(owner)
            continue
        is_in_one = next(lasts) == owner
        if is_in_one and _is_level(first, last) and _is_label(text[start:end], first, last):
            x0, y0, _, y1 = first
            _, last_y0, x1, last_y1 = last
            top, bottom = y0 if y0 < last_y0 else last_y0, y1 if y1 > last_y1 else last_y1
            words.append(make_word((before + text[start:end], x0, top, x1, bottom)))
            owners.append(owner)
        else:
            parted.append((len(words), range(start, end)))
    glyphs = page.words(text, [index for _, span in parted for index in span])
    held = owners_of(tables, [glyph[1:] for glyph in glyphs])
    for position, span in reversed(parted):
        words[position:position], owners[position:position] = glyphs[-len(span) :], held[-len(span) :]
        del glyphs[-len(span) :], held[-len(span) :]
    return words, owners


def _is_label(token: str, first: Box, last: Box) -> bool:
    """Whether no figure of three digits is in it, nor one of two that may be no number."""
    if token.isalpha():
        return True
    if len(token) == 2 and token.isdecimal():
        return are_a_number(first, last)
    return not LONG_NUMBER.search(token)


def _is_level(first: Box, last: Box) -> bool:
    """Whether glyphs run to the right on one level."""
    x0, y0, x1, y1 = first
    last_x0, last_y0, last_x1, last_y1 = last
    height = max(y1 - y0, last_y1 - last_y0, x1 - x0)
    return x0 + x1 < last_x0 + last_x1 and abs((last_y0 + last_y1) / 2 - (y0 + y1) / 2) <= height * 0.6


def _without_rules(
    page: Page, tables: list[Fragment], lines: list[TextLine]
) -> tuple[list[TextLine], list[FlatTable]]:
    """The tables without rules on the page, and the lines that are not of them."""
    text = _plain(page)
    words = page.words(text, [i for i, letter in enumerate(text) if not letter.isspace()])
    outside = [word for word in words if not any(table.holds(word) for table in tables)]
    flats, rest = find_flat_tables(outside, page.number)
    if not flats:
        return lines, []
    top, bottom = flats[0].box[1], flats[-1].box[3]
    kept = [line for line in lines if line.y1 <= top or line.y0 >= bottom]
    between = [TextLine(*piece) for piece in rest if top < piece.y1 and piece.y0 < bottom]
    return kept + between, flats


def _line(text: str, first: Token, last: Token) -> TextLine:
    """The line from one token to another, with the box of its outer glyphs."""
    (start, _), (x0, y0, x1, y1), _ = first
    (_, end), _, (last_x0, last_y0, last_x1, last_y1) = last
    box = min(x0, last_x0), min(y0, last_y0), max(x1, last_x1), max(y1, last_y1)
    return TextLine(text[start:end], *box)


def _regrouped(words: list[Word]) -> list[TextLine]:
    """Glyphs of lines that ran from a table's cell to the outside."""
    lines: list[TextLine] = []
    for word in words:
        last = lines[-1] if lines else None
        if last and abs(word.y0 + word.y1 - last.y0 - last.y1) < last.size and word.x0 >= last.x1 - 1:
            box = (last.x0, min(last.y0, word.y0), word.x1, max(last.y1, word.y1))
            lines[-1] = TextLine(last.text + word.text, *box)
        else:
            lines.append(TextLine(word.text.strip(), *word[1:]))
    return lines


def _doubts(page: Page, drawn: Drawing, tables: list[Fragment]) -> Iterator[tuple[str, str]]:
    """Why the text of a page may not be what is printed on it."""
    ink = len("".join(page.text.split()))
    if drawn.image_share > SCAN_SHARE and not tables:
        layer = "with a text layer over it" if ink > SCAN_CHARACTERS else "without text"
        yield "scanned_page", f"the page is a picture {layer}"
    elif ink == 0 and (drawn.path_count > 20 or drawn.image_share > 0.1):
        yield "scanned_page", "the page has no text, only shapes and pictures"
    foreign = len(FOREIGN.findall(page.text)) / max(ink, 1)
    share = page.share_without_unicode() if ink else 0.0
    if max(foreign, share) > FOREIGN_SHARE:
        yield (
            "font_without_unicode",
            f"{share:.0%} of the characters have no Unicode, {foreign:.0%} are not those of a report",
        )
