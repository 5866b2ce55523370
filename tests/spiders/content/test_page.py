"""A fetched page as families see it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.content.page import Page


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
