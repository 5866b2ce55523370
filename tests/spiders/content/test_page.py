"""A fetched page as families see it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.content.address import NoAddressError
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


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("..\\x\\1.html", "http://a.example/x/1.html"),
        ("/x/../nb/1.html", "http://a.example/nb/1.html"),
        ("../../../1.html", "http://a.example/1.html"),
        ("1.html;jsessionid=0A1B?n=1", "http://a.example/nb/1.html?n=1"),
        ("http:\\\\b.example:80\\y", "http://b.example/y"),
        ("a b.html", "http://a.example/nb/a%20b.html"),
        ("年.html?名=年", "http://a.example/nb/%E5%B9%B4.html?%C3%FB=%C4%EA"),
    ],
)
def test_addresses_are_read_as_browsers_read_them(link: str, expected: str) -> None:
    """A path is asked in UTF-8, a query in the charset of its page."""
    page = Page("http://a.example/nb/", "<html>年报".encode("gb18030"))
    assert page.join(link) == expected


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("javascript:view(1)", "link_by_script"),
        ("weixin://a", "link_not_web"),
        ("http://[bad", "link_malformed"),
        ("#top", "link_missing"),
        (None, "link_missing"),
    ],
)
def test_what_cannot_be_asked_says_why(link: str | None, reason: str) -> None:
    with pytest.raises(NoAddressError) as refused:
        Page("http://a.example/nb/", b"").address(link)
    assert refused.value.reason == reason
