"""Which reader a file needs, told by its bytes: signatures, and what zip and OLE containers hold."""

import io
import re
import zipfile

import olefile  # type: ignore[import-untyped]
from stringzilla import contains

ZIP, OLE, RTF = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
MAIL_HEAD = re.compile(
    rb"^(?:MIME-Version|From|Content-Type|Subject|Date|Snapshot-Content-Location):", re.I | re.M
)
WORD_XML = (b'progid="Word.Document"', b"<w:wordDocument", b"<pkg:package")
# A container's reader by a part that only it has; the first that is there wins.
ZIP_PARTS = (("word/", "docx"), ("xl/", "sheet"), ("OFD.xml", "ofd"))
OLE_STREAMS = (("WordDocument", "doc"), ("Workbook", "sheet"), ("Book", "sheet"))


def container(data: bytes) -> str | None:
    """The reader of a container format (zip, OLE, RTF, MHTML, Word XML), or None for all others."""
    if data.startswith(ZIP):
        return _zip_kind(data)
    if data.startswith(OLE):
        return _ole_kind(data)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(RTF):
        return "rtf"
    if MAIL_HEAD.match(head) and b"multipart/related" in head.lower():
        return "mhtml"
    if any(mark in head for mark in WORD_XML):
        return "word_xml"
    return None


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            names = file.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        names = [name for name, _ in ZIP_PARTS if name.encode() in data]  # cut: the reader will say so
    for part, reader in ZIP_PARTS:
        if any(name.lstrip("/").startswith(part) for name in names):
            return reader
    return "archive_zip"


def _ole_kind(data: bytes) -> str:
    """`doc` also for a directory that cannot be read: that reader says what is wrong with it.

    The directory is searched only where the bytes name more than one of the streams, or none.
    """
    named = [reader for stream, reader in OLE_STREAMS if contains(data, stream.encode("utf-16-le"))]
    if named == ["doc"]:
        return "doc"
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            return next((reader for stream, reader in OLE_STREAMS if file.exists(stream)), "doc")
    except (OSError, ValueError, IndexError):
        return "doc"
