"""lonsun-public: Anhui's catalogue, rows by /site/label/8888; xxgk-showlist: the columns of some counties."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.base import STUB, Family, said
from spiders.families.listing import Listing, ListRefusedError, ListRequest, Promise
from spiders.families.paging import highest, next_numbered

_LABEL = re.compile(r"((?:/[\w-]+){0,3}/site/label/8888)(\?[^\"'\s<>]+)?")
_COUNT = re.compile(r"pageCount[\"']?\s*[:=]\s*[\"']?(\d+)")
_ORGAN = re.compile(r"/public/(?:column/)?(\d+)")
_SITE = re.compile(r"siteId[\"']?\s*[:=]\s*[\"']?(\d+)")
# The template differs from site to site, and so do its folders: /c1/chuzhou/publicInfoList_newest.
_FILE = re.compile(r"((?:/[\w-]+){0,4}/publicInfoList[\w-]*)")
_NOTHING = "暂无相关信息"
MOST_PAGES = 300  # of a list that does not tell how many it has


class LonsunPublic(Family):
    """`/public/column/ORGAN?…catId=…`, with the list call in the page or put together from its parts."""

    name = "lonsun-public"
    is_called = True
    article = re.compile(r"/public/\d+/\d+\.html$")
    signature = re.compile(r"/site/label/8888|labelName=publicInfoList|\A\S*/public/column/\d+")

    def __init__(self) -> None:
        self._pages: int | None = None  # of the column read last: its lists do not tell

    def read(self, request: ListRequest, page: Page) -> Listing:
        """The column leads to its first list; a list without rows is the end."""
        if "/site/label/8888" not in request.url:
            return super().read(request, page)
        found, promise = self.rows(page), self.promise(page)
        if not found and _NOTHING not in page.text and len(page.body) > STUB:
            raise ListRefusedError(said(page))
        is_last = not found or request.page >= (promise.pages or self._pages or MOST_PAGES)
        asked = [] if is_last else [_page_request(request, request.url, request.page + 1)]
        return Listing(found, asked, promise)

    def promise(self, page: Page) -> Promise:
        """The number of pages, which the column or its lists tell."""
        count = _COUNT.search(page.text)
        return Promise(pages=int(count[1]) if count else None)

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The first page of the list call, as the page has it or put together from its parts."""
        self._pages = self.promise(page).pages
        label = next((found for found in _LABEL.finditer(page.text) if found[2]), None)
        call = unescape(label[0]) if label else _composed(page)
        return [_page_request(request, urljoin(page.url, call), 1)] if call else []


def _page_request(request: ListRequest, call: str, number: int) -> ListRequest:
    path, _, query = call.partition("?")
    params = dict(parse_qsl(query, keep_blank_values=True)) | {"pageIndex": str(number)}
    return request.call(f"{path}?{urlencode(params)}", page=number)


def _composed(page: Page) -> str | None:
    """The list call of a page whose script puts it together itself."""
    organ, site, template = (pattern.search(page.text) for pattern in (_ORGAN, _SITE, _FILE))
    organ = _ORGAN.search(page.url) or organ
    if not (organ and site and template):
        return None
    own = dict(parse_qsl(urlsplit(page.url).query))
    params = {
        "IsAjax": "1", "dataType": "html", "labelName": "publicInfoList", "siteId": site[1],
        "organId": organ[1], "pageSize": "15", "action": "list", "isDate": "true", "dateFormat": "yyyy-MM-dd",
        "length": "80", "type": own.get("type", "4"), "catId": own.get("catId", ""), "cId": "",
        "result": _NOTHING, "file": template[1],
    }  # fmt: skip
    label = _LABEL.search(page.text)
    folder = urlsplit(page.url).path.partition("/public/")[0].removesuffix("/openness")
    return f"{label[1] if label else folder + '/site/label/8888'}?{urlencode(params)}"


class LonsunContent(Family):
    """`/content/column/N?pageIndex=N`, the columns beside the catalogue (Anhui's human resources)."""

    name = "lonsun-content"
    article = re.compile(r"/[a-z][\w/]*/\d{3,}\.html$|/content/article/\d+$")
    signature = re.compile(r"\A\S*/content/column/\d+|Ls\.pagination\(")

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The next number in the query."""
        path = page.url.partition("?")[0]
        return next_numbered(request, page, self.promise(page).pages, f"{path}?pageIndex={{}}")


class XxgkShowlist(Family):
    """`/XxgkContent/showList/UNIT/CATEGORY/page_N.html` (Bozhou), and kin of other names (Nei Menggu)."""

    name = "xxgk-showlist"
    article = re.compile(r"/(?:XxgkAnnualReport|\w{0,12}Content)/show/\d+\.html$")
    signature = re.compile(r"/\w{0,12}Content/showList/|/XxgkAnnualReport/show/")

    def promise(self, page: Page) -> Promise:
        """The highest page that the list links to."""
        return Promise(pages=highest(r"/page_(\d+)\.html", page.text))

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """Pages by number."""
        return next_numbered(request, page, self.promise(page).pages, "page_{}.html")
