"""hanweb-jpaas: columns whose pages come from jpaas-publish-server's build/unit call (Zhejiang, Taizhou)."""

import json
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from spiders.content.page import Page
from spiders.families.base import Family, Listing, ListRequest, html_fragment, json_answer
from spiders.families.links import rows

_UNIT = re.compile(r"[\"']([^\"'\s]*jpaas-publish-server/front/page/build/unit)")
_QUERY = re.compile(r"queryData\s*=\s*\"\{([^\"]*)\}\"")
_PAIR = re.compile(r"'(\w+)'\s*:\s*'([^']*)'")
_COUNTS = re.compile(r"count=\"(\d+)\"(?:[^>]*?rows=\"(\d+)\"|[^>]*)")
DEFAULT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


class HanwebJpaas(Family):
    """Bare pageNo is ignored by the server; only paramJson turns the page."""

    name = "hanweb-jpaas"
    article = re.compile(r"/art/\d{4}/art_[0-9a-f]{32}\.html$|/art/\d{4}/\d+/\d+/art_\d+_\d+\.html$")
    signature = re.compile(r"jpaas-publish-server")

    def __init__(self) -> None:
        self._pages: int | None = None

    def read(self, request: ListRequest, page: Page) -> Listing:
        """The column names the call, whose answers hold HTML."""
        if "jpaas-publish-server" not in request.url:
            return super().read(request, page)
        found = rows(html_fragment(page, _html(page)), self.article)
        return Listing(found, self._following(request) if found else [])

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The first page by call that the column does not print itself."""
        query = _QUERY.search(page.text)
        if query is None:
            return []
        unit = _UNIT.search(page.text)
        counts = next((found for found in _COUNTS.finditer(page.text) if found[2]), None)
        size = counts[2] if counts else "15"
        self._pages = -(-int(counts[1]) // int(counts[2])) if counts and int(counts[2]) else None
        params = {"parseType": "bulidstatic", "pageType": "column"} | dict(_PAIR.findall(query[1]))
        call = page.join(unit[1] if unit else DEFAULT)
        number = 2 if self.rows(page) else 1
        return self._page_request(call or "", params, number, size)

    def _following(self, request: ListRequest) -> list[ListRequest]:
        params = dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))
        size = json.loads(params["paramJson"])["pageSize"]
        return self._page_request(request.url.partition("?")[0], params, request.page + 1, size)

    def _page_request(self, call: str, params: dict[str, str], number: int, size: str) -> list[ListRequest]:
        if self._pages is not None and number > self._pages:
            return []
        paging = {"paramJson": json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))}
        return [ListRequest(f"{call}?{urlencode(params | paging)}", page=number)]


def _html(page: Page) -> str:
    """`data` is an object with `html`, or the HTML itself."""
    data = json_answer(page).get("data")
    found = data.get("html") if isinstance(data, dict) else data
    return found if isinstance(found, str) else ""
