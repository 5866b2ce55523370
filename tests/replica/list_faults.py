"""What real lists did to readers, each as a small site of its own, and what a right walk makes of it.

`FAULTS` is the table; `site` makes the host of one. The words and figures are ours.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from spiders.replica.families.base import NOT_FOUND, ReplicaSite, Reply, Request, SiteRow
from spiders.replica.families.builder import query

HOST = "www.lists.gov.example"
HEADINGS = "一、总体情况 二、主动公开政府信息情况"
REPORT = f"<html><body><h1>年度报告</h1>{HEADINGS}<table><tr><td>1</td></tr></table></body></html>"
CLOSED = "<html><head><title>系统维护中，请稍后访问</title></head><body><p>请稍后访问</p></body></html>"
HEX = "0123456789abcdef0123456789abcdef"
Answer = Callable[[Request], Reply]
_ENDS = (("promise", "list_ends_early"),)


@dataclass(frozen=True)
class ListFault:
    """A fault of lists: `pages` by path (HTML, or what answers), `column` the path of the list.

    reports: the paths that a right walk asks for as reports. told: (role, reason) of what it logs beside
    them, apart from guesses that found nothing.
    """

    name: str
    note: str
    family: str
    column: str
    pages: Mapping[str, str | Answer]
    reports: tuple[str, ...]
    told: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def site(fault: ListFault) -> ReplicaSite:
    """The host of a fault; whatever it lists is a report, whatever else is asked is not there."""
    row = SiteRow("lists", "故障县", "990299", "county", fault.family, f"http://{HOST}{fault.column}")

    def answer(request: Request) -> Reply:
        given = fault.pages.get(request.path)
        if given is None:
            return Reply(REPORT.encode()) if request.path in fault.reports else NOT_FOUND
        return Reply(given.encode()) if isinstance(given, str) else given(request)

    return ReplicaSite(HOST, row, {}, missing=answer)


def title(year: int) -> str:
    return f"故障县{year}年政府信息公开工作年度报告"


def li(href: str, year: int = 2024, date: str = "2025-01-20") -> str:
    return f'<li><a href="{href}">{title(year)}</a><span>{date}</span></li>'


def page(*items: str, script: str = "") -> str:
    """A list page, longer than a stub."""
    return f"<html><body><ul>{''.join(items)}</ul><script>{script}</script>{'<!-- -->' * 90}</body></html>"


def as_json(value: object) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False).encode(), content_type="application/json")


def by_page(parameter: str, *answers: object) -> Answer:
    """JSON (or HTML) by the number of a page in query or form, the last for all further ones."""

    def answer(request: Request) -> Reply:
        number = int(query(request).get(parameter, "1") or 1)
        given = answers[min(max(number, 1), len(answers)) - 1]
        return Reply(given.encode()) if isinstance(given, str) else as_json(given)

    return answer


def _trs(name: str, note: str, second: str | Answer | None, reason: str, role: str = "promise") -> ListFault:
    """A TRS list of two pages, whose second is not what was promised."""
    pages: dict[str, str | Answer] = {
        "/nb/": page(li("t20250120_1.html"), script='createPageHTML(2,0,"index","html")')
    }
    if second is not None:
        pages["/nb/index_1.html"] = second
    return ListFault(
        name, note, "trs-static", "/nb/", pages, ("/nb/t20250120_1.html",), frozenset({(role, reason)})
    )


def _gkmlpt(
    name: str, note: str, *answers: object, told: tuple[tuple[str, str], ...], count: int
) -> ListFault:
    tree = json.dumps([{"id": 7, "name": "政府信息公开年报", "children": []}], ensure_ascii=False)
    pages: dict[str, str | Answer] = {
        "/gkmlpt/index": f"<script>window._CONFIG = {{ SID: '1', TREE: {tree} }};</script>",
        "/gkmlpt/api/all/7": by_page("page", *answers),
    }
    reports = tuple(f"/gkmlpt/content/1/1/post_{number}.html" for number in range(count))
    return ListFault(name, note, "gkmlpt", "/gkmlpt/index", pages, reports, frozenset(told))


def _posts(start: int, stop: int) -> list[dict[str, object]]:
    return [
        {"url": f"http://{HOST}/gkmlpt/content/1/1/post_{number}.html", "title": title(2000 + number % 25)}
        for number in range(start, stop)
    ]


def _jpaas(
    name: str, note: str, second: object, told: tuple[tuple[str, str], ...], footer: str = ""
) -> ListFault:
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    pager = f"""<div count="2" rows="1" unitUrl="{unit}" queryData="{{'webId':'1','pageId':'2'}}"></div>"""

    def answer(request: Request) -> Reply:
        number = json.loads(query(request)["paramJson"])["pageNo"]
        return as_json(
            second if number == 2 else {"success": True, "data": {"html": li(f"/nb/art/2026/art_{HEX}.html")}}
        )

    pages: dict[str, str | Answer] = {"/nb/": page(footer, pager), unit: answer}
    reports = [f"/nb/art/2026/art_{HEX}.html"] + ([f"/nb/art/2026/art_{HEX[::-1]}.html"] if footer else [])
    return ListFault(name, note, "hanweb-jpaas", "/nb/", pages, tuple(reports), frozenset(told))


def _ewb(name: str, note: str, first: int, is_wrapped: bool) -> ListFault:
    """Three records, one a page; a server that counts from 1 shows page 1 as page 0 too."""
    records = [{"infourl": f"/xxgk/001/20250120/{n}.html", "title": title(2024 - n)} for n in range(3)]

    def answer(request: Request) -> Reply:
        asked = json.loads(request.body)
        if is_wrapped != ("params" in asked):
            return as_json({"custom": {"data": []}})
        place = max(int(asked.get("params", asked)["pageIndex"]) - first, 0)
        return as_json({"custom": {"total": 3, "data": records[place : place + 1]}})

    script = 'siteInfo = {"projectName":"/EWB-FRONT","siteGuid":"7e"}'
    pages: dict[str, str | Answer] = {
        "/govInfoPub/list.html": page(script="EWB-FRONT"),
        "/js/ajaxReq.js": script,
        "/EWB-FRONT/rest/lightfrontaction/getgovinfolist": answer,
    }
    reports = tuple(record["infourl"] for record in records)
    return ListFault(name, note, "ewb", "/govInfoPub/list.html?categorynum=001", pages, reports)


# Family → (the column of a year, the article in it): the parts that differ in a column of year columns.
_YEARS = {
    "trs-static": ("/gknb/2024/", "/gknb/2024/t20250120_1.html"),
    "ucap-static": ("/xxgknb/2024/common_list.shtml", f"/xxgknb/202501/{HEX}.shtml"),
    "jeecms": ("/nb/2024/index.jhtml", "/nb/2024/12345.jhtml"),
    "vsb-htm": ("/nb/a2024.htm", "/info/1001/2345.htm"),
    "yanan-n-html": ("/nb/2024/1.html", "/nb/2024/1100001.html"),
    "xxgk-showlist": ("/XxgkContent/showList/21/382/page_1.html", "/XxgkAnnualReport/show/6384.html"),
    "lonsun-content": ("/content/column/456", "/zxzx/xxgknb/4567.html"),
    "hanweb-jpage": ("/col/col456/index.html", "/art/2025/1/20/art_456_1.html"),
    "channels": ("/channels/456.html", "/contents/456/1.html"),
    "static": ("/nb/2024/index.html", "/nb/2024/content_1.html"),
}
_HOMES = {
    "xxgk-showlist": "/XxgkContent/showList/21/381/page_1.html",
    "lonsun-content": "/content/column/123",
    "hanweb-jpage": "/col/col123/index.html",
    "channels": "/channels/123.html",
}


def _years() -> list[ListFault]:
    return [
        ListFault(
            f"years-{family}", "the reports stand in a column a year, below or beside the one listed", family,
            _HOMES.get(family, "/nb/"),
            {_HOMES.get(family, "/nb/"): page(f'<li><a href="{column}">2024年</a></li>'), column: page(li(article))},  # noqa: E501
            (article,),
        )
        for family, (column, article) in _YEARS.items()
    ]  # fmt: skip


_LINKS = {
    "backslash": '<li><a href="\\nb\\1.html">{}</a></li>',
    "dots": '<li><a href="/x/../nb/1.html">{}</a></li>',
    "session": '<li><a href="/nb/1.html;jsessionid=0A1B2C">{}</a></li>',
    "window-open": "<li><a href=\"javascript:window.open('/nb/1.html')\">{}</a></li>",
    "onclick": '<li><a href="javascript:void(0)" onclick="window.open(\'/nb/1.html\')">{}</a></li>',
    "li-onclick": "<li onclick=\"location.href='/nb/1.html'\">{}</li>",
    "data-href": '<li><a data-href="/nb/1.html">{}</a></li>',
    "data-url": '<li data-url="/nb/1.html">{}</li>',
    "capitals": "<LI><A HREF=/nb/1.html>{}</A></LI>",
    "entities": '<li><a href=" &#47;nb&#47;1.html\n">{}</a></li>',
    "no-scheme": "<li><a href='//www.lists.gov.example/nb/1.html'>{}</a></li>",
    "slashes": '<li><a href="http:\\\\www.lists.gov.example\\nb\\1.html">{}</a></li>',
    "location": "<li><a href='#' onclick='location=\"/nb/1.html\"'>{}</a></li>",
    "button": "<p><button onclick=\"open('/nb/1.html')\">{}</button></p>",
    "heading": "<h5 onclick=\"open('/nb/1.html')\">{}</h5>",
    "picture": '<li><a href="/nb/1.html"><img src="/1.png" alt="{}"></a></li>',
    "label": '<li><a href="/nb/1.html" aria-label="{}"><i></i></a></li>',
    "menu": '<select onchange="location=this.value"><option value="/nb/1.html">{}</option></select>',
}
_LOST = {
    "script": ('<li><a href="javascript:view(77)">{}</a></li>', "link_by_script"),
    "no-link": ("<li><span>{}</span></li>", "link_missing"),
    "no-link-deep": ("<li><div><h4>{}</h4></div></li>", "link_missing"),
    "no-link-cell": ("<table><tr><td>1</td><td><div><span>{}</span></div></td></tr></table>", "link_missing"),
    "app": ('<li><a href="weixin://nb">{}</a></li>', "link_not_web"),
    "no-address": ('<li><a href="http://[nb">{}</a></li>', "link_malformed"),
    "foreign": ('<li><a href="http://www.mirror.example/1.html">{}</a></li>', "host_out_of_scope"),
}  # fmt: skip


def _links() -> list[ListFault]:
    known = [
        ListFault(f"link-{name}", "an address that browsers understand", "trs-static", "/nb/",
                  {"/nb/": page(text.format(title(2024)))}, ("/nb/1.html",))
        for name, text in _LINKS.items()
    ]  # fmt: skip
    lost = [
        ListFault(f"link-{name}", "a row that names a report and leads nowhere", "trs-static", "/nb/",
                  {"/nb/": page(text.format(title(2024)))}, (), frozenset({("report", reason)}))
        for name, (text, reason) in _LOST.items()
    ]  # fmt: skip
    return known + lost


_NEXT = {
    "arrow": '<a href="p2.html">下一页&nbsp;&gt;&gt;</a>',
    "brackets": '<a href="p2.html">[ 下 一 页 ]</a>',
    "count": '<a href="p2.html">下一页 (1/2)</a>',
    "english": '<a href="p2.html">Next »</a>',
    "picture": '<a href="p2.html"><img src="/n.png" alt="下一页"></a>',
    "called": '<a href="p2.html" title="下一页"><i></i></a>',
    "relation": '<a rel="next" href="p2.html">2</a>',
    "head": '<link rel="next" href="p2.html">',
    "onclick": '<a href="javascript:void(0)" onclick="location.href=\'p2.html\'">下一页</a>',
    "call": "<span onclick=\"go('p2.html')\">下一页</span>",
}
_CALLS = {
    "spaces": 'createPageHTML ( 2 , 0 , "index" , "html" )',
    "quotes": "createPageHTML('2','0','index','html')",
    "capitals": 'createPageHtml(2,0,"index","html")',
    "lines": 'createPageHTML(\n2,\n0,\n"./index",\n".html")',
    "records": "createPageHTML('40','2','0','index','html')",
}
_LOST_NEXT = {
    "script": ("trs-static", '<a href="javascript:toPage(2)">下一页</a>'),
    "script-only": ("static", '<a onclick="next()">下一页</a>'),
}


def _pagers() -> list[ListFault]:
    first, second = "/nb/content_1.html", "/nb/content_2.html"
    ways = {
        "shtml": (page(li("/nb/content_1.shtml")), "/nb/index_1.shtml", ("/nb/content_1.shtml", "/nb/content_2.shtml")),  # noqa: E501
        "total-page": (page(li(first), script="totalPage: 2,"), "/nb/index_2.html", (first, second)),
        "base64": (
            page(li(first)) + '<div id="pages">JTNDYStocmVmJTNEJTIyJTJGbmIlMkZwMi5odG1sJTIyJTNFJUU0JUI4JThCJUU0JUI4JTgwJUU5JUExJUI1JTNDJTJGYSUzRQ==</div>',  # noqa: E501
            "/nb/p2.html", (first, second),
        ),
    }  # fmt: skip
    known = [
        ListFault(f"pager-{name}", "the way on was not seen", "static", "/nb/",
                  {"/nb/": text, path: page(li(found[1], 2023))}, found)
        for name, (text, path, found) in ways.items()
    ]  # fmt: skip
    links = [
        ListFault(f"next-{name}", "下一页 in other words and ways", "trs-static", "/nb/",
                  {"/nb/": page(li("t20250120_1.html"), text),
                   "/nb/p2.html": page(li("t20240120_1.html", 2023))},
                  ("/nb/t20250120_1.html", "/nb/t20240120_1.html"))
        for name, text in _NEXT.items()
    ]  # fmt: skip
    calls = [
        ListFault(f"call-{name}", "createPageHTML as others write it", "trs-static", "/nb/",
                  {"/nb/": page(li("t20250120_1.html"), script=text),
                   "/nb/index_1.html": page(li("t20240120_1.html", 2023))},
                  ("/nb/t20250120_1.html", "/nb/t20240120_1.html"))
        for name, text in _CALLS.items()
    ]  # fmt: skip
    lost = [
        ListFault(f"next-{name}", "下一页 that only a script could follow", family, "/nb/",
                  {"/nb/": page(li("t20250120_1.html"), text)}, ("/nb/t20250120_1.html",), frozenset(_ENDS))
        for name, (family, text) in _LOST_NEXT.items()
    ]  # fmt: skip
    return [*known, *links, *calls, *lost]


def _lonsun() -> ListFault:
    """The call lies in the county's folder, its template in folders of its own."""

    def answer(request: Request) -> Reply:
        asked = query(request)
        is_right = (
            asked.get("file") == "/c1/xian/xxgk/publicInfoList_newest2022" and asked.get("pageIndex") == "1"
        )
        return Reply((page(li("/public/414/151.html")) if is_right else "暂无相关信息").encode())

    script = (
        "siteId:'6',url:'/xian/site/label/8888',file:'/c1/xian/xxgk/publicInfoList_newest2022',pageCount:1"
    )
    return ListFault(
        "lonsun-folders", "folders before the call and before its template", "lonsun-public",
        "/xian/public/column/414?type=4&catId=9",
        {"/xian/public/column/414": page(script=script), "/xian/site/label/8888": answer}, ("/public/414/151.html",),  # noqa: E501
    )  # fmt: skip


