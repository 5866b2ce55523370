"""Twice as long a page takes twice as long to look at, whatever it is made of: no pattern is quadratic."""

import gc
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from spiders.content.headings import count_headings
from spiders.content.markup import MOST_ANCHORS, MOST_DEPTH, PageOverCapError, check_caps
from spiders.content.page import Page
from spiders.families import FAMILIES
from spiders.families.attachments import attachments
from spiders.families.detection import recognise
from spiders.families.listing import ListRequest
from spiders.policy.response_outcome import judge_response

URL = "http://www.a.gov.example/nb/index.html"
SIZE = 40_000  # characters
FAST = 0.008  # seconds that are too few to tell how they grow
MOST_GROWTH = 2.6  # of the time of twice the input; a quadratic pattern has 4

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


def seconds(look: Callable[[str], object], text: str) -> float:
    """CPU time of the quickest of three looks."""
    taken = []
    for _ in range(3):
        gc.collect(0)
        start = time.process_time()
        with suppress(Exception):
            look(text)
        taken.append(time.process_time() - start)
        if taken[-1] < FAST:
            break
    return min(taken)


def grows_too_fast(look: Callable[[str], object], unit: str) -> float | None:
    """How much more time twice the text takes, where that is too much."""
    texts = [unit * (size // len(unit)) for size in (SIZE, 2 * SIZE, 4 * SIZE)]
    times = [seconds(look, texts[1])]
    if times[0] < FAST:
        return None
    times = [seconds(look, texts[0]), times[0]]
    if times[1] <= MOST_GROWTH * times[0]:
        return None
    growth = seconds(look, texts[2]) / times[1]  # a second opinion: the machine may have been busy
    return growth if growth > MOST_GROWTH else None


def page_of(text: str) -> Page:
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
    "outcome": lambda text: judge_response("report", URL, URL, 200, "text/html", text.encode()),
    "attachments": lambda text: attachments(page_of(text)),
    "recognise": lambda text: recognise(page_of(text)),
} | {name: of_family(name) for name in FAMILIES}


@pytest.mark.parametrize("name", LOOKS)
def test_no_look_at_a_page_is_quadratic(name: str) -> None:
    slow = {unit: growth for unit in BEGINNINGS if (growth := grows_too_fast(LOOKS[name], unit))}
    assert not slow


@pytest.mark.parametrize(
    "row", ["<a href=t20250120_{}.html>年度报告</a>", "<li><a href=t20250120_{}.html>年度报告</a></li>"]
)
def test_many_anchors_take_their_number(row: str) -> None:
    def look(count: int) -> float:
        listing = page_of("<ul>" + "".join(row.format(number) for number in range(count)) + "</ul>")
        start = time.process_time()
        assert len(FAMILIES["trs-static"]().rows(listing)) == count
        return time.process_time() - start

    assert min(look(4000), look(4000)) * MOST_GROWTH > min(look(8000), look(8000))


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 200_000,
        "<div></span>" * 50_000,
        "<div><!--</div>-->" * 50_000,
        '<div title="</div>">' * 50_000,
        "<div><textarea></div></textarea>" * 50_000,
        "<div><! </div>" * 50_000,
        '<br ="><div>">' * 50_000,
        "<p><font size=1>" * 3000,
        "".join(f"<font size={number}>" for number in range(1500)) + "<p>x" * 100_000,
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
    page = page_of("<table>" + row * 10_000 + "</table>" + "<div>" * (MOST_DEPTH // 2))
    assert len(page.anchors()) == 10_000
