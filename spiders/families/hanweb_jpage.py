"""hanweb-jpage: columns of 大汉版通 whose rows come from dataproxy.jsp (Jiangsu, Zhejiang, Shandong)."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from spiders.content.page import Page
from spiders.families.base import Family, html_fragment, said
from spiders.families.links import Row, rows
from spiders.families.listing import Listing, ListRefusedError, ListRequest, Promise

_NAME = r"(?:more\w{1,30})?dataproxy\.jsp"
_QUERY = re.compile(rf"{_NAME}\?([^\"'\s<>?]*columnid=[^\"'\s<>]*)")
_PROXY = re.compile(rf"[\"'(](/[^\"'\s()?]*{_NAME})")
_NEXT_GROUP = re.compile(r"<nextgroup>(?:.*?href=[\"']([^\"']+)|.*)", re.S)  # opaque ids: nhsa, nrta
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(?:(.*?)\]\]>|.*)", re.S)
_TOTAL = re.compile(r"totalrecord\D{1,5}(\d+)", re.I)
_ARRAY = re.compile(r"dataStore\s*=\s*\[(?:(.*)\]|.*)", re.S)  # the old endpoint answers with a script
_ANSWER = re.compile(r"<datastore|<recordset|<nextgroup|dataStore|totalrecord", re.I)
EMPTY = 200  # bytes: what the proxy sends where no record is left
DEFAULT = "/module/web/jpage/dataproxy.jsp"
SIZE = 100  # rows asked for at once: more than about 300 are cut (Yancheng)


class HanwebJpage(Family):
    """Some servers honour startrecord and endrecord, others only page: both are sent."""

    name = "hanweb-jpage"
    is_called = True
    article = re.compile(r"/art/\d{4}/\d+/\d+/art_\d+_\d+\.html$|/art/\d{4}/art_[0-9a-f]{32}\.html$")
    signature = re.compile(_NAME)

    def rows(self, page: Page) -> list[Row]:
        """Rows of records, of a script's strings, or of the page's own anchors."""
        if found := [record for record in _RECORD.findall(page.text) if record]:
            return rows(html_fragment(page, "".join(found)), self.article)
        if (script := _ARRAY.search(page.text)) and script[1]:
            html = script[1].replace("\\n", "\n").replace("\\t", " ").replace("\\", "")
            return rows(html_fragment(page, html), self.article)
        return rows(page, self.article)

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """From the column its proxy's first window, from a window the next one."""
        if (group := _NEXT_GROUP.search(page.text)) and group[1]:
            url = page.join(unescape(group[1]))
            return [request.following(url, guess=True)] if url else []
        if re.search(_NAME, request.url):
            return self._following(request, page)
        query = _QUERY.search(page.text)
        if query is None:
            return []
        path = _PROXY.search(page.text)
        proxy = page.join(path[1] if path else DEFAULT)
        params = dict(parse_qsl(unescape(query[1]), keep_blank_values=True))
        return [_window(request, proxy or "", params, 1, 1)]

    def _following(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The window after the rows of this one, whatever number of them the server chose to send."""
        params = dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))
        count, total = len(self.rows(page)), _TOTAL.search(page.text)
        start = int(params.get("startrecord", "1")) + count
        if not count or (total and start > int(total[1])):
            return []
        return [_window(request, request.url.partition("?")[0], params, start, request.page + 1)]

    def promise(self, page: Page) -> Promise:
        """The number of records; that of pages speaks of windows of another size."""
        total = _TOTAL.search(page.text)
        return Promise(int(total[1]) if total else None)

    def read(self, request: ListRequest, page: Page) -> Listing:
        """As Family, but an empty proxy is the end, not a page without a list.

        Raises ListRefusedError for an answer that is no answer of the proxy.
        """
        if not re.search(_NAME, request.url):
            return super().read(request, page)
        found = self.rows(page)
        if not found and len(page.body) > EMPTY and not _ANSWER.search(page.text):
            raise ListRefusedError(said(page))
        return Listing(found, self.more(request, page), self.promise(page))


def _window(request: ListRequest, proxy: str, params: dict[str, str], start: int, number: int) -> ListRequest:
    fixed = {"col": "1", "appid": "1", "path": "/", "sourceContentType": "1", "permissiontype": "0"}
    window = {"startrecord": start, "endrecord": start + SIZE - 1, "perpage": SIZE, "page": number}
    return request.call(f"{proxy}?{urlencode(fixed | params | window)}", page=number)