def _ucap_search(name: str, note: str, second: object, told: tuple[tuple[str, str], ...]) -> ListFault:
    def record(number: int) -> dict[str, object]:
        return {"title": title(2020 + number), "url": f"/nb/20250{number}/{HEX}.shtml"}

    first = {"data": {"total": 2, "page": 1, "rows": 1, "results": [record(1)]}}
    last = second or {"data": {"total": 2, "page": 2, "rows": 1, "results": [record(2)]}}
    call = f"/search/{HEX}"
    reports = [f"/nb/202501/{HEX}.shtml"] + ([] if second else [f"/nb/202502/{HEX}.shtml"])
    return ListFault(
        name, note, "ucap-search", "/nb/c100186/list.shtml",
        {"/nb/c100186/list.shtml": page(script=f'var url="{call}?page=1&_pageSize=100&_isJson=true"'),
         call: by_page("page", first, last)}, tuple(reports), frozenset(told),
    )  # fmt: skip


def _jpage() -> ListFault:
    """The proxy tells five records and sends one, then nothing."""
    record = f"<record><![CDATA[{li('/art/2025/1/20/art_9_1.html')}]]></record>"
    store = "<datastore><totalrecord>5</totalrecord><recordset>{}</recordset></datastore>"
    pages: dict[str, str | Answer] = {
        "/col/col9/index.html": page(
            script="'/module/jpage/dataproxy.jsp';'dataproxy.jsp?webid=1&columnid=9&unitid=1'"
        ),
        "/module/jpage/dataproxy.jsp": by_page("page", store.format(record), store.format("")),
    }
    return ListFault(
        "jpage-short", "a proxy that sends fewer records than it tells", "hanweb-jpage", "/col/col9/index.html",  # noqa: E501
        pages, ("/art/2025/1/20/art_9_1.html",), frozenset({("promise", "list_ends_early")}),
    )  # fmt: skip


