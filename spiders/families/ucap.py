"""ucap: static lists whose second page is `_2`, and two JSON lists (Suzhou's and Heilongjiang's)."""

import re
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.base import Family, Listing, ListRequest, json_answer
from spiders.families.links import Row, date_in
from spiders.families.paging import next_numbered

_PAGER = re.compile(
    r"createPageHTML\(\s*[\"'][\w-]+[\"']\s*,\s*(\d+)\s*,\s*\d+\s*,\s*[\"'](\w+)[\"']\s*,\s*[\"'](\w+)"
)
_LOAD = re.compile(r"[\"']([^\"'\s?]*/loadData(?:\?[^\"'\s]*)?)[\"']")
_CHANNEL = re.compile(r"channel_?id[\"']?\s*[:=]\s*[\"']([0-9a-f]{32})", re.I)
_SEARCH = re.compile(r"(/common/search/[0-9a-f]{32})(?:\?([^\"'\s<>]*))?")
DEFAULT_LOAD = "/szinf/xxgk/interfacesWebZcwj/loadData?pageSize=15"
DEFAULT_SEARCH = "_pageSize=15&_isAgg=true&_isJson=true&_template=index"
ARTICLE = re.compile(r"/\d{6}/[0-9a-f]{32}\.s?html$|/c\d+/\w+/content\.shtml$")
FORM = ("Content-Type", "application/x-www-form-urlencoded")


class UcapStatic(Family):
    """common_list.shtml, common_list_2.shtml …; `?page=N` has no effect (Kunshan, Shaoyang, Mentougou)."""

    name = "ucap-static"
    article = ARTICLE
    signature = re.compile(r"createPageHTML\(\s*[\"']|<UCAPTITLE>|/common_list(?:_\d+)?\.shtml")

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The next page while the pager counts further."""
        pager = _PAGER.search(page.text)
        return next_numbered(request, page, int(pager[1]), f"{pager[2]}_{{}}.{pager[3]}") if pager else []


class UcapLoadData(Family):
    """POST loadData with a channel and pageIndex; the page asks for its rows by a word (`?para=xxgknb`)."""

    name = "ucap-loaddata"
    article = ARTICLE
    signature = re.compile(r"interfacesWeb\w{0,40}/loadData|/xxgkml\.shtml\?para=xxgknb")

    def read(self, request: ListRequest, page: Page) -> Listing:
        """The shell page names the call; the call gives rows and the number of pages."""
        if request.post is None:
            return super().read(request, page)
        data = json_answer(page).get("data") or {}
        found = [
            _row(page, record["URL"], record["TITLE"], record.get("PUBLISHED_TIME_FORMAT"))
            for record in data.get("list") or []
        ]
        if request.page >= int(data.get("totalPage") or 0):
            return Listing(found)
        body = re.sub(r"pageIndex=\d+", f"pageIndex={request.page + 1}", request.post)
        return Listing(found, [ListRequest(request.url, body, request.headers, request.page + 1)])

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The first call, for the channel of the word in the column's address."""
        word = parse_qs(urlsplit(page.url).query).get("para", [""])[0]
        named = re.compile(rf"\b{re.escape(word)}[\"']?\s*[:=]\s*[\"']([0-9a-f]{{32}})")
        channel = (named.search(page.text) if word else None) or _CHANNEL.search(page.text)
        load = _LOAD.search(page.text)
        url = urljoin(page.url, unescape(load[1]) if load else DEFAULT_LOAD)
        body = "pageIndex=1" + (f"&channel_id={channel[1]}" if channel else "")
        return [ListRequest(url, body, (FORM, ("Referer", page.url)))]


class UcapSearch(Family):
    """GET /common/search/CHANNEL with _isJson (Heilongjiang)."""

    name = "ucap-search"
    article = ARTICLE
    signature = re.compile(r"/common/search/[0-9a-f]{32}")

    def read(self, request: ListRequest, page: Page) -> Listing:
        """The shell page names the call; the call gives rows and the total."""
        if "/common/search/" not in request.url:
            return super().read(request, page)
        data = json_answer(page).get("data") or {}
        found = [
            _row(page, record["url"], record["title"], record.get("publishedTimeStr"))
            for record in data.get("results") or []
        ]
        if not found or request.page * int(data.get("rows") or 0) >= int(data.get("total") or 0):
            return Listing(found)
        url = re.sub(r"\bpage=\d+", f"page={request.page + 1}", request.url, count=1)
        return Listing(found, [ListRequest(url, page=request.page + 1)])

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The first call."""
        call = _SEARCH.search(page.text)
        if call is None:
            return []
        query = re.sub(r"(?:^|(?<=&))page=\d*&?", "", unescape(call[2] or DEFAULT_SEARCH))
        return [ListRequest(urljoin(page.url, f"{call[1]}?page=1&{query}"))]


def _row(page: Page, url: str, title: str, date: str | None) -> Row:
    return Row(urljoin(page.url, url), title, date_in(date or ""))
