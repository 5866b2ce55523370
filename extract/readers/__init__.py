"""Bytes → Document: the reader is chosen by the bytes, never by the extension or the declared type."""

from importlib import import_module

from extract.model.document import Document, Hints, UnreadableError
from spiders.content import media_type as types

# Reader name → module; loaded when first needed, since some of them stand on large libraries.
READERS = {
    "archive_zip": "extract.readers.archive_zip",
    "doc": "extract.readers.word.doc",
    "docx": "extract.readers.word.docx.reader",
    "html": "extract.readers.html.reader",
    "mhtml": "extract.readers.html.mhtml",
    "ods": "extract.readers.odf.sheet",
    "odt": "extract.readers.odf.text",
    "ofd": "extract.readers.ofd.reader",
    "pdf": "extract.readers.pdf.reader",
    "scan": "extract.readers.scan",
    "rtf": "extract.readers.word.rtf.reader",
    "sheet": "extract.readers.sheet.reader",
    "text": "extract.readers.text",
    "word_xml": "extract.readers.word.word_xml",
}
READER_OF = {
    types.ZIP: "archive_zip",
    types.DOC: "doc",
    types.OLE: "doc",  # locked, damaged or of another program: that reader says which
    types.DOCX: "docx",
    types.HTML: "html",
    types.JSON: "html",  # calls of some site systems answer with an article's HTML in a string
    types.MHTML: "mhtml",
    types.ODS: "ods",
    types.ODT: "odt",
    types.OFD: "ofd",
    types.PDF: "pdf",
    types.RTF: "rtf",
    types.XLS: "sheet",
    types.XLSX: "sheet",
    types.TEXT: "text",
    types.XML: "text",
    types.WORD_XML: "word_xml",
} | dict.fromkeys(types.IMAGES, "scan")


def read_document(data: bytes, hints: Hints) -> Document:
    """Read bytes with the reader that they ask for. UnreadableError says why a document cannot be read."""
    module = import_module(READERS[reader_of(data)])
    document: Document = module.read(data, hints)
    return document


def reader_of(data: bytes) -> str:
    """The reader's name; UnreadableError for empty files and formats without a reader."""
    if not data.strip():
        raise UnreadableError("empty_file", f"{len(data)} bytes, none of them text")
    kind = types.media_type(data)
    if kind == types.UNKNOWN:
        raise UnreadableError("binary_content", "the bytes are of no known document format")
    if kind not in READER_OF:
        raise UnreadableError("binary_content", f"no reader for {kind}; unpack or convert it by hand")
    return READER_OF[kind]
