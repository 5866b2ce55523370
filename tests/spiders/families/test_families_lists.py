"""List pages of the families of plain links in the shapes of real sites: which rows, which further pages."""

import re

import pytest

from spiders.content.page import Page
from spiders.families import FAMILIES
from spiders.families.attachments import attachments
from spiders.families.links import Row
from spiders.families.listing import Listing
from tests.spiders.families.list_pages import HEX, HOST, TITLE, asked, li, paths, read

PLAIN = [
    # family, address of the list, row on it, what else stands on it, the next request
    ("trs-static", "/nb/", "./202501/t20250120_1.html", "createPageHTML(2, 0, 'index', 'html')",
     ["/nb/index_1.html"]),
    ("trs-static", "/nb/", "./202501/t20250120_1.html", 'createPageHTML(31,2,0,"index","html")',
     ["/nb/index_1.html"]),
    ("trs-static", "/nb/", "./202501/t20250120_1.html", 'createPage(2,0,"index","shtml")',
     ["/nb/index_1.shtml"]),
    ("trs-static", "/nb/", "./202501/t20250120_1.html", "var countPage = 2", ["/nb/index_1.html"]),
    ("trs-static", "/nb/", "./202501/t20250120_1.html", "var countPage = 1", []),
    ("ucap-static", "/nb/common_list.shtml", f"/nb/202501/{HEX}.shtml",
     "createPageHTML('page_div',2,1,'common_list','shtml',25)", ["/nb/common_list_2.shtml"]),
    ("ucap-static", "/nb/rlist.shtml", f"/nb/202501/{HEX}.shtml",
     "createPageHTML('page_div', 3, 1, 'rlist', 'shtml', 55)", ["/nb/rlist_2.shtml"]),
    ("jeecms", "/nb/index.jhtml", "/nb/12345.jhtml", "1/3页", ["/nb/index_2.jhtml"]),
    ("jeecms", "/nb/index.jhtml", "/nb/12345.jhtml", "", []),
    ("yanan-n-html", "/nb/1.html", "/nb/1100001.html", "var n=parseInt('2')", ["/nb/2.html"]),
    ("shanghai-nw", "/nw44404/", f"/nw44404/20250120/{HEX}.html", "totalPage: 2,", ["/nw44404/index_2.html"]),
    ("shanghai-nw", "/nw44404/", "/nw44404/20200824/0001-44404_58278.html", "totalPage: 1,", []),
    ("xxgk-showlist", "/XxgkContent/showList/790/0/page_1.html", "/XxgkAnnualReport/show/6384.html",
     "<a href='page_1.html'>1</a><a href='/XxgkContent/showList/790/0/page_2.html'>2</a>",
     ["/XxgkContent/showList/790/0/page_2.html"]),
    ("aspnet-query", "/InfoPublic.aspx?cid=1019&pid=971&page=1&kw=", "NewsView.aspx?id=1",
     '<a href="?cid=1019&amp;pid=971&amp;page=2&amp;kw=">尾页</a>',
     ["/InfoPublic.aspx?cid=1019&pid=971&page=2&kw="]),
    ("vsb-htm", "/zfxxgknb.htm", "info/1001/2345.htm",
     '<span class="p_next p_fun"><a href="zfxxgknb/7.htm">下页</a></span>', ["/zfxxgknb/7.htm"]),
    ("vsb-htm", "/zfxxgknb/1.htm", "../info/1001/2345.htm", '<span class="p_next p_fun"><a>下页</a></span>',
     []),
    ("eportal-numid", "/q69/2018n/index.html", "719718/index.html",
     f'<a href="/eportal/ui?pageId=4116&amp;currentPage=2&amp;moduleId={HEX}&amp;staticRequest=yes">2</a>',
     [f"/eportal/ui?pageId=4116&currentPage=2&moduleId={HEX}&staticRequest=yes"]),
    ("tsid-index", "/nb/xzjd/index.shtml", "2026010512345678901/index.shtml",
     '<a href="/nb/xzjd/2024n78/index.shtml">2025年</a>', ["/nb/xzjd/2024n78/index.shtml"]),
    ("static", "/nb/list.html", "/nb/content_77.html", "<a href='list_p7.html'>下一页</a>",
     ["/nb/list_p7.html"]),
    ("static", "/nb/list.html", "/nb/content_77.html", "<a href='javascript:next(2)'>下一页</a>",
     ["/nb/list_1.html"]),
    ("static", "/nb/", "/files/2024.pdf", "", ["/nb/index_1.html"]),
    ("nfcms-post", "/nb/gq/", f"{HOST}/nb/gq/content/post_8780034.html", "", ["/nb/gq/index_1.html"]),
    ("bj-chaoyang-hex", "/gknb/", "5e2411a0ab75c16cfc17f94a.html", "", ["/gknb/index_1.html"]),
    ("shanghai-district-slug", "/zwgk/nb/", "/zwgk/nb/2024/50/323401.html", "", ["/zwgk/nb/index_1.html"]),
    ("shanghai-xuhui", "/H/gknb/", "Info/Detail_54891.htm", "", ["/H/gknb/index_1.html"]),
    ("c-column-shtml", "/x/c112289c/", "/x/c112289c/202602/c01_1108994.shtml", "",
     ["/x/c112289c/index_1.shtml"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "href", "rest", "following"), PLAIN)
def test_rows_and_next_page(name: str, path: str, href: str, rest: str, following: list[str]) -> None:
    script = f"<script>{rest}</script>" if "(" in rest and "<" not in rest else rest
    listing = read(name, path, f"<html><body><ul>{li(href)}</ul>{script}</body></html>".ljust(700))
    wanted = Page(HOST + path, b"").join(href)
    assert listing.rows == [Row(wanted or "", TITLE, "2025-01-20")]
    assert asked(listing) == following


@pytest.mark.parametrize("name", FAMILIES)
def test_a_page_without_anything_gives_nothing(name: str) -> None:
    listing = read(name, "/nb/", "<html><body><p>栏目建设中</p></body></html>")
    if name != "ucap-loaddata":  # asks the usual address of the call, whatever the page says
        assert listing == Listing()


def test_trs_stub_past_the_end_and_year_folders() -> None:
    assert read("trs-static", "/nb/index_9.html", "<html><!-- --></html>", page=10) == Listing()
    assert paths(read("trs-static", "/nb/index_9.html", li("t20250120_1.html"), page=10))
    links = "<a href='2024nb/'>2024年</a><a href='/xw/2024/'>2024</a>"
    assert asked(read("trs-static", "/nb/", links.ljust(700))) == ["/nb/2024nb/"]


@pytest.mark.parametrize(
    "shell",
    ["location.replace('./2025nb/')", "window.location.href = './2025nb/'", "location = './2025nb/'"],
)
@pytest.mark.parametrize("name", ["trs-static", "hanweb-jpage", "static", "eportal-numid"])
def test_a_script_shell_leads_on_in_every_family(name: str, shell: str) -> None:
    assert asked(read(name, "/nb/", f"<html><script>{shell}</script></html>")) == ["/nb/2025nb/"]


def test_a_refresh_leads_on_and_a_shell_of_itself_does_not() -> None:
    refresh = '<meta http-equiv="refresh" content="0; url=../nb2/">'
    assert asked(read("static", "/nb/", refresh)) == ["/nb2/"]
    assert read("static", "/nb/", "<script>location.href='/nb/'</script>") == Listing()


def test_a_page_that_is_the_report_is_its_own_row() -> None:
    text = "<meta name='ArticleTitle' content='甲区报告'><h1>x</h1>一、总体情况 二、主动公开政府信息情况"
    assert read("static", "/nb/", text).rows == [Row(f"{HOST}/nb/", "甲区报告")]


def test_a_frame_of_the_same_host_is_followed() -> None:
    frames = "<iframe src='http://www.other.gov.example/x.html'></iframe><iframe src='list.html'></iframe>"
    assert asked(read("huaian-col", "/col/1_2/", frames)) == ["/col/1_2/list.html"]


def test_guesses_stop_where_nothing_new_comes() -> None:
    family = FAMILIES["static"]()
    first = read("static", "/nb/", li("/nb/2025/content_1.html"), family)
    guess = first.more[0]
    assert guess.guess
    assert guess.fallback is not None
    assert guess.fallback.url == f"{HOST}/nb/index_2.html"
    same = family.read(guess, Page(guess.url, li("/nb/2025/content_1.html").ljust(700).encode()))
    assert same == Listing(more=[guess.fallback])
    other = guess.fallback
    away = family.read(other, Page(other.url, li("/news/2025/content_9.html").ljust(700).encode()))
    assert away == Listing()
    new = family.read(other, Page(other.url, li("/nb/2024/content_2.html").ljust(700).encode()))
    assert (paths(new), asked(new)) == (["/nb/2024/content_2.html"], ["/nb/index_3.html"])


FILES = [
    ('<a href="./report.docx">附件</a>', [Row(f"{HOST}/a/report.docx", "附件")]),
    ('<a href="/down.jsp?id=7&amp;filename=r.pdf">下载</a>',
     [Row(f"{HOST}/down.jsp?id=7&filename=r.pdf", "下载")]),
    ('<a href="/attachment/3255">2024年报.ofd</a>', [Row(f"{HOST}/attachment/3255", "2024年报.ofd")]),
    ('<iframe src="/js/viewer.html?file=/a/r.pdf"></iframe>',
     [Row(f"{HOST}/a/r.pdf", "")]),
    ('<embed src="r.pdf">', [Row(f"{HOST}/a/r.pdf", "")]),
    ('<img src="/logo.png"><div id="zoom"><img src="p1.jpg"><img src="p2.jpg"></div>',
     [Row(f"{HOST}/a/p1.jpg", ""), Row(f"{HOST}/a/p2.jpg", "")]),
    ('<div id="zoom"><img src="p1.jpg"><table><tr><td>1</td></tr></table></div>', []),
    ('<iframe src="/viewer.jsp?url=/a/r.pdf"></iframe>', [Row(f"{HOST}/a/r.pdf", "")]),
    ('<script>PDFObject.embed("r.pdf", "#x")</script>', [Row(f"{HOST}/a/r.pdf", "")]),
    ("<script>var pdfUrl = '/a/r.pdf';</script>", [Row(f"{HOST}/a/r.pdf", "")]),
    ('<div data-value="/a/r.ofd"></div>', [Row(f"{HOST}/a/r.ofd", "")]),
    ("<a href='javascript:;' onclick=\"openFile('/a/r.doc')\">附件</a>", [Row(f"{HOST}/a/r.doc", "附件")]),
    ('<a href="/download?id=7">年度报告</a>', [Row(f"{HOST}/download?id=7", "年度报告")]),
    ('<iframe src="/a/table.html"></iframe><iframe src="http://x.gov.example/w.html"></iframe>',
     [Row(f"{HOST}/a/table.html", "")]),
    ('<div class="content"><img src="/loading.gif" data-src="p1.jpg"></div>', [Row(f"{HOST}/a/p1.jpg", "")]),
    ("一、总体情况 二、主动公开政府信息情况<script>pdfUrl='/help.pdf'</script><iframe src='/w.html'>", []),
    ('<a href="/a/next.html">下一篇</a><a href="https://www.docx.gov.example/">站</a>', []),
]  # fmt: skip


@pytest.mark.parametrize(("body", "files"), FILES)
def test_files_of_an_article(body: str, files: list[Row]) -> None:
    assert attachments(Page(f"{HOST}/a/t1.html", body.encode())) == files


def test_signatures_are_not_met_by_an_empty_page() -> None:
    for name, family in FAMILIES.items():
        assert family.name == name
        assert isinstance(family.article, re.Pattern)
        if family.signature is not None:
            assert not family.signature.search(f"{HOST}/\n<html><body></body></html>")
