"""Systems of real sites that the demo has no district for, each a small column of four reports on two pages.

Made from descriptions of their lists; no part of the demo registry, whose counts stand in the docs.
"""

import json
from collections.abc import Callable

from spiders.replica.families.base import NOT_FOUND, ReplicaSite, Reply, Request, SiteRow
from spiders.replica.families.builder import (
    Builder,
    Row,
    as_json,
    items,
    newest_first,
    number,
    pages_of,
    query,
)

SIZE = 2


def build(edition: int) -> list[ReplicaSite]:
    return [make(edition) for make in (_pc_list, _data_list, _channels, _ilist, _yxgov, _lonsun, _intertid)]


def _builder(family: str, path: str, edition: int, note: str) -> Builder:
    url = f"http://www.{family}.gov.example{path}"
    row = SiteRow(f"system-{family}", "故障县", "990299", "county", family, url, first_year=2024, note=note)
    return Builder(row, edition, "plain")


def _publish(site: Builder, path: str) -> list[Row]:
    """The reports at `path` with {} for a number, newest first."""
    found = newest_first(site.edition, "guzhang")
    return [site.report(key, path.format(88000 + len(found) - place)) for place, (key, _) in enumerate(found)]


def _list(site: Builder, inner: str) -> str:
    return f"<html>{site.head()}<body>{inner}</body></html>"


def _paged(site: Builder, rows: list[Row], parameter: str, more: Callable[[int, int], str]) -> ReplicaSite:
    """Pages of one address by a number in its query."""
    pages = pages_of(rows, SIZE)

    def answer(request: Request) -> Reply:
        page = number(query(request), parameter, 1)
        if not 1 <= page <= len(pages):
            return NOT_FOUND
        return site.reply(_list(site, f"<ul>{items(pages[page - 1])}</ul>{more(page, len(pages))}"))

    site.pages[site.column_path] = answer
    return site.done()


def _pc_list(edition: int) -> ReplicaSite:
    """Records in a script, their addresses as JSON within it; how pages turn was not seen: there is one."""
    site = _builder("pc-list", "/gzxrmzf/c00145/pc/list.html", edition, "rows in var listData")
    rows = _publish(site, "/gzxrmzf/c00145/pc/content/content_20587468048228{}.html")
    records = [
        {
            "title": row.title,
            "pubDate": f"{row.date} 11:06",
            "urls": json.dumps({"pc": row.href}),
            "articleFiles": [],
        }
        for row in rows
    ]
    script = f"var listData = {{ articleList: {json.dumps(records, ensure_ascii=False)} }}"
    site.add(site.column_path, _list(site, f"<div id='list'></div><script>{script}</script>"))
    return site.done()


def _data_list(edition: int) -> ReplicaSite:
    """Records in a script, with the number of pages beside them."""
    site = _builder("datalist", "/xxgk/nianbao/index.html", edition, "rows in var dataList")
    rows = _publish(site, "/xxgk/nianbao/20250115/i{}.html")
    records = [{"title": row.title, "daytime": row.date, "url": site.url(row.href)} for row in rows]
    script = f"var dataList={json.dumps([{'infolist': records}], ensure_ascii=False)};"
    script += 'var pagesData={"curPageNo":1,"pageTotal":1};'
    site.add(site.column_path, _list(site, f"<script>{script}</script>"))
    return site.done()


def _channels(edition: int) -> ReplicaSite:
    site = _builder("channels", "/channels/14229.html", edition, "next page channels/N_2.html")
    pages = pages_of(_publish(site, "/contents/14229/{}.html"), SIZE)
    for place, rows in enumerate(pages, 1):
        name = "14229.html" if place == 1 else f"14229_{place}.html"
        last = place == len(pages)
        link = "" if last else f'<a href="/channels/14229_{place + 1}.html">下一页</a>'
        pager = f"<div>当前第 {place} / {len(pages)} 页 {link}</div>"
        site.add(f"/channels/{name}", _list(site, f"<ul>{items(rows)}</ul>{pager}"))
    return site.done()


def _ilist(edition: int) -> ReplicaSite:
    site = _builder("ilist-jsp", "/info/iList.jsp?cat_id=10003", edition, "pages by cur_page")
    rows = _publish(site, "/zwgk/nianbao/{}.htm")
    return _paged(
        site,
        rows,
        "cur_page",
        lambda page, pages: f'<a href="/info/iList.jsp?cat_id=10003&cur_page={pages}">尾页</a>',
    )


def _yxgov(edition: int) -> ReplicaSite:
    path = "/yxgovfront/newPolicy.jspx?path=gzxzfxxgk&type=standard"
    site = _builder("yxgovfront", f"{path}&pageNo=1", edition, "pages by pageNo")
    rows = _publish(site, "/gzxzfxxgk/20250115/{}.html")
    return _paged(
        site, rows, "pageNo", lambda page, pages: f'<a href="{path}&amp;pageNo={pages}">{pages}</a>'
    )


def _lonsun(edition: int) -> ReplicaSite:
    site = _builder("lonsun-content", "/content/column/6791573", edition, "pages by pageIndex")
    rows = _publish(site, "/zxzx/xxgknb/{}.html")
    turn = "function(n){location.href='?pageIndex='+n}"

    def pager(page: int, pages: int) -> str:
        return f"<script>Ls.pagination('#page',{turn},{{currPage:({page}),pageCount:{pages}}})</script>"

    return _paged(site, rows, "pageIndex", pager)


def _intertid(edition: int) -> ReplicaSite:
    """Rows by a POST with the channel of the column's address; twenty a page, and no total."""
    site = _builder("intertidwebapp", "/fzlm/gkml/index.shtml?chan=25", edition, "rows by getDocuments")
    rows = _publish(site, "/doc/2025/01/15/{}.shtml")
    script = "$.post('/intertidwebapp/govChanInfo/getDocuments',{siteId:1,ChannelType:1})"
    site.add(site.column_path, _list(site, f"<div id='list'></div><script>{script}</script>"))

    def answer(request: Request) -> Reply:
        fields = query(request)
        is_known = request.method == "POST" and (fields.get("chanId"), fields.get("siteId")) == ("25", "1")
        chosen = rows if is_known and fields.get("pageIndex") == "1" else []
        records = [{"title": row.title, "url": site.url(row.href), "openTime": row.date} for row in chosen]
        return as_json({"list": records})

    site.pages["/intertidwebapp/govChanInfo/getDocuments"] = answer
    return site.done()
