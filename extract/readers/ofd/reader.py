"""OFD (the national fixed-layout format) → Document: glyphs and rules through the ruled-line core."""

import posixpath
from collections.abc import Iterator, Sequence
from statistics import median

from lxml import etree

from extract.layout.assemble import PageContent, TextLine, to_document
from extract.layout.cell_text import text_lines
from extract.layout.filling import fill
from extract.layout.geometry import Point, Word
from extract.layout.ruled import TooManyRulingsError, find_tables
from extract.model.colours import Colour, is_pale, shows_white
from extract.model.document import Document, Hints, UnreadableError
from extract.model.looks import PLAIN, LeftOut, run, settled
from extract.readers.ofd.objects import (
    IMAGE,
    PATH,
    POINTS,
    TEXT,
    Ground,
    glyphs,
    ground,
    look_of,
    numbers,
    objects,
    rules,
)
from extract.readers.packages import AGAIN, Package

MAX_PAGES = 200
A4 = (0.0, 0.0, 210.0, 297.0)
GAP = 0.8  # of the glyphs' height: a wider gap in a line is a space
Element = etree._Element
Note = tuple[str, str, str]


def read(data: bytes, hints: Hints) -> Document:
    """Read the first document of an OFD file.

    Returns a Document of reader `ofd`; locators are `ofd:p1/x0,y0,x1,y1`, in points from the top left corner.
    Notes: `hidden_text`, `scanned_page`, `page_too_complex`, `page_cap`.
    Raises UnreadableError: truncated, damaged, encrypted, hostile_content, resource_limit.
    """
    package = Package(data, "OFD")
    if any(part.endswith("Encryptions.xml") for part in package.parts):
        raise UnreadableError("encrypted", "the file asks for a key; ask the publisher for an open copy")
    root = package.xml("OFD.xml")
    info = {
        etree.QName(entry).localname.lower(): (entry.text or "").strip()
        for stated in _all(root, "DocInfo")
        for entry in stated.iterchildren(etree.Element)
    }
    document = _File(package, _text(root, "DocRoot"))
    pages = [document.page(number, part) for number, part in enumerate(document.parts, start=1)]
    if document.count > MAX_PAGES:
        detail = f"{document.count} pages; the first {MAX_PAGES} were read"
        document.notes.append(("page_cap", f"ofd:p{MAX_PAGES + 1}", detail))
    meta = {key: info[key] for key in ("title", "author", "creationdate") if info.get(key)}
    return settled(to_document("ofd", pages, meta, document.notes), document.left_out)


class _File:
    """The document part: its pages and page templates, all named by their parts in the package."""

    def __init__(self, package: Package, location: str) -> None:
        self.package = package
        self.folder = posixpath.dirname(location.lstrip("/"))
        root = package.xml(location.lstrip("/"))
        self.box = _page_box(root) or A4
        self.notes: list[Note] = []
        self.left_out = LeftOut()
        parts = [self._part(page) for page in _all(root, "Page") if page.get("BaseLoc")]
        self.count = len(parts)
        self.parts = parts[:MAX_PAGES]
        self.templates = {page.get("ID"): self._part(page) for page in _all(root, "TemplatePage")}
        if not parts:
            raise UnreadableError("damaged", f"the document names no pages; {AGAIN}", location)

    def _part(self, element: Element) -> str:
        location = element.get("BaseLoc", "")
        return location.lstrip("/") if location.startswith("/") else posixpath.join(self.folder, location)

    def page(self, number: int, part: str) -> PageContent:
        """A page with its templates under it."""
        root = self.package.xml(part)
        box = _page_box(root) or self.box
        layers = list(_all(root, "Layer"))
        for template in _all(root, "Template"):
            if template.get("TemplateID") in self.templates:
                layers += _all(self.package.xml(self.templates[template.get("TemplateID")]), "Layer")
        return self._content(number, (box[0], box[1]), (box[2] * POINTS, box[3] * POINTS), layers)

    def _content(self, number: int, origin: Point, size: Point, layers: list[Element]) -> PageContent:
        place = f"ofd:p{number}"
        words = self._words(place, origin, layers)
        shapes = [shape for layer in layers for shape in objects(layer, PATH)]
        if not words and any(True for layer in layers for _ in objects(layer, IMAGE)):
            self.notes.append(("scanned_page", place, "the page has no text, only pictures"))
        tables = []
        try:
            tables = find_tables([rule for shape in shapes for rule in rules(shape, origin)], number)
        except TooManyRulingsError as error:
            self.notes.append(("page_too_complex", place, str(error)))
        return PageContent(number, *size, lines=list(_lines(fill(tables, words))), fragments=tables)

    def _words(self, place: str, origin: Point, layers: list[Element]) -> list[Word]:
        """The glyphs of the page's texts, marked as their looks ask for."""
        texts = [(text, look_of(text)) for layer in layers for text in objects(layer, TEXT)]
        grounds = [*_grounds(layers, origin)] if any(look.colour is not None for _, look in texts) else []
        words: list[Word] = []
        for text, look in texts:
            if look == PLAIN or (look.colour is not None and not is_pale(look.colour) and not grounds):
                words += glyphs(text, origin)  # most texts
                continue
            for word in glyphs(text, origin):
                # What lies behind is told where it is seen, not proved: composite objects are not walked.
                shown = run(word.text, look._replace(ground=_behind(grounds, word)), self.left_out, place)
                if shown:
                    words.append(word._replace(text=shown))
        return words


def _grounds(layers: list[Element], origin: Point) -> Iterator[Ground]:
    for layer in layers:
        for shape in (*objects(layer, IMAGE), *objects(layer, PATH)):
            found = ground(shape, origin)
            if found is not None:
                yield found


def _behind(grounds: Sequence[Ground], word: Word) -> Colour | None:
    """The colour of what lies behind a word: of several shapes one that shows white, else the last."""
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    behind = [colour for (x0, y0, x1, y1), colour in grounds if x0 < x < x1 and y0 < y < y1]
    return next(filter(shows_white, behind), behind[-1] if behind else None)


def _lines(words: Sequence[Word]) -> Iterator[TextLine]:
    """The words outside tables as printed lines."""
    if not words:
        return
    size = median(word.y1 - word.y0 for word in words)
    for line in text_lines(words, size):
        text, right = "", line[0].x0
        for word in line:
            text += " " + word.text.strip() if word.x0 - right > GAP * size else word.text
            right = word.x1
        yield TextLine(
            text.strip(),
            min(word.x0 for word in line),
            min(word.y0 for word in line),
            max(word.x1 for word in line),
            max(word.y1 for word in line),
        )


def _all(root: Element, local_name: str) -> Iterator[Element]:
    return root.iter(f"{{*}}{local_name}")


def _text(root: Element, local_name: str) -> str:
    found = next((element.text for element in _all(root, local_name) if element.text), None)
    if found is None:
        raise UnreadableError("damaged", f"OFD.xml names no {local_name}; {AGAIN}", "OFD.xml")
    return found.strip()


def _page_box(root: Element) -> tuple[float, ...] | None:
    """The physical box in millimetres: left, top, width, height."""
    return next((box for element in _all(root, "PhysicalBox") if (box := numbers(element.text, 4))), None)
