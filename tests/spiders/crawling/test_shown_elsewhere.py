"""Report pages that do not hold their text themselves: every way of showing it leads to what holds it."""

from collections.abc import Mapping

import pytest

from tests.replica.list_faults import HEADINGS, HOST, REPORT, ListFault, li, page, site
from tests.spiders.families.family_walk import Walk, walk

PDF = "%PDF-1.7 report"
TABLE = "<table><tr><td>规章</td><td>1</td></tr></table>"
PAGER = '<script>createPageHTML(2,{},"b","html")</script>'
# name → the pages beside the list, and those that hold the report. The list leads to /nb/a.html.
SHOWN: dict[str, tuple[Mapping[str, str], tuple[str, ...]]] = {
    "viewer.html?file=": (
        {"a.html": '<iframe src="/js/viewer.html?file=/nb/r.pdf">', "r.pdf": PDF}, ("r.pdf",)),
    "viewer.jsp?url=": ({"a.html": '<iframe src="/viewer.jsp?url=/nb/r.pdf">', "r.pdf": PDF}, ("r.pdf",)),
    "embed": ({"a.html": '<embed src="r.pdf">', "r.pdf": PDF}, ("r.pdf",)),
    "object": ({"a.html": '<object data="r.pdf"></object>', "r.pdf": PDF}, ("r.pdf",)),
    "PDFObject": ({"a.html": '<script>PDFObject.embed("r.pdf")</script>', "r.pdf": PDF}, ("r.pdf",)),
    "pdfUrl": ({"a.html": "<script>var pdfUrl = '/nb/r.pdf';</script>", "r.pdf": PDF}, ("r.pdf",)),
    "a viewer in a script": (
        {"a.html": "<script>show('/js/viewer.html?file=/nb/r.pdf')</script>", "r.pdf": PDF}, ("r.pdf",)),
    "flash vars": (
        {"a.html": '<param name="flashvars" value="file=/nb/r.pdf">', "r.pdf": PDF}, ("r.pdf",)),
    "data-value": ({"a.html": '<div data-value="/nb/r.pdf"></div>', "r.pdf": PDF}, ("r.pdf",)),
    "onclick": ({"a.html": "<a href='#' onclick=\"openFile('r.pdf')\">附件</a>", "r.pdf": PDF}, ("r.pdf",)),
    "download?id=": (
        {"a.html": '<a href="/nb/download?id=7">年度报告</a>', "download": PDF}, ("download?id=7",)),
    "an iframe": ({"a.html": '<iframe src="b.html">', "b.html": REPORT}, ("b.html",)),
    "the tables in an iframe": (
        {"a.html": f'<div id="zoom">{HEADINGS}<iframe src="b.html"></iframe></div>', "b.html": TABLE},
        ("a.html", "b.html")),
    "a frameset": (
        {"a.html": '<frameset><frame src="top.html"><frame src="b.html"></frameset>', "top.html": "某区",
         "b.html": REPORT}, ("b.html",)),
    "frames in frames": (
        {"a.html": '<frameset><frame src="b.html"></frameset>', "b.html": '<iframe src="c.html">',
         "c.html": '<embed src="r.pdf">', "r.pdf": PDF}, ("r.pdf",)),
    "a refresh": (
        {"a.html": '<meta http-equiv="refresh" content="0; url=b.html">', "b.html": REPORT}, ("b.html",)),
    "a script jump": ({"a.html": "<script>location.href='b.html'</script>", "b.html": REPORT}, ("b.html",)),
    "a jump after a jump": (
        {"a.html": "<script>location.replace('b.html')</script>",
         "b.html": '<meta http-equiv=refresh content="0;url=c.html">', "c.html": REPORT}, ("c.html",)),
    "a jump to a file": (
        {"a.html": "<script>location.href='b.html'</script>", "b.html": '<a href="r.pdf">报告</a>',
         "r.pdf": PDF}, ("r.pdf",)),
    "a jump to an article on two pages": (
        {"a.html": "<script>location.href='b.html'</script>", "b.html": REPORT + PAGER.format(0),
         "b_1.html": TABLE + PAGER.format(1)}, ("b.html", "b_1.html")),
    "a file on the last of two pages": (
        {"a.html": REPORT + PAGER.replace("b", "a").format(0),
         "a_1.html": '<a href="r.pdf">附件</a>' + PAGER.replace("b", "a").format(1), "r.pdf": PDF},
        ("a.html", "a_1.html", "r.pdf")),
    "pictures": ({"a.html": '<div class="content"><img src="p1.jpg"></div>', "p1.jpg": "\xff"}, ("p1.jpg",)),
    "lazy pictures": (
        {"a.html": '<div class="content"><img src="loading.gif" data-src="p1.jpg">'
                   '<img src="loading.gif" data-original="p2.jpg"></div>', "p1.jpg": "1", "p2.jpg": "2"},
        ("p1.jpg", "p2.jpg")),
}  # fmt: skip


def walked(pages: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Walk:
    whole = {name: f"<html>{text}</html>" if name.endswith("html") else text for name, text in pages.items()}
    given = {f"/nb/{name}": text for name, text in whole.items()} | {"/nb/": page(li("/nb/a.html"))}
    replica = site(ListFault("shown", "", "trs-static", "/nb/", given, ()))
    monkeypatch.setattr("tests.spiders.families.family_walk.sites", lambda: {HOST: replica})
    return walk(replica)


@pytest.mark.parametrize("name", SHOWN)
def test_what_holds_the_text_is_captured(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pages, held = SHOWN[name]
    found = {each.url.rpartition("/nb/")[2]: each for each in walked(pages, monkeypatch).attempts}
    assert all(name in found and found[name].status == 200 for name in held), sorted(found)
    assert {found[name].role for name in held} <= {"report", "attachment", "part"}
    assert "loading.gif" not in found


def test_frames_that_lead_round_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk of the tests fails where a link is asked twice."""
    pages = {
        f"{one}.html": f'<iframe src="{other}.html">' for one, other in ("ab", "bc", "cd", "de", "ef", "fa")
    }
    found = walked(pages, monkeypatch)
    assert sorted(found.urls("attachment")) == [f"http://{HOST}/nb/{name}.html" for name in "bcde"]
