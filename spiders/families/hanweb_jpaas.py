"""hanweb-jpaas: columns whose pages come from jpaas-publish-server's build/unit call (Zhejiang, Taizhou)."""

import json
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from spiders.content.page import Page
from spiders.families.answers import at, json_answer
from spiders.families.base import Family, html_fragment
from spiders.families.links import rows
from spiders.families.listing import Listing, ListRequest, Promise

_UNIT = re.compile(r"[\"']([^\"'\s]*jpaas-publish-server/front/page/build/unit)")
_QUERY = re.compile(r"queryData\s*=\s*\"\{([^\"]*)\}\"")
_PAIR = re.compile(r"'(\w+)'\s*:\s*'([^']*)'")
_COUNTS = re.compile(r"count=\"(\d+)\"(?:[^>]*?rows=\"(\d+)\"|[^>]*)")
DEFAULT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
SIZE = 15
MOST_UNITS = 4  # of a page that are asked for: navigation is built by units too


class HanwebJpaas(Family):
    """Bare pageNo is ignored by the server; only paramJson turns the page."""

    name = "hanweb-jpaas"
    is_called = True
    article = re.compile(
        r"/art/\d{4}/art_(?:[0-9a-f]{32}|\d+_\d+)\.html$|/art/\d{4}/\d+/\d+/art_\d+_\d+\.html$"
    )
    signature = re.compile(r"jpaas-publish-server")

    def read(self, request: ListRequest, page: Page) -> Listing:
        """The column names the calls, whose answers hold HTML."""
        if "jpaas-publish-server" not in request.url:
            return super().read(request, page)
        fragment = html_fragment(page, _html(page))
        found, promise = rows(fragment, self.article), self.promise(fragment)
        return Listing(found, self._following(request, promise) if found else [], promise)

    def promise(self, page: Page) -> Promise:
        """The records and their number a page, as the pager's element has them."""
        counts = _counts(page)
        return Promise(counts[0], -(-counts[0] // counts[1])) if counts else Promise()

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The first page by call that the column does not print whole itself.

        A page whose pager stands beside one unit lists that one alone; else each unit may be the list.
        """
        queries = list(dict.fromkeys(_QUERY.findall(page.text)))
        if not queries:
            return []
        counts, unit = _counts(page), _UNIT.search(page.text)
        call = page.join(unit[1] if unit else DEFAULT) or ""
        if counts is None:
            columns = (ListRequest("", depth=request.depth + (len(queries) > 1)) for _ in queries)
            pairs = zip(columns, queries[:MOST_UNITS], strict=False)
            return [_page_request(column, call, _params(query), 1, SIZE) for column, query in pairs]
        is_whole = len(self.rows(page)) >= min(counts)
        if is_whole and counts[0] <= counts[1]:
            return []
        beside = next((query for query in queries if _stands_beside(page, query)), queries[0])
        return [_page_request(request, call, _params(beside), 2 if is_whole else 1, counts[1])]

    def _following(self, request: ListRequest, promise: Promise) -> list[ListRequest]:
        if promise.pages is not None and request.page >= promise.pages:
            return []
        params = dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))
        size = int(json.loads(params["paramJson"])["pageSize"])
        return [_page_request(request, request.url.partition("?")[0], params, request.page + 1, size)]


def _page_request(
    request: ListRequest, call: str, params: dict[str, str], number: int, size: int
) -> ListRequest:
    paging = {"paramJson": json.dumps({"pageNo": number, "pageSize": str(size)}, separators=(",", ":"))}
    return request.call(f"{call}?{urlencode(params | paging)}", page=number)


def _params(query: str) -> dict[str, str]:
    return {"parseType": "bulidstatic", "pageType": "column"} | dict(_PAIR.findall(query))


def _counts(page: Page) -> tuple[int, int] | None:
    """(records, records a page) of the pager."""
    found = next((found for found in _COUNTS.finditer(page.text) if found[2] and int(found[2])), None)
    return (int(found[1]), int(found[2])) if found else None


def _stands_beside(page: Page, query: str) -> bool:
    """Whether a unit's data stand in the element that counts the records."""
    node = page.tree.css_first("[count][queryData]")
    return node is not None and query in (node.attributes.get("querydata") or "")


def _html(page: Page) -> str:
    """`data` is an object with `html`, or the HTML itself; raises ListRefusedError where neither came."""
    data = at(json_answer(page), "data")
    found = data.get("html") if isinstance(data, dict) else data
    return found if isinstance(found, str) else ""
