"""Where an article shows what it holds: jumps, viewers and pictures, however a page writes them."""

import pytest

from spiders.content.page import Page
from spiders.families.attachments import attachments
from spiders.families.base import redirect_target

HOST = "http://www.a.gov.example"
URL = f"{HOST}/nb/1.html"


@pytest.mark.parametrize(
    "source",
    [
        "<script>window.location.replace('/x/')</script>",
        '<script>top.location.href = "/x/";</script>',
        "<script>location.assign(`/x/`)</script>",
        "<script>window.navigate('/x/')</script>",
        "<script>setTimeout(\"location.href='/x/'\", 10)</script>",
        "<META HTTP-EQUIV='Refresh' CONTENT='0; URL=/x/'>",
        "<meta content=\"0;url='/x/'\" http-equiv=refresh>",
    ],
)
def test_a_page_without_content_leads_on(source: str) -> None:
    assert redirect_target(Page(URL, source.encode())) == f"{HOST}/x/"


@pytest.mark.parametrize(
    "source",
    [
        "<script>location.href = '/x/' + id</script>",
        "<script>allocation('/x/')</script>",
        "<meta name=url content='url=/x/'><meta http-equiv=content-type content='text/html'>",
    ],
)
def test_nothing_else_leads_on(source: str) -> None:
    assert redirect_target(Page(URL, source.encode())) is None


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<embed SRC=/a.pdf>", "/a.pdf"),
        ("<iframe src='/viewer.html?file=%2Fa.pdf'></iframe>", "/a.pdf"),
        ('<script>loadPdf("/a.pdf?v=1")</script>', "/a.pdf?v=1"),
        ("<a onclick=\"download('/a.docx')\">附件</a>", "/a.docx"),
        ("<div id=zoom><img data-src='/1.jpg' src=/loading.gif></div>", "/1.jpg"),
        ("<div id=zoom><img data-src='/1.jpg?v=1' src=/loading.gif></div>", "/1.jpg?v=1"),
        ("<div id=zoom><img src=/loading.gif data-lazy-src='/1.jpg'></div>", "/1.jpg"),
        ("<div id=zoom><img lazy-src='/1.png' src=/loading.gif></div>", "/1.png"),
        ("<div id=zoom><img srcset='/1.jpg 1x, /2.jpg 2x' src=/loading.gif></div>", "/1.jpg"),
        ("<div id=zoom><img alt='2.jpg' title='3.jpg' src=/1.jpg></div>", "/1.jpg"),
    ],
)
def test_what_an_article_shows_is_found(source: str, shown: str) -> None:
    assert [row.url for row in attachments(Page(URL, source.encode()))] == [HOST + shown]
