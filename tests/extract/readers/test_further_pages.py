"""An article on several pages is read as one: where each thing stands, what stands once, what is missing."""

from dataclasses import replace
from pathlib import Path

import pytest

from extract.model.document import Hints
from extract.model.reading import Figure
from extract.readers.further_pages import FurtherPages
from extract.report import read
from extract.run.files import FileTask, read_file
from spiders.replica.render import html
from spiders.replica.world import world
from tests.replica.cut_articles import pieces

REPORT = world(1)["yunxi-zfb", 2021, ""]
HEAD = f"<h1>{REPORT.title}</h1><ul><li>首页</li><li>政务公开</li></ul>"
FOOT = "<div>主办单位：某单位</div><div>网站标识码：9900000000</div>"
ADDRESSES = ("http://www.x.gov.example/t1_1.html", "http://www.x.gov.example/t1_2.html")
HINTS = Hints(url="http://www.x.gov.example/t1.html")


def framed(body: str) -> bytes:
    return f"<html><body>{HEAD}{body}{FOOT}</body></html>".encode()


def viewed(page: bytes, times: int) -> bytes:
    return page.replace(b"<ul>", f"<p>浏览次数：{times}</p><ul>".encode())


FIRST, *OTHERS = map(framed, pieces(REPORT))
WHOLE = framed(html.fragment(REPORT, "clean"))


def further(*pages: bytes, gap: str | None = None) -> FurtherPages:
    return FurtherPages(tuple(zip(ADDRESSES, pages, strict=False)), gap)


def without_place(figures: tuple[Figure, ...]) -> list[Figure]:
    return [replace(figure, locator="") for figure in figures]


def test_a_report_on_three_pages_is_read_as_on_one() -> None:
    cut, whole = read(FIRST, HINTS, further(*OTHERS)), read(WHOLE, HINTS)
    assert without_place(cut.cells) == without_place(whole.cells)
    assert cut.content_digest == whole.content_digest
    assert cut.problems == whole.problems == ()


def test_the_frame_of_the_site_stands_once() -> None:
    cut = read(FIRST, HINTS, further(*OTHERS))
    text = "\n".join(section.text for section in cut.sections)
    assert text.count("网站标识码") <= 1 and "政务公开\n" not in text.partition("总体情况")[2]


def test_places_name_the_page() -> None:
    places = [cell.locator.rpartition("!")[0] for cell in read(FIRST, HINTS, further(*OTHERS)).cells]
    assert set(places) == {"", *(f"part:{address}" for address in ADDRESSES)}


def test_an_address_says_nothing_of_how_a_figure_was_read() -> None:
    pages = tuple(
        (address.replace("/t1", "/scan:p1/"), page) for address, page in zip(ADDRESSES, OTHERS, strict=True)
    )
    assert {cell.method for cell in read(FIRST, HINTS, FurtherPages(pages)).cells} == {"label"}


@pytest.mark.parametrize(
    ("more", "place", "said"),
    [
        (further(OTHERS[0], gap="it goes on at t1_2.html: HTTP 404"), "file", "HTTP 404"),
        (further(OTHERS[0], b" "), f"part:{ADDRESSES[1]}!file", "none of them text"),
        (further(OTHERS[0], OTHERS[0] + b"<!-- 2 -->"), f"part:{ADDRESSES[1]}!file", "page before it"),
        (further(viewed(OTHERS[0], 7), viewed(OTHERS[0], 12)), f"part:{ADDRESSES[1]}!file", "page before it"),
    ],
    ids=["missing", "empty", "the same", "the same, looked at more often"],
)
def test_a_page_that_is_missing_is_told_and_nothing_is_called_unprinted(
    more: FurtherPages, place: str, said: str
) -> None:
    found = read(FIRST, HINTS, more)
    (told,) = [each for each in found.problems if each.kind == "report_incomplete"]
    assert (told.locator, told.severity) == (place, "error") and said in told.message
    assert not [each for each in found.problems if "not printed" in each.message]
    wanted = {figure.key: figure.value for figure in read(WHOLE, HINTS).cells}
    came = {figure.key: figure.value for figure in found.cells if figure.status == "reported"}
    assert came.items() <= wanted.items() and 0 < len(came) < len(wanted)


def script(call: str) -> bytes:
    return f"<script>{call}</script>".encode()


ALONE = {
    "called": (script('createPageHTML(3,0,"t1","html")'), "it goes on at t1_1.html, of 3 pages"),
    "of UCAP": (script("createPageHTML('page_div',3,1,'t1','shtml',3)"), "it goes on at t1_2.shtml, of 3"),
    "the last": (script('createPageHTML(3,2,"t1","html")'), "it is the last of 3 pages"),
    "named as a list": (script('createPageHTML(3,0,"index","html")'), "it goes on at index_1.html"),
    "counted": (script("var countPage = 3"), "its script counts 3 pages"),
    "linked": ("<a href=t1_2.html>下一页</a>".encode(), "it goes on at t1_2.html"),
    "by a script": ("<a href='javascript:turn(2)'>下一页</a>".encode(), "only a script leads to"),
}


@pytest.mark.parametrize("name", ALONE)
def test_a_saved_page_says_that_its_report_goes_on_elsewhere(name: str, tmp_path: Path) -> None:
    pager, said = ALONE[name]
    path = tmp_path / "年报.html"
    path.write_bytes(FIRST + pager)
    found = read_file(FileTask(path))
    (told,) = [each for each in found.problems if each.kind == "report_incomplete"]
    assert told.severity == "error" and told.message.startswith(said)
    assert told.message.endswith("this file was read alone")
    assert not [each for each in found.problems if "not printed" in each.message]


@pytest.mark.parametrize(
    "pager",
    [
        b"",
        script('createPageHTML(1,0,"t1","html")'),
        script('createPageHTML(9,0,"index","html")'),  # of the list beside it
        script("var countPage = 9"),
        "<a href=list_2.html>下一页</a>".encode(),
    ],
)
def test_a_saved_page_that_holds_a_whole_report_raises_no_alarm(pager: bytes, tmp_path: Path) -> None:
    path = tmp_path / "年报.html"
    path.write_bytes(WHOLE + pager)
    assert read_file(FileTask(path)).problems == ()
