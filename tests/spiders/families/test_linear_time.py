"""Twice as long a page takes twice as long to look at, whatever it is made of: no pattern is quadratic."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from math import isqrt

import pytest

from spiders.content.headings import count_headings
from spiders.content.markup import MOST_ANCHORS, MOST_DEPTH, PageOverCapError, check_caps
from spiders.content.page import Page
from spiders.families import FAMILIES
from spiders.families.article_pages import next_page
from spiders.families.attachments import attachments
from spiders.families.detection import recognise
from spiders.families.listing import ListRequest, Row
from spiders.policy.response_outcome import judge_response

URL = "http://www.a.gov.example/nb/index.html"
STEPS = 5_000_000  # that a quadratic pattern takes over a page of one beginning over and over
FAST = 0.001  # seconds: fewer than such a pattern takes, at 0.2 ns a step, as a quick machine needs
SUSPECT = 5  # growth of the time of four times the input: 4 where it is linear, 16 where quadratic
TOO_FAST = 64  # of sixteen times: 16 and 256; a machine would have to be four times as slow meanwhile

# What some pattern begins with, over and over, without what it ends with.
BEGINNINGS = [
    "<", "<a ", '<a b="', "<script>", "<!--", "<style ", "</a", "<! ", "<option", "<li ", "<record><![CDATA[",
    "<nextgroup>", "<textarea>", 'href="', "href='x.", "href=", "location='", "http-equiv=refresh ",
    'queryData="{', "dataStore=[", 'count="1" ', "/eportal/ui?", "dataproxy.jsp?", "'/dataproxy.jsp?", "more",
    "interfacesWeb", "/loadData?", "/loadData", "window._CONFIG ", "SID: ", "window._CONFIG SID: ",
    'class="m-lst', "parseInt('1", "1", "1/", "共1", "totalrecord", "createPageHTML(", "createPage(1,1,",
    'url="a";title="b"', "url = ", "/site/label/8888?", "/xxgk/publicInfoList", "TREE: ", "'k':'v'", "2020-",
    "2020年", "/page_1", "module/xxgk/tree.jsp?", "/columns/0123", "/gkmlpt/", "pnidpv1", "/gongkai/site_a",
    "年", " ", "&nbsp;", "channelid=", "projectName:'a'", "columnId:", "/common/search/",
]  # fmt: skip


def seconds(look: Callable[[str], object], text: str, rounds: int = 1) -> float:
    """CPU time of the quickest look."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        with suppress(Exception):
            look(text)
        taken.append(time.process_time() - start)
    return min(taken)


def grows_too_fast(look: Callable[[str], object], unit: str) -> float | None:
    """How much more time sixteen times the text takes, where that is too much.

    A pattern begins length / len(unit) times, and each time goes on to the end, half the length away on
    average: length is chosen to be short. Four times the text tells whom to suspect.
    """
    length = isqrt(2 * STEPS * len(unit))
    text = unit * (length // len(unit))
    if seconds(look, text) < FAST or (short := seconds(look, text, rounds=5)) < FAST:
        return None
    if seconds(look, 4 * text) < SUSPECT * short:
        return None
    growth = seconds(look, 16 * text, rounds=3) / short
    return growth if growth > TOO_FAST else None


@cache
def page_of(text: str) -> Page:
    """A page, whose text and tree are made once for all who look at it."""
    return Page(URL, text.encode())


def of_family(name: str) -> Callable[[str], object]:
    """Everything that a family makes of a page, each part on its own."""

    def look(text: str) -> None:
        family, page, request = FAMILIES[name](), page_of(f'"{text}'), ListRequest(URL)
        for part in (lambda: family.read(request, page), lambda: family.rows(page)):
            with suppress(Exception):
                part()
        with suppress(Exception):
            family.more(request, page)
        if family.signature is not None:
            family.signature.search(f"{URL}\n{text}")

    return look


LOOKS: dict[str, Callable[[str], object]] = {
    "headings": count_headings,
    "caps": check_caps,
    "tree": lambda text: Page(URL, text.encode()).tree,
    "outcome": lambda text: judge_response("report", URL, URL, 200, "text/html", text.encode()),
    "attachments": lambda text: attachments(page_of(text)),
    "further page": lambda text: next_page(page_of(text), f"{URL}a.html") or next_page(page_of(text)),
    "recognise": lambda text: recognise(page_of(text)),
} | {name: of_family(name) for name in FAMILIES}


@pytest.mark.parametrize("name", LOOKS)
def test_no_look_at_a_page_is_quadratic(name: str) -> None:
    slow = {unit: growth for unit in BEGINNINGS if (growth := grows_too_fast(LOOKS[name], unit))}
    assert not slow


@pytest.mark.parametrize(
    ("pattern", "unit"), [("<[^>]*>", "<"), ("/xxgk/publicInfoList[^>]*>", "/xxgk/publicInfoList")]
)
def test_what_is_quadratic_is_found(pattern: str, unit: str) -> None:
    assert grows_too_fast(re.compile(pattern).search, unit)


@pytest.mark.parametrize(
    "row", ["<a href=t20250120_{}.html>年度报告</a>", "<li><a href=t20250120_{}.html>年度报告</a></li>"]
)
def test_many_anchors_take_their_number(row: str) -> None:
    def rows(source: str) -> list[Row]:
        return FAMILIES["trs-static"]().rows(Page(URL, source.encode()))

    def look(count: int) -> float:
        listing = "<ul>" + "".join(row.format(number) for number in range(count)) + "</ul>"
        assert len(rows(listing)) == count
        return seconds(rows, listing, rounds=3)

    assert look(16_000) < TOO_FAST * look(1000)


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 200_000,
        "<div></span>" * 5000,
        "<div><!--</div>-->" * 5000,
        '<div title="</div>">' * 5000,
        "<div><textarea></div></textarea>" * 5000,
        "<div><! </div>" * 5000,
        '<br ="><div>">' * 5000,
        "<p><font size=1>" * 3000,
        "".join(f"<font size={number}>" for number in range(1500)) + "<p>x" * 10_000,
        "<a href=x>" * (MOST_ANCHORS + 1),
        "<" * (17 << 20),
    ],
)
def test_a_page_that_would_take_minutes_is_not_parsed(source: str) -> None:
    start = time.process_time()
    with pytest.raises(PageOverCapError):
        page_of(source).anchors()
    assert time.process_time() - start < 10


def test_a_large_page_of_sound_markup_is_parsed() -> None:
    row = "<tr><td><p><a href=1><font color=red><b>年</b></font></a><br><td><img src=1><p>"
    page = page_of("<table>" + row * 3000 + "</table>" + "<div>" * (MOST_DEPTH // 2))
    assert len(page.anchors()) == 3000
