"""Text, links and metas of a page, and what bytes are, whatever their labels say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.content.media_type import media_type
from spiders.content.page import Page


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("年度报告".encode(), ""),
        ("年度报告".encode("gb18030"), ""),
        ("年度报告".encode("gb18030"), "text/html; charset=utf-8"),
        ('<meta charset="gb2312">年度报告'.encode("gb18030"), "text/html"),
        ("年度".encode("big5"), "text/html; charset=big5"),
        ("\ufeff年度报告".encode(), "text/html; charset=iso-2022-xx"),
        ("年度报告".encode("utf-16"), ""),
    ],
)
def test_text_comes_out_whatever_the_labels_say(body: bytes, content_type: str) -> None:
    assert "年度" in Page("http://a.example/", body, content_type).text


@given(st.binary(max_size=400), st.text(max_size=30))
def test_any_bytes_have_a_text(body: bytes, content_type: str) -> None:
    page = Page("http://a.example/", body, content_type)
    assert isinstance(page.text, str) and isinstance(page.meta, dict)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("./t1.html", "http://a.example/nb/t1.html"),
        (" ../x\n.html#top", "http://a.example/x.html"),
        ("//b.example/y", "http://b.example/y"),
        ("javascript:void(0)", None),
        ("mailto:a@b.example", None),
        ("http://[bad", None),
        ("", None),
        (None, None),
    ],
)
def test_links_are_joined_or_refused(link: str | None, expected: str | None) -> None:
    assert Page("http://a.example/nb/", b"<html></html>").join(link) == expected


def test_the_meta_block_is_read_whatever_its_case() -> None:
    page = Page("http://a.example/", '<meta name="articletitle" content=" 年报 ">'.encode())
    assert page.meta == {"ArticleTitle": "年报"}


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
