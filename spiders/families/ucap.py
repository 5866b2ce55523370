"""ucap: static lists whose second page is `_2`, and two JSON lists (Suzhou's and Heilongjiang's)."""

import re
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.answers import at, count, json_answer, records
from spiders.families.base import Family
from spiders.families.links import record_row
from spiders.families.listing import Listing, ListRequest, Promise

_LOAD = re.compile(r"[\"']([^\"'\s?]*/loadData(?:\?[^\"'\s]*)?)[\"']")
_CHANNEL = re.compile(r"channel_?id[\"']?\s*[:=]\s*[\"']([0-9a-f]{32})", re.I)
_SEARCH = re.compile(r"(/(?:common/)?search(?:List)?/[0-9a-f]{32})(?:\?([^\"'\s<>]*))?")
DEFAULT_LOAD = "/szinf/xxgk/interfacesWebZcwj/loadData?pageSize=15"
DEFAULT_SEARCH = "_pageSize=15&_isAgg=true&_isJson=true&_template=index"
ARTICLE = re.compile(r"/\d{6}/[0-9a-f]{32}\.s?html$|/c\d+/\w+/content\.shtml$")
FORM = ("Content-Type", "application/x-www-form-urlencoded")


class UcapStatic(Family):
    """common_list.shtml, common_list_2.shtml …; `?page=N` has no effect (Kunshan, Shaoyang, Mentougou)."""

    name = "ucap-static"
    article = ARTICLE
    signature = re.compile(
        r"createPage(?i:HTML)\s*\(\s*[\"'](?!\d+[\"'])|<UCAPTITLE>|/common_list(?:_\d+)?\.shtml"
    )


class UcapLoadData(Family):
    """POST loadData with a channel and pageIndex; the page asks for its rows by a word (`?para=xxgknb`)."""

    name = "ucap-loaddata"
    is_called = True
    article = ARTICLE
    signature = re.compile(r"interfacesWeb\w{0,40}/loadData|/xxgkml\.shtml\?para=xxgknb")

    def read(self, request: ListRequest, page: Page) -> Listing:
        """The shell page names the call; the call gives rows, their number and that of the pages."""
        if request.post is None:
            return super().read(request, page)
        answer = json_answer(page)
        data, listed = at(answer, "data"), records(answer, "data", "list")
        found = [
            record_row(page, each.get("URL"), each.get("TITLE"), each.get("PUBLISHED_TIME_FORMAT"))
            for each in listed
        ]
        promise = Promise(count(data.get("allRow")), count(data.get("totalPage")))
        body = re.sub(r"pageIndex=\d+", f"pageIndex={request.page + 1}", request.post)
        is_last = request.page >= (promise.pages or 0)
        more = [] if is_last else [request.call(request.url, body, request.headers, request.page + 1)]
        return Listing([row for row in found if row], more, promise, len(listed))

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The first call, for the channel of the word in the column's address."""
        word = parse_qs(urlsplit(page.url).query).get("para", [""])[0]
        named = re.compile(rf"\b{re.escape(word)}[\"']?\s*[:=]\s*[\"']([0-9a-f]{{32}})")
        channel = (named.search(page.text) if word else None) or _CHANNEL.search(page.text)
        load = _LOAD.search(page.text)
        url = urljoin(page.url, unescape(load[1]) if load else DEFAULT_LOAD)
        body = "pageIndex=1" + (f"&channel_id={channel[1]}" if channel else "")
        return [request.call(url, body, (FORM, ("Referer", page.url)))]


class UcapSearch(Family):
    """GET …/search/CHANNEL with _isJson (Heilongjiang, Karamay, the health commission; CSRC's searchList)."""

    name = "ucap-search"
    is_called = True
    article = ARTICLE
    signature = _SEARCH

    def read(self, request: ListRequest, page: Page) -> Listing:
        """The shell page names the call; the call gives rows and the total."""
        if not _SEARCH.search(request.url):
            return super().read(request, page)
        answer = json_answer(page)
        data, listed = at(answer, "data"), records(answer, "data", "results")
        found = [
            record_row(page, each.get("url"), each.get("title"), each.get("publishedTimeStr"))
            for each in listed
        ]
        promise = Promise(count(data.get("total")))
        shown = request.page * (count(data.get("rows")) or len(listed))
        url = re.sub(r"\bpage=\d+", f"page={request.page + 1}", request.url, count=1)
        is_last = not listed or shown >= (promise.records or 0)
        more = [] if is_last else [request.call(url, page=request.page + 1)]
        return Listing([row for row in found if row], more, promise, len(listed))

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The first call."""
        call = _SEARCH.search(page.text)
        if call is None:
            return []
        query = re.sub(r"(?:^|(?<=&))page=\d*&?", "", unescape(call[2] or DEFAULT_SEARCH))
        return [request.call(urljoin(page.url, f"{call[1]}?page=1&{query}"))]
