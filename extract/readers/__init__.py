"""Bytes → Document: the reader is chosen by the bytes, never by the extension or the declared type."""

from importlib import import_module

from extract.model.document import Document, Hints, UnreadableError
from extract.readers.signatures import container

# Reader name → module; loaded when first needed, since some of them stand on large libraries.
READERS = {
    "archive_zip": "extract.readers.archive_zip",
    "doc": "extract.readers.word.doc",
    "docx": "extract.readers.word.docx",
    "html": "extract.readers.html.reader",
    "mhtml": "extract.readers.html.mhtml",
    "ofd": "extract.readers.ofd.reader",
    "pdf": "extract.readers.pdf.reader",
    "scan": "extract.readers.scan",
    "rtf": "extract.readers.word.rtf.reader",
    "sheet": "extract.readers.sheet.reader",
    "text": "extract.readers.text",
    "word_xml": "extract.readers.word.word_xml",
}


MARKUP = (b"<!doctype html", b"<html", b"<body", b"<table", b"<div", b"<p>", b"<p ")
IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8")


def read_document(data: bytes, hints: Hints) -> Document:
    """Read bytes with the reader that they ask for. UnreadableError says why a document cannot be read."""
    name = sniff(data, hints)
    module = import_module(READERS[name])
    document: Document = module.read(data, hints)
    return document


def sniff(data: bytes, hints: Hints) -> str:
    """The reader's name; UnreadableError for empty files and unknown formats."""
    if not data.strip():
        raise UnreadableError("empty_file", f"{len(data)} bytes, none of them text")
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    kind = container(data)
    if kind is not None:
        return kind
    if data.startswith(IMAGES) or _is_bitmap_or_webp(data):
        return "scan"
    if looks_like_html(data):
        return "html"
    if b"\x00" in head and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("binary_content", "the bytes are of no known document format")
    return "text"


def _is_bitmap_or_webp(data: bytes) -> bool:
    """Formats whose first bytes alone could be text."""
    is_bitmap = data[:2] == b"BM" and int.from_bytes(data[2:6], "little") == len(data)
    return is_bitmap or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def looks_like_html(data: bytes) -> bool:
    """Is there markup of a page in the first 64 KB? That of most stands at once."""
    heads = (data[:size].lower() for size in (1024, 65536))
    return any(tag in head for head in heads for tag in MARKUP)
