"""truecms: JSONP windows that need a Referer (Nantong, Rugao)."""

import re
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.answers import at, json_answer
from spiders.families.base import Family, html_fragment
from spiders.families.links import rows
from spiders.families.listing import Listing, ListRequest

_COLUMN = re.compile(r"columnId[\"']?\s*[:=]\s*[\"']([\w-]+)")
_PROXY = re.compile(r"proxyUrl[\"']?\s*[:=]\s*[\"']([^\"']+)")
SIZES = (50, 20, 10)  # Nantong takes 50 and answers 100 with nothing; Rugao answers 50 with 404


class TrueCms(Family):
    """Windows of the largest size that the server accepts."""

    name = "truecms"
    is_called = True
    article = re.compile(r"/art_[0-9a-z]+\.html$|/art/\w[\w/]*\.html$")
    signature = re.compile(r"messageController/getMessage\.do")

    def read(self, request: ListRequest, page: Page) -> Listing:
        """The column names the call; an empty first window asks for a smaller one."""
        if "startrecord=" not in request.url:
            return super().read(request, page)
        answer = json_answer(page)
        found = rows(html_fragment(page, at(answer, "result") or ""), self.article)
        if not found:
            return Listing(more=[request.fallback] if request.fallback else [])
        params = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        size = int(params["perpage"])
        if len(found) < size:
            return Listing(found)
        start = int(params["startrecord"]) + size
        call = request.url.partition("?")[0]
        following = _window(call, params["columnId"], start, size, request.headers, page=request.page + 1)
        return Listing(found, [following])

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
    page: int = 2,
) -> ListRequest:
    params = {"startrecord": start, "endrecord": start + size - 1, "perpage": size}
    query = urlencode(params | {"columnId": column, "callback": "cb"})
    return ListRequest(
        f"{call}?{query}", headers=headers, page=page, guess=fallback is not None, fallback=fallback
    )
