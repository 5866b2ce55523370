"""lonsun-public: Anhui's catalogue, rows by /site/label/8888; xxgk-showlist: the columns of some counties."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.base import Family, Listing, ListRequest
from spiders.families.paging import next_numbered

_LABEL = re.compile(r"(/site/label/8888\?[^\"'\s<>]+)")
_COUNT = re.compile(r"pageCount[\"']?\s*[:=]\s*[\"']?(\d+)")
_ORGAN = re.compile(r"/public/(?:column/)?(\d+)")
_SITE = re.compile(r"siteId[\"']?\s*[:=]\s*[\"']?(\d+)")
_FILE = re.compile(r"(/xxgk/publicInfoList\w*)")  # the template differs from site to site


class LonsunPublic(Family):
    """`/public/column/ORGAN?…catId=…`, with the list call in the page or put together from its parts."""

    name = "lonsun-public"
    article = re.compile(r"/public/\d+/\d+\.html$")
    signature = re.compile(r"/site/label/8888|labelName=publicInfoList")

    def __init__(self) -> None:
        self._pages: int | None = None

    def read(self, request: ListRequest, page: Page) -> Listing:
        """The column leads to its first list; a list without rows is the end."""
        if "/site/label/8888" not in request.url:
            return super().read(request, page)
        found = self.rows(page)
        return Listing(found, self._page_request(request.url, request.page + 1) if found else [])

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The first page of the list call."""
        count, label = _COUNT.search(page.text), _LABEL.search(page.text)
        self._pages = int(count[1]) if count else None
        call = unescape(label[1]) if label else _composed(page)
        return self._page_request(urljoin(page.url, call), 1) if call else []

    def _page_request(self, call: str, number: int) -> list[ListRequest]:
        if self._pages is not None and number > self._pages:
            return []
        path, _, query = call.partition("?")
        params = dict(parse_qsl(query, keep_blank_values=True)) | {"pageIndex": str(number)}
        return [ListRequest(f"{path}?{urlencode(params)}", page=number)]


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
        "result": "暂无相关信息", "file": template[1],
    }  # fmt: skip
    return f"/site/label/8888?{urlencode(params)}"


class XxgkShowlist(Family):
    """`/XxgkContent/showList/UNIT/CATEGORY/page_N.html` (Bozhou's counties)."""

    name = "xxgk-showlist"
    article = re.compile(r"/XxgkAnnualReport/show/\d+\.html$|/XxgkContent/show/\d+\.html$")
    signature = re.compile(r"/XxgkContent/showList/|/XxgkAnnualReport/show/")

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """Pages by number up to the highest that the page links to."""
        linked = [int(number) for number in re.findall(r"/page_(\d+)\.html", page.text)]
        return next_numbered(request, page, max(linked, default=1), "page_{}.html")
