"""hanweb-jpage: columns whose rows come from dataproxy.jsp, in the five ways that real sites answer."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from spiders.replica.families.base import Page, ReplicaSite, Reply, Request
from spiders.replica.families.builder import Builder, Row, county, items, number, query
from spiders.replica.model import Report

PROXY = "/module/web/jpage/dataproxy.jsp"
OLD_PROXY = "/module/jslib/jquery/jpage/dataproxy.jsp"
OPAQUE = "N2ZhYzE5ZDQ1YjMyNDc2OA"
SERVER_CAP = 10  # stands for the 300 of real servers: more rows than that are never sent at once
Pick = Callable[[Sequence[Row], Mapping[str, str]], Sequence[Row]]


def build(edition: int) -> list[ReplicaSite]:
    return [
        _proxied("bibo", edition, 45469, window, "rows by startrecord and endrecord"),
        _proxied("songhe", edition, 8210, by_page, "ignores startrecord, honours page, caps perpage"),
        _old("jinsui", edition),
        _encrypted("yinsha", edition),
        _listed_in_page("xiaguang", edition),
    ]


def window(rows: Sequence[Row], fields: Mapping[str, str]) -> Sequence[Row]:
    """Mode W: startrecord to endrecord, from 1; empty past the end."""
    start = number(fields, "startrecord", 1)
    return rows[start - 1 : number(fields, "endrecord", start + 14)][: 3 * SERVER_CAP]


def by_page(rows: Sequence[Row], fields: Mapping[str, str]) -> Sequence[Row]:
    """Mode P: `page` of `perpage` rows, at most the cap; past the end the last page again."""
    size = min(number(fields, "perpage", 5), SERVER_CAP)
    last = (len(rows) + size - 1) // size
    page = min(max(number(fields, "page", 1), 1), last)
    return rows[(page - 1) * size : page * size]


def _path(column: int) -> Callable[[int, Report], str]:
    def path(place: int, report: Report) -> str:
        year, month, day = (int(part) for part in report.published.split("-"))
        return f"/art/{year}/{month}/{day}/art_{column}_{4279800 + place}.html"

    return path


def record(row: Row) -> str:
    """A row with its date broken over lines, as the template leaves it."""
    year, month, day = row.date.split("-")
    date = f'<span class="time">\n   {year}-\n   {month}-\n   {day}\n</span>'
    return f'<li class="clearfix"><a href="{row.href}" title="{row.title}">{row.title[:18]}…</a>{date}</li>'


def _xml(rows: Sequence[Row], total: int) -> str:
    records = "".join(f"<record><![CDATA[{record(row)}]]></record>" for row in rows)
    count = f"<totalrecord>{total}</totalrecord><totalpage>{(total + 4) // 5}</totalpage>"
    return f"<datastore>{count}<recordset>{records}</recordset></datastore>"


def _column_page(site: Builder, column: int, proxy: str, total: int, inner: str = "") -> str:
    name = quote(site.site_name)
    asked = f"dataproxy.jsp?webid=39&appid=1&columnid={column}&unitid=100512&webname={name}&permissiontype=0"
    script = f"var perPage=5;var totalRecord={total};var proxyUrl:'{proxy}';var href='{asked}';"
    body = f'<div id="100512"><ul>{inner}</ul></div><script>{script}</script>'
    return f"<html>{site.head()}<body>{body}</body></html>"


def _site(key: str, edition: int, column: int, note: str) -> Builder:
    return Builder(county(key, "hanweb-jpage", f"/col/col{column}/index.html", note), edition, "hanweb")


def _proxied(key: str, edition: int, column: int, pick: Pick, note: str) -> ReplicaSite:
    site = _site(key, edition, column, note)
    rows = site.rows(_path(column))
    site.add(site.column_path, _column_page(site, column, PROXY, len(rows)))

    def proxy(request: Request) -> Reply:
        fields = query(request)
        chosen = pick(rows, fields) if fields.get("columnid") == str(column) else ()
        return Reply(_xml(chosen, len(rows)).encode(), content_type="text/xml;charset=UTF-8")

    site.pages[PROXY] = proxy
    return site.done()


def _old(key: str, edition: int) -> ReplicaSite:
    """The old endpoint: a script with an array of HTML strings, 69 characters before it and one after."""
    column = 301
    site = _site(key, edition, column, "old endpoint that answers with a script")
    rows = site.rows(_path(column))
    site.add(site.column_path, _column_page(site, column, OLD_PROXY, len(rows)))

    def proxy(request: Request) -> Reply:
        strings = ",".join(
            "'" + record(row).replace("\n", "\\n") + "'" for row in window(rows, query(request))
        )
        prefix = f"var totalRecord = {len(rows)};var totalPage = 3;var perPage = 5;dataStore =".ljust(69)
        return Reply(f"{prefix}[{strings}];".encode(), content_type="text/html;charset=UTF-8")

    site.pages[OLD_PROXY] = proxy
    return site.done()


def _encrypted(key: str, edition: int) -> ReplicaSite:
    """Rows in the page, the next group behind opaque parameters, which answers with an empty body."""
    column = 77
    site = _site(key, edition, column, "the next group is opaque and answers empty")
    rows = site.rows(_path(column))
    following = f"{PROXY}?page=2&appid=1&webid={OPAQUE}&columnid={OPAQUE}&unitid={OPAQUE}&permissiontype=0"
    records = "".join(f"<record><![CDATA[{record(row)}]]></record>" for row in rows)
    group = f'<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>'
    store = f"<datastore>{group}<recordset>{records}</recordset></datastore>"
    site.add(
        site.column_path,
        f'<html>{site.head()}<body><div><script type="text/xml">{store}</script></div></body></html>',
    )
    empty = '<?xml version="1.0" encoding="UTF-8"?><datastore/>'.ljust(54)
    site.pages[PROXY] = _fixed_xml(empty)
    return site.done()


def _fixed_xml(text: str) -> Page:
    return lambda request: Reply(text.encode(), content_type="text/xml;charset=UTF-8")


def _listed_in_page(key: str, edition: int) -> ReplicaSite:
    """The proxy is empty, but the column page lists the articles itself."""
    column = 91614
    site = _site(key, edition, column, "the proxy is empty; the page lists its articles itself")
    rows = site.rows(_path(column))
    site.add(site.column_path, _column_page(site, column, PROXY, 0, items(rows)))
    site.pages[PROXY] = _fixed_xml(_xml((), 0))
    return site.done()
