"""What bytes are, whatever their name or header says: one answer for the collector and the reader."""

import io
import re
import zipfile
import zlib

import olefile  # type: ignore[import-untyped]
from stringzilla import contains

from spiders.content.charset import as_utf8, is_utf16

PDF, ZIP, RTF = "application/pdf", "application/zip", "application/rtf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFD = "application/ofd"
ODT, ODS = (f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet"))
DOC, XLS, OLE = "application/msword", "application/vnd.ms-excel", "application/x-ole-storage"
MHTML, WORD_XML = "multipart/related", "application/vnd.ms-wordml"
HTML, JSON, XML, TEXT = "text/html", "application/json", "application/xml", "text/plain"
UNKNOWN = "application/octet-stream"
IMAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/tiff", "image/bmp", "image/webp"})

_SIGNATURES = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b\x08", "application/gzip"),
)
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What only one kind of container has at its root; the first that is there wins.
_ZIP_PARTS = (("word/", DOCX), ("xl/", XLSX), ("OFD.xml", OFD))
_OLE_STREAMS = (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS))
_MIMETYPE_WITHIN = 128  # bytes: the head of the first part of a ZIP, and what it holds
_PDF_WITHIN = 1024  # bytes: so much PDF readers allow before the header; a BOM or a blank line was seen
LEADING = b"\xef\xbb\xbf \t\r\n"  # what was seen before the first byte of text formats
_HEAD, _FAR = 4096, 65_536  # bytes: where signatures of text formats stand, and how far markup is looked for
_MAIL = re.compile(
    rb"(?:MIME-Version|From|Content-Type|Subject|Date|Snapshot-Content-Location):.*multipart/related",
    re.I | re.S,
)
_WORD_XML = (b'progid="Word.Document"', b"<w:wordDocument", b"<pkg:package")
# Not a bracket alone: texts begin with `[bookmark: …]` and `[2021]12号`.
_JSON = re.compile(rb'\{\s*["}]|\[\s*[\[{"\]]')
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p)[\s>]", re.I)
# Tags that a page without those may begin with; Markdown of a report holds some of them further down.
_FRAGMENT = re.compile(rb"<(?:meta|script|style|ul|ol|li|a|span|font|br|h[1-6])[\s/>]", re.I)


def media_type(body: bytes) -> str:
    """The media type of a body, from its bytes alone; `application/octet-stream` where nothing fits.

    >>> media_type(b"%PDF-1.7 ...")
    'application/pdf'
    """
    for signature, kind in _SIGNATURES:
        if body.startswith(signature):
            return kind
    if body.startswith(_ZIP_STARTS):
        return _in_zip(body)
    if body.startswith(_OLE_START):
        return _in_ole(body)
    # The first bytes of these two alone could be text.
    if body.startswith(b"BM") and int.from_bytes(body[2:6], "little") == len(body):
        return "image/bmp"
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return "image/webp"
    return PDF if b"%PDF-" in body[:_PDF_WITHIN] else _in_text(body)


def _in_zip(body: bytes) -> str:
    """By the names in the directory, not in the bytes: an archive with one DOCX in it is no DOCX."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            names = file.namelist()
            stated = _stated_type(file) if "mimetype" in names else ""
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, zlib.error):
        names = [part for part, _ in _ZIP_PARTS if contains(body, part.encode())]  # it was cut
        stated = next((kind for kind in (ODT, ODS) if contains(body[:_MIMETYPE_WITHIN], kind.encode())), "")
    if stated in (ODT, ODS):  # ODF 1.3-2 §3.3
        return stated
    for part, kind in _ZIP_PARTS:
        if any(name.lstrip("/").startswith(part) for name in names):
            return kind
    return ZIP


def _stated_type(file: zipfile.ZipFile) -> str:
    with file.open("mimetype") as part:
        return part.read(_MIMETYPE_WITHIN).decode("latin-1").strip()


def _in_ole(body: bytes) -> str:
    """The directory is opened only where the bytes name more than one kind (a sheet in a letter), or none."""
    named = {kind for stream, kind in _OLE_STREAMS if contains(body, stream.encode("utf-16-le"))}
    if named == {DOC}:
        return DOC
    try:
        with olefile.OleFileIO(io.BytesIO(body)) as file:
            return next((kind for stream, kind in _OLE_STREAMS if file.exists(stream)), OLE)
    except (OSError, ValueError, IndexError):
        return OLE


def _in_text(body: bytes) -> str:
    far = body[:_FAR]
    if is_utf16(far):
        far = as_utf8(far)
    start = far[:_HEAD].lstrip(LEADING)
    if start.startswith(b"{\\rtf"):
        return RTF
    if _MAIL.match(start):
        return MHTML
    if any(mark in start for mark in _WORD_XML):
        return WORD_XML
    if _JSON.match(start):
        return JSON
    if _is_html(start, far):
        return HTML
    if not start or b"\x00" in start:
        return UNKNOWN
    return XML if start.startswith(b"<") else TEXT


def _is_html(start: bytes, far: bytes) -> bool:
    if _PAGE.search(far):
        return True
    return start.startswith(b"<") and not start.startswith(b"<?xml") and _FRAGMENT.search(far) is not None
