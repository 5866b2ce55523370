"""truecms: JSONP windows that need a Referer (Nantong, Rugao)."""

import re
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.base import Ask, Family, Listing, answer, fragment
from spiders.families.links import Row, rows

_COLUMN = re.compile(r"columnId[\"']?\s*[:=]\s*[\"']([\w-]+)")
_PROXY = re.compile(r"proxyUrl[\"']?\s*[:=]\s*[\"']([^\"']+)")
SIZES = (50, 20, 10)  # Nantong takes 50 and answers 100 with nothing; Rugao answers 50 with 404


class TrueCms(Family):
    """Windows of the largest size that the server accepts."""

    name = "truecms"
    article = re.compile(r"/art_[0-9a-z]+\.html$|/art/\w[\w/]*\.html$")
    signature = re.compile(r"messageController/getMessage\.do")

    def read(self, ask: Ask, page: Page) -> Listing:
        """The column names the call; an empty first window asks for a smaller one."""
        if "startrecord=" not in ask.url:
            return super().read(ask, page)
        found = _rows(page, self.article)
        if not found:
            return Listing(more=[ask.otherwise] if ask.otherwise else [])
        asked = {name: values[0] for name, values in parse_qs(urlsplit(ask.url).query).items()}
        size = int(asked["perpage"])
        if len(found) < size:
            return Listing(found)
        start = int(asked["startrecord"]) + size
        call = ask.url.partition("?")[0]
        return Listing(found, [_window(call, asked["columnId"], start, size, ask.headers)])

    def more(self, ask: Ask, page: Page) -> list[Ask]:
        """The first window in the largest size, else in the next smaller."""
        column, proxy = _COLUMN.search(page.text), _PROXY.search(page.text)
        if not (column and proxy):
            return []
        call, headers = urljoin(page.url, proxy[1]), (("Referer", page.url),)
        first: Ask | None = None
        for size in reversed(SIZES):
            first = _window(call, column[1], 1, size, headers, first)
        return [first] if first else []


def _window(
    call: str,
    column: str,
    start: int,
    size: int,
    headers: tuple[tuple[str, str], ...],
    otherwise: Ask | None = None,
) -> Ask:
    asked = {"startrecord": start, "endrecord": start + size - 1, "perpage": size}
    query = urlencode(asked | {"columnId": column, "callback": "cb"})
    return Ask(f"{call}?{query}", headers=headers, page=2, guess=otherwise is not None, otherwise=otherwise)


def _rows(page: Page, article: re.Pattern[str]) -> list[Row]:
    """Rows of `cb({"result": "<li>…"})`."""
    return rows(fragment(page, answer(page).get("result") or ""), article)
