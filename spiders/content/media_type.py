"""What bytes are, whatever their name or header says."""

import re

_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"Rar!", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
)
# Names inside a zip that tell its kind; local headers name the first entries near the start.
_IN_ZIP = (
    (b"OFD.xml", "application/ofd"),
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
# Stream names of compound files, UTF-16 in their directory.
_IN_OLE = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p|meta|script|ul|a)[\s>]", re.I)


def media_type(body: bytes) -> str:
    """The media type of a body, from its bytes alone; application/octet-stream where nothing fits."""
    for magic, kind in _MAGIC:
        if body.startswith(magic):
            return kind
    if body.startswith(b"PK\x03\x04"):
        return next((kind for name, kind in _IN_ZIP if name in body), "application/zip")
    if body.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return next(
            (kind for name, kind in _IN_OLE if name.encode("utf-16-le") in body), "application/x-ole-storage"
        )
    return _text_type(body)


def _text_type(body: bytes) -> str:
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        return "application/json"
    if _HTML.search(start) or _HTML.search(body[:65536]):
        return "text/html"
    if start.startswith(b"<"):
        return "application/xml"
    return "application/octet-stream" if b"\x00" in start or not start else "text/plain"
