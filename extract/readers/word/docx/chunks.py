"""Documents of other formats that a DOCX holds as chunks (w:altChunk, ECMA-376-1 §17.17.2.1).

Word imports them; scripts on sites wrap a page so for "download as Word".
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml import etree

from extract.model.document import Document, Hints, Paragraph, UnreadableError
from extract.readers import read_document
from extract.readers.packages import AGAIN, Package
from extract.readers.word.docx.text import Element

IDENTITY = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_IDENTITY = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
REPORT_TITLE = re.compile(r".{2,60}(?:信息|政务)公开.{0,8}(?:报告|年报)\W{0,6}")
TITLE_WITHIN = 12  # paragraphs: so far down stood the titles of reports


def report_title(paragraphs: Iterable[Paragraph]) -> str:
    """The title of a report that a document begins with; empty where it is a part of one."""
    for paragraph in islice(paragraphs, TITLE_WITHIN):
        if REPORT_TITLE.fullmatch(paragraph.text):
            return "".join(paragraph.text.split())
    return ""


def read_chunk(package: Package, main: str, chunk: Element, hints: Hints) -> Document:
    """The document of a chunk. Raises UnreadableError: damaged without its part, else as its reader."""
    identity = chunk.get(IDENTITY) or chunk.get(STRICT_IDENTITY)
    for relation in _relations(package, main):
        if relation.get("Id") == identity:
            content = package.read(_part(main, relation))
            if _holds_chunks(content):
                raise UnreadableError("unsupported_format", "a chunk within a chunk; unpack it by hand")
            return read_document(content, hints)
    raise UnreadableError("damaged", f"the document's text is in a part that is not there; {AGAIN}")


def _holds_chunks(content: bytes) -> bool:
    """Whether a chunk is a DOCX with chunks of its own, which could go on without end."""
    if not content.startswith(b"PK"):
        return False
    inner = Package(content, "DOCX")
    return any(b"altChunk" in inner.read(part) for part in inner.parts if part.endswith("document.xml"))


def related(package: Package, main: str, kind: str) -> Iterator[str]:
    """The parts that a part names by relations whose type ends so."""
    for relation in _relations(package, main):
        if relation.get("Type", "").endswith(kind):
            yield _part(main, relation)


def _relations(package: Package, main: str) -> Iterator[Element]:
    folder, _, file_name = main.rpartition("/")
    part = posixpath.join(folder, "_rels", f"{file_name}.rels")
    if part in package:
        yield from package.xml(part).iterchildren(etree.Element)


def _part(main: str, relation: Element) -> str:
    return posixpath.normpath(
        posixpath.join("/", posixpath.dirname(main), relation.get("Target", ""))
    ).lstrip("/")
