"""truecms: JSONP windows that need a Referer (Nantong, Rugao)."""

import re
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.base import Family, Listing, ListRequest, html_fragment, json_answer
from spiders.families.links import Row, rows

_COLUMN = re.compile(r"columnId[\"']?\s*[:=]\s*[\"']([\w-]+)")
_PROXY = re.compile(r"proxyUrl[\"']?\s*[:=]\s*[\"']([^\"']+)")
SIZES = (50, 20, 10)  # Nantong takes 50 and answers 100 with nothing; Rugao answers 50 with 404


class TrueCms(Family):
    """Windows of the largest size that the server accepts."""

    name = "truecms"
    article = re.compile(r"/art_[0-9a-z]+\.html$|/art/\w[\w/]*\.html$")
    signature = re.compile(r"messageController/getMessage\.do")

    def read(self, request: ListRequest, page: Page) -> Listing:
        """The column names the call; an empty first window asks for a smaller one."""
        if "startrecord=" not in request.url:
            return super().read(request, page)
        found = _rows(page, self.article)
        if not found:
            return Listing(more=[request.fallback] if request.fallback else [])
        params = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        size = int(params["perpage"])
        if len(found) < size:
            return Listing(found)
        start = int(params["startrecord"]) + size
        call = request.url.partition("?")[0]
        return Listing(found, [_window(call, params["columnId"], start, size, request.headers)])

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The first window in the largest size, else in the next smaller."""
        column, proxy = _COLUMN.search(page.text), _PROXY.search(page.text)
        if not (column and proxy):
            return []
        call, headers = urljoin(page.url, proxy[1]), (("Referer", page.url),)
        first: ListRequest | None = None
        for size in reversed(SIZES):
            first = _window(call, column[1], 1, size, headers, first)
        return [first] if first else []


def _window(
    call: str,
    column: str,
    start: int,
    size: int,
    headers: tuple[tuple[str, str], ...],
    fallback: ListRequest | None = None,
) -> ListRequest:
    params = {"startrecord": start, "endrecord": start + size - 1, "perpage": size}
    query = urlencode(params | {"columnId": column, "callback": "cb"})
    return ListRequest(
        f"{call}?{query}", headers=headers, page=2, guess=fallback is not None, fallback=fallback
    )


def _rows(page: Page, article: re.Pattern[str]) -> list[Row]:
    """Rows of `cb({"result": "<li>…"})`."""
    return rows(html_fragment(page, json_answer(page).get("result") or ""), article)
