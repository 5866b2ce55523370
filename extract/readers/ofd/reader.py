"""OFD (the national fixed-layout format) → Document: glyphs and rules through the ruled-line core."""

import posixpath
from collections.abc import Iterator, Sequence
from statistics import median

from lxml import etree

from extract.layout.assemble import PageContent, TextLine, to_document
from extract.layout.cell_text import text_lines
from extract.layout.filling import fill
from extract.layout.geometry import Box, Point, Word
from extract.layout.ruled import TooManyRulingsError, find_tables
from extract.model.document import Document, Hints, UnreadableError
from extract.model.looks import white
from extract.readers.ofd.objects import (
    IMAGE,
    PATH,
    POINTS,
    TEXT,
    glyphs,
    ground,
    is_seen,
    is_white_text,
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
    """Read the first document of an OFD file. Raises UnreadableError: damaged, encrypted, past the caps."""
    package = Package(data, "OFD")
    if any(part.endswith("Encryptions.xml") for part in package.parts):
        raise UnreadableError("encrypted", "the file asks for a key; ask the publisher for an open copy")
    root = package.xml("OFD.xml")
    info = {
        etree.QName(each).localname.lower(): (each.text or "").strip()
        for stated in _all(root, "DocInfo")
        for each in stated.iterchildren(etree.Element)
    }
    document = _File(package, _text(root, "DocRoot"))
    notes: list[Note] = []
    pages = [document.page(number, part, notes) for number, part in enumerate(document.pages, start=1)]
    if document.count > MAX_PAGES:
        notes.append(
            ("page_cap", f"ofd:p{MAX_PAGES + 1}", f"{document.count} pages; the first {MAX_PAGES} were read")
        )
    meta = {key: info[key] for key in ("title", "author", "creationdate") if info.get(key)}
    return to_document("ofd", pages, meta, notes)


class _File:
    """The document part: its pages and page templates, all named by their parts in the package."""

    def __init__(self, package: Package, location: str) -> None:
        self.package = package
        self.folder = posixpath.dirname(location.lstrip("/"))
        root = package.xml(location.lstrip("/"))
        self.box = _page_box(root) or A4
        pages = [self._part(page) for page in _all(root, "Page") if page.get("BaseLoc")]
        self.count = len(pages)
        self.pages = pages[:MAX_PAGES]
        self.templates = {each.get("ID"): self._part(each) for each in _all(root, "TemplatePage")}
        if not pages:
            raise UnreadableError("damaged", f"the document names no pages; {AGAIN}", location)

    def _part(self, element: Element) -> str:
        location = element.get("BaseLoc", "")
        return location.lstrip("/") if location.startswith("/") else posixpath.join(self.folder, location)

    def page(self, number: int, part: str, notes: list[Note]) -> PageContent:
        """A page with its templates under it."""
        root = self.package.xml(part)
        box = _page_box(root) or self.box
        layers = list(_all(root, "Layer"))
        for template in _all(root, "Template"):
            if template.get("TemplateID") in self.templates:
                layers += _all(self.package.xml(self.templates[template.get("TemplateID")]), "Layer")
        return _content(number, (box[0], box[1]), (box[2] * POINTS, box[3] * POINTS), layers, notes)


def _content(
    number: int, origin: Point, size: Point, layers: list[Element], notes: list[Note]
) -> PageContent:
    texts = [each for layer in layers for each in objects(layer, TEXT)]
    seen = [each for each in texts if is_seen(each)]
    grounds = [*_grounds(layers, origin)] if any(map(is_white_text, seen)) else []
    words = [word for each in seen for word in _shown(each, origin, grounds)]
    if len(seen) < len(texts):
        detail = f"{len(texts) - len(seen)} pieces of text that nobody sees were left out"
        notes.append(("hidden_text", f"ofd:p{number}", detail))
    segments = [rule for layer in layers for each in objects(layer, PATH) for rule in rules(each, origin)]
    if not words and any(True for layer in layers for _ in objects(layer, IMAGE)):
        notes.append(("scanned_page", f"ofd:p{number}", "the page has no text, only pictures"))
    tables = []
    try:
        tables = find_tables(segments, number)
    except TooManyRulingsError as error:
        notes.append(("page_too_complex", f"ofd:p{number}", str(error)))
    return PageContent(number, *size, lines=list(_lines(fill(tables, words))), fragments=tables)


def _grounds(layers: list[Element], origin: Point) -> Iterator[Box]:
    for layer in layers:
        for each in (*objects(layer, PATH), *objects(layer, IMAGE)):
            box = ground(each, origin)
            if box is not None:
                yield box


def _shown(text: Element, origin: Point, grounds: Sequence[Box]) -> Iterator[Word]:
    """The glyphs of a text; digits in white are no figure unless a ground of another colour shows them."""
    if not is_white_text(text):
        yield from glyphs(text, origin)
        return
    for word in glyphs(text, origin):
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        is_seen_there = any(x0 < x < x1 and y0 < y < y1 for x0, y0, x1, y1 in grounds)
        yield word if is_seen_there else word._replace(text=white(word.text))


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
    found = next((each.text for each in _all(root, local_name) if each.text), None)
    if found is None:
        raise UnreadableError("damaged", f"OFD.xml names no {local_name}; {AGAIN}", "OFD.xml")
    return found.strip()


def _page_box(root: Element) -> tuple[float, ...] | None:
    """The physical box in millimetres: left, top, width, height."""
    return next((box for each in _all(root, "PhysicalBox") if (box := numbers(each.text, 4))), None)
