"""ucap: static lists whose second page is `_2`, and two JSON lists (as Suzhou's and Heilongjiang's)."""

import hashlib

from spiders.replica.families.base import ReplicaSite, Reply, Request
from spiders.replica.families.builder import (
    Builder,
    as_json,
    county,
    items,
    number,
    pages_of,
    query,
)
from spiders.replica.model import Report

CHANNEL = hashlib.md5(b"channel", usedforsecurity=False).hexdigest()


def build(edition: int) -> list[ReplicaSite]:
    return [_static("shiliang", edition), _posted("tianxing", edition), _searched("caoyuan", edition)]


def _path(base: str, place: int, report: Report) -> str:
    name = hashlib.md5(f"{base}{place}{report.body}".encode(), usedforsecurity=False).hexdigest()
    return f"{base}{report.published[:7].replace('-', '')}/{name}.shtml"


def _static(key: str, edition: int) -> ReplicaSite:
    base = "/kss/xxgknb/"
    site = Builder(county(key, "ucap-static", f"{base}common_list.shtml", "page 2 is _2"), edition, "ucap")
    rows = site.rows(lambda place, report: _path(base, place, report))
    pages = pages_of(rows, 8)
    for place, part in enumerate(pages, 1):
        script = f"createPageHTML('page_div',{len(pages)},{place},'common_list','shtml',{len(rows)});"
        lines = items(part, '<span class="time"> {}</span>')
        name = "common_list.shtml" if place == 1 else f"common_list_{place}.shtml"
        body = f'<ul>{lines}</ul><div id="page_div"></div><script>{script}</script>'
        site.add(f"{base}{name}", f"<html>{site.head()}<body>{body}</body></html>")
    return site.done()


def _posted(key: str, edition: int) -> ReplicaSite:
    """POST loadData with pageIndex and channel_id; the shell page names the channel."""
    row = county(key, "ucap-loaddata", "/szinf/zfxxgkzl/xxgkml.shtml?para=xxgknb", "rows by POST loadData")
    site = Builder(row, edition, "ucap")
    rows = site.rows(lambda place, report: _path("/szinf/xxgknb/", place, report))
    site.add(
        "/szinf/zfxxgkzl/xxgkml.shtml",
        f"<html>{site.head()}<body><div id='list'></div><script>"
        "var listUrl='/szinf/xxgk/interfacesWebZcwj/loadData?pageSize=6';"
        f"var channels={{'xxgknb':'{CHANNEL}'}};</script></body></html>",
    )

    def load(request: Request) -> Reply:
        fields = query(request)
        if request.method != "POST" or fields.get("channel_id") != CHANNEL:
            return as_json({"data": {"allRow": 0, "totalPage": 0, "list": []}})
        pages = pages_of(rows, number(fields, "pageSize", 15))
        page = number(fields, "pageIndex", 1)
        chosen = pages[page - 1] if 1 <= page <= len(pages) else []
        found = [
            {
                "TITLE": each.title,
                "URL": site.url(each.href),
                "C_WJBH": "",
                "PUBLISHED_TIME_FORMAT": each.date,
                "C_FWRQ_FORMAT": each.date,
                "CHANNEL_ID": CHANNEL,
            }
            for each in chosen
        ]
        return as_json({"data": {"allRow": len(rows), "totalPage": len(pages), "list": found}})

    site.pages["/szinf/xxgk/interfacesWebZcwj/loadData"] = load
    return site.done()


def _searched(key: str, edition: int) -> ReplicaSite:
    """GET /common/search/CHANNEL with _isJson; the shell page names the channel."""
    site = Builder(
        county(key, "ucap-search", "/zwgk/zfxxgknb/list.shtml", "rows by /common/search"), edition, "ucap"
    )
    rows = site.rows(lambda place, report: _path("/zwgk/zfxxgknb/", place, report))
    asked = f"/common/search/{CHANNEL}?_pageSize=6&_isAgg=true&_isJson=true&_template=index"
    script = f"<script>var searchUrl='{asked}';</script>"
    site.add(site.column_path, f"<html>{site.head()}<body><div id='list'></div>{script}</body></html>")

    def search(request: Request) -> Reply:
        fields = query(request)
        size, page = number(fields, "_pageSize", 15), number(fields, "page", 1)
        chosen = rows[(page - 1) * size : page * size]
        results = [
            {
                "title": each.title,
                "url": each.href,
                "content": "",
                "publishedTimeStr": f"{each.date} 09:00:00",
                "subTitle": "",
                "domainMetaList": [{"resultList": [{"key": "pubdate", "value": each.date}]}],
            }
            for each in chosen
        ]
        return as_json({"data": {"total": len(rows), "page": page, "rows": size, "results": results}})

    site.pages[f"/common/search/{CHANNEL}"] = search
    return site.done()
