"""Where an article goes on: by pagers of its own, and never to another article, list or site."""

import pytest

from spiders.content.page import Page
from spiders.families.article_pages import is_part, next_page, number_of
from tests.spiders.families.list_pages import HOST, TITLE

TEXT = "<p>一、总体情况</p>"
FIRST = f"{HOST}/nb/t20240118_7001.html"


def script(call: str) -> str:
    return f"<script>{call}</script>"


def link(href: str, words: str = "下一页") -> str:
    return f'<a href="{href}">{words}</a>'


GOES_ON = [
    (FIRST, script('createPageHTML(3,0,"t20240118_7001","html");'), "/nb/t20240118_7001_1.html"),
    (FIRST, script('createPageHTML(120, 3, 0, "t20240118_7001", "html");'), "/nb/t20240118_7001_1.html"),
    (FIRST, script('createPage(2,0,"t20240118_7001","html");'), "/nb/t20240118_7001_1.html"),
    # The list beside the article has a pager as well.
    (FIRST, script('createPageHTML(9,0,"index","html");createPageHTML(2,0,"t20240118_7001","html")'),
     "/nb/t20240118_7001_1.html"),
    (f"{HOST}/c1/abc.shtml", script("createPageHTML('page_div',3, 1,'abc','shtml',3)"), "/c1/abc_2.shtml"),
    (f"{HOST}/nb/7/index.html", script('createPageHTML(2,0,"index","html")'), "/nb/7/index_1.html"),
    (f"{HOST}/nb/7/", script('createPageHTML(2,0,"index","shtml")'), "/nb/7/index_1.shtml"),
    (f"{HOST}/nb/11.html", link("11_2.html"), "/nb/11_2.html"),
    (f"{HOST}/nb/11.html", link("11-2.html", "下页"), "/nb/11-2.html"),
    (f"{HOST}/nb/11.htm", link("11_1.htm", "2") + link("11_2.htm", "3"), "/nb/11_1.htm"),
    (f"{HOST}/nb/11.htm", link("11_1.htm", "1") + link("11_2.htm", "[2]"), "/nb/11_2.htm"),
    (f"{HOST}/show.aspx?id=5", link("show.aspx?id=5&amp;page=2"), "/show.aspx?id=5&page=2"),
    (f"{HOST}/show.aspx?id=5&page=1", link("?id=5&amp;page=2", "第2页"), "/show.aspx?id=5&page=2"),
    (f"{HOST}/show.jsp?pageNo=1&id=5", link("?id=5&amp;pageNo=2"), "/show.jsp?id=5&pageNo=2"),
]  # fmt: skip


GOES_ON += [
    (FIRST, script("var currentPage = 0; var countPage = 3"), "/nb/t20240118_7001_1.html"),
    (FIRST, script('countPage=3;document.write(\'<a href="t20240118_7001\' + "_" + nextPage + ".html")'),
     "/nb/t20240118_7001_1.html"),
    (FIRST, script("$('.p').pagination({ totalPage: 3, current: 1 })"), "/nb/t20240118_7001_2.html"),
    (FIRST, script("createPageHTML(3,0,'./t20240118_7001','.html')"), "/nb/t20240118_7001_1.html"),
    (f"{HOST}/nb/7/", script("var countPage = 2"), "/nb/7/index_1.html"),
    (f"{HOST}/nb/11.html", link("javascript:next()"), "/nb/11.html#下一页"),
    (f"{HOST}/nb/11.html", '<span onclick="turn(2)">下页</span>', "/nb/11.html#下页"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "pager", "following"), GOES_ON)
def test_an_article_goes_on_where_its_own_pager_leads(url: str, pager: str, following: str) -> None:
    assert next_page(Page(url, (TEXT + pager).encode())) == HOST + following