_REFUSED = (("promise", "list_answer_refused"),)
_BUSY = {"code": 500, "msg": "系统繁忙，请稍后再试"}
FAULTS: tuple[ListFault, ...] = (
    _trs("maintenance", "a page of maintenance in place of page 2", CLOSED.ljust(900), "list_answer_refused"),
    _trs("blank-page", "page 2 has no row", page(), "list_ends_early"),
    _trs("stub", "page 2 is a stub", "<html></html>", "list_ends_early"),
    _trs("same-page", "page 2 is page 1 once more", page(li("t20250120_1.html"), script='createPageHTML(2,1,"index","html")'),  # noqa: E501
         "list_page_repeats"),
    _trs("lost-page", "page 2 is not there", None, "http_error", "list"),
    _gkmlpt("error-object", "an error object under HTTP 200 on page 2", {"total": 12, "offset": 0, "articles": _posts(0, 6)},  # noqa: E501
            _BUSY, told=_REFUSED, count=6),
    _gkmlpt("total-short", "fewer records than the total", {"total": 9, "offset": 0, "articles": _posts(0, 6)},  # noqa: E501
            {"total": 9, "offset": 6, "articles": []}, told=_ENDS, count=6),
    _gkmlpt("no-total", "no total: a full page leads on", {"classify": {"post_count": 130}, "articles": _posts(0, 100)},  # noqa: E501
            {"classify": {"post_count": 130}, "articles": _posts(100, 103)}, told=(), count=103),
    _jpaas("jpaas-refuses", "success: false on page 2", {"success": False, "message": "busy"}, _REFUSED),
    _jpaas("jpaas-footer", "an article's link in the footer stands for no page 1",
           {"success": True, "data": li(f"/nb/art/2026/art_{HEX[::-1]}.html", 2023)},
           (("report", "title_website_report"),),
           f'<a href="/zz/art/2024/art_{HEX[4:]}0000.html">政府网站工作年度报表</a>'),
    _ewb("ewb-from-0", "pages count from 0", 0, False),
    _ewb("ewb-from-1", "pages count from 1, and 0 is as 1", 1, False),
    _ewb("ewb-wrapped", "the fields stand in params", 0, True),
    _ucap_search("ucap-search", "a JSON list at /search/HEX under a column like another family's", None, ()),
    _ucap_search("ucap-no-key", "an answer without its key on page 2", {"data": {"total": 2}}, _REFUSED),
    ListFault("hunan-pager", "UCAP's pager over TRS's articles", "trs-static", "/nb/",
              {"/nb/": page(li("t20250120_1.html"), script="createPageHTML('paging',2,1,'index','html',2)"),
               "/nb/index_2.html": page(li("t20240120_1.html", 2023))},
              ("/nb/t20250120_1.html", "/nb/t20240120_1.html")),
    _lonsun(),
    _jpage(),
    *_years(),
    *_links(),
    *_pagers(),
)  # fmt: skip
