"""The media type of bytes, whatever they are called."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.content.media_type import DOCX, HTML, JSON, MHTML, PDF, TEXT, UNKNOWN, ZIP, media_type


def packed(names: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name, content in names.items():
            target.writestr(zipfile.ZipInfo(name), content)  # the same bytes at any time
    return file.getvalue()


LETTER = packed({"[Content_Types].xml": b"", "word/document.xml": b""})


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "application/msword"),
        (b"PK\x03\x04....word/document.xml", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04....OFD.xml", "application/ofd"),
        (b"PK\x03\x04....a.pdf", "application/zip"),
        (b"\n <!DOCTYPE html><html>", "text/html"),
        ("<div class=x>页</div>".encode("gb18030"), "text/html"),
        (b'{"data": 1}', "application/json"),
        (b"User-agent: *", "text/plain"),
        (b"", "application/octet-stream"),
        (b"\x00\x01\x02", "application/octet-stream"),
    ],
)
def test_bytes_tell_their_type(body: bytes, kind: str) -> None:
    assert media_type(body).endswith(kind)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xef\xbb\xbf%PDF-1.4", PDF),
        (b"\r\n%PDF-1.4", PDF),
        (packed({"a.pdf": b"%PDF-1.4"}), ZIP),
        (packed({"a.docx": LETTER}), ZIP),
        (LETTER, DOCX),
        (LETTER[:-40], DOCX),
        (b"\n\n\xef\xbb\xbfMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x", MHTML),
        (b"Subject: multipart/mixed", TEXT),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"BM" + struct.pack("<I", 10) + b"abcd", "image/bmp"),
        (b"BMW drives", TEXT),
        ("\ufeff<html><body>页".encode("utf-16-le"), HTML),
        ("\ufeff年度报告".encode("utf-16-be"), TEXT),
        ("年度报告".encode("utf-16-le") + b"\0", UNKNOWN),
        (b"<ul><li>a</li></ul>", HTML),
        (b"<?xml version='1.0'?><a><li>b</li></a>", "application/xml"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', "application/vnd.ms-wordml"),
        (b"see <a href='x'>", TEXT),
        (b"[bookmark: _Go]a", TEXT),
        ("[2021]12号".encode(), TEXT),
        (b' {"content": "<p>a</p>"}', JSON),
        (b'[{"a": 1}]', JSON),
        (b"\xef\xbb\xbf {\\rtf1 a}", "application/rtf"),
        (b"\x1f\x8b\x08\0", "application/gzip"),
        (b"Rar!\x1a\x07\0", "application/vnd.rar"),
    ],
)
def test_what_looks_like_another_type_is_told_from_it(body: bytes, kind: str) -> None:
    assert media_type(body) == kind


@given(st.binary(max_size=300))
def test_any_bytes_have_a_type(body: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"):
        assert "/" in media_type(start + body)