ENDS = {
    "no pager": (FIRST, "<p>二、</p>"),
    "one page": (FIRST, script('createPageHTML(1,0,"t20240118_7001","html");')),
    "the pager of a list": (FIRST, script('createPageHTML(9,0,"index","html")')),
    "the script itself": (FIRST, script("function createPageHTML(count, index, name, ext) {}")),
    "the pager of another article": (FIRST, script('createPageHTML(3,0,"t20240118_7002","html")')),
    "another article": (f"{HOST}/nb/11.html", link("12.html")),
    "an article whose id grows by one": (f"{HOST}/art/art_5_1.html", link("art_5_2.html")),
    "another article of a script": (f"{HOST}/show.aspx?id=5", link("show.aspx?id=6&amp;page=2")),
    "an id that is called p": (f"{HOST}/?p=12", link("/?p=13")),
    "the article after it": (f"{HOST}/nb/11.html", link("11_2.html", "下一篇")),
    "another host": (f"{HOST}/nb/11.html", link("http://www.copycat.example/nb/11_2.html")),
    "another folder": (f"{HOST}/nb/11.html", link("/zx/11_2.html")),
    "the third page": (f"{HOST}/nb/11.html", link("11_3.html", "末页")),
    "itself": (f"{HOST}/nb/11.html", link("11.html") + link("#")),
    "a script that does nothing": (f"{HOST}/nb/11.html", link("javascript:void(0)") + link("#")),
    "a script below a whole report": (f"{HOST}/nb/11.html", "<p>六、其他</p>" + link("javascript:next()")),
    "a list that a script counts": (
        FIRST,
        script('countPage = 9; document.write("<a href=\\"index"+"_" + nextPage + ".html")'),
    ),
    "a list that a script counts below a whole report": (FIRST, script("countPage = 9") + "<p>六、其他</p>"),
    "one page that a script counts": (FIRST, script("var countPage = 1")),
    "a page deep in a list": (f"{HOST}/list.aspx?id=5&page=7", link("?id=5&amp;page=8")),
}


@pytest.mark.parametrize("name", ENDS)
def test_nothing_else_is_taken_for_a_further_page(name: str) -> None:
    url, pager = ENDS[name]
    assert next_page(Page(url, (TEXT + pager).encode())) is None


def test_a_list_is_no_article_on_several_pages() -> None:
    pager = script('createPageHTML(3,0,"index","html")')
    url = f"{HOST}/nb/index.html"
    assert next_page(Page(url, f"<a href=t1.html>{TITLE}</a>{pager}".encode())) is None
    titled = f'<meta name="ArticleTitle" content="{TITLE}">{pager}'
    assert next_page(Page(url, titled.encode())) == f"{HOST}/nb/index_1.html"


@pytest.mark.parametrize(
    ("number", "pager", "following"),
    [
        (1, script('createPageHTML(3,1,"t20240118_7001","html");'), 2),
        # Counts wrong, as scripts of some lists do: the address knows better.
        (1, script('createPageHTML(3,0,"t20240118_7001","html");'), 2),
        (2, script('createPageHTML(3,2,"t20240118_7001","html");'), None),
        (1, link("t20240118_7001.html", "上一页") + link("t20240118_7001_2.html"), 2),
        (1, link("t20240118_7001.html", "1") + link("t20240118_7001_2.html", "3"), 2),
        (2, link("t20240118_7001_1.html", "上一页"), None),
        (2, link("t20240118_7001_2.html") + link("t20240118_7001.html", "首页"), None),
    ],
)
def test_a_further_page_leads_to_the_one_after_it(number: int, pager: str, following: int | None) -> None:
    page = Page(f"{HOST}/nb/t20240118_7001_{number}.html", pager.encode())
    wanted = f"{HOST}/nb/t20240118_7001_{following}.html" if following else None
    assert next_page(page, FIRST) == wanted
    assert is_part(page, FIRST, None)


@pytest.mark.parametrize(
    ("body", "title", "is_one"),
    [
        ("<p>页面不存在</p>", None, False),
        (link("/", "首页") + link("/nb/", "年报") + link("t20240118_7001.html", "某年报告"), None, False),
        (script('createPageHTML(9,1,"index","html")'), None, False),
        (f'<meta name="ArticleTitle" content="{TITLE}（2）">', TITLE, True),
        (f'<meta name="ArticleTitle" content="{TITLE}">', TITLE, True),
        # The pager of the article around another one: no page of ours.
        ('<meta name="ArticleTitle" content="别的">' + link("t20240118_7001.html", "上一页"), TITLE, False),
    ],
)  # fmt: skip
def test_a_page_is_of_an_article_by_its_title_or_its_pager(
    body: str, title: str | None, is_one: bool
) -> None:
    page = Page(f"{HOST}/nb/t20240118_7001_1.html", body.encode())
    assert is_part(page, FIRST, title) is is_one


def test_the_number_of_a_page_is_that_of_no_other_article() -> None:
    assert number_of(FIRST, FIRST) == 0
    assert number_of(FIRST, FIRST.replace(".html", "_12.html")) == 12
    assert number_of(FIRST, FIRST.replace(".html", "_1200.html")) is None
    assert number_of(FIRST, FIRST.replace("www", "m").replace(".html", "_1.html")) is None
    assert number_of(FIRST, FIRST.replace(".html", "_1.pdf")) is None
    assert number_of(FIRST, FIRST.replace(".html", "_1.html?id=2")) is None
    assert number_of(f"{HOST}/a?id=1", f"{HOST}/a?id=1&page=2") == 2
    assert number_of(f"{HOST}/a?id=1", f"{HOST}/a?id=1&page=two") is None
