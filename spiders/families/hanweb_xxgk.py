"""hanweb-xxgk: 大汉's disclosure module: a search over all columns, and a report page by unit and year."""

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.base import Family, inline_report
from spiders.families.links import Row, rows
from spiders.families.listing import Listing, ListRequest, Promise

_TREE = re.compile(r"module/xxgk/tree\.jsp\?([^\"'\s<>]+)")
_PAGES = re.compile(r"共\s*(\d+)\s*页")
_COLUMN = re.compile(r"/col/col(\d+)/")
_ANNUAL = "xxgkAnnualReport.jsp"
_YEAR = re.compile(r"fbtime=(20\d\d)|<option[^<>]*>\s*(20\d\d)|<li[^<>]*>\s*(20\d\d)年?\s*<")
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


class HanwebXxgk(Family):
    """A column of search.jsp (rows of other columns told by art_COLUMN_), or xxgkAnnualReport.jsp."""

    name = "hanweb-xxgk"
    is_called = True
    article = re.compile(r"/art/\d{4}/\d+/\d+/art_\d+_\d+\.html$")
    signature = re.compile(r"module/xxgk/(?:tree|search|xxgkAnnualReport)\.jsp")

    def __init__(self) -> None:
        self._column: str | None = None

    def read(self, request: ListRequest, page: Page) -> Listing:
        """A column, a page of its search, or the report of a unit and year."""
        if _ANNUAL in request.url:
            row = inline_report(page)
            return Listing([row] if row else [], _units(page) if request.depth == 0 else [])
        if request.page == 1 and request.post is None:
            self._column = (_COLUMN.search(page.url) or [None, None])[1]
        return super().read(request, page)

    def rows(self, page: Page) -> list[Row]:
        """search.jsp is not limited to the column: only its own articles count."""
        found = rows(page, self.article)
        return [
            row
            for row in found
            if self._column is None or not self.article.search(row.url) or f"/art_{self._column}_" in row.url
        ]

    def promise(self, page: Page) -> Promise:
        """The number of pages of the search, which holds other columns' records too."""
        pages = _PAGES.search(page.text)
        return Promise(pages=int(pages[1]) if pages else None)

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The search that the tree stands for, then its further pages."""
        if request.post is not None:
            params = dict(parse_qsl(request.post, keep_blank_values=True))
            is_last = request.page >= (self.promise(page).pages or 0)
            return [] if is_last else [_search(request, page, params, request.page + 1)]
        tree = _TREE.search(page.text)
        if tree is None:
            return []
        given = dict(parse_qsl(unescape(tree[1]), keep_blank_values=True))
        blank = dict.fromkeys(("area", "vc_title", "vc_number", "vc_filenumber", "vc_all"), "")
        fixed = {"sortfield": ",createdatetime:0,orderid:0", "texttype": "1", "fbtime": "-1"}
        return [_search(request, page, blank | fixed | given, 1)]


def _search(request: ListRequest, page: Page, params: dict[str, str], number: int) -> ListRequest:
    """The text and paging arguments stand in the query as well as in the form, as the pages send them."""
    params = params | {"currpage": str(number)}
    query = {name: params[name] for name in ("texttype", "fbtime", "vc_all", "vc_filenumber", "vc_title")}
    query |= {"vc_number": params["vc_number"], "currpage": str(number), "sortfield": params["sortfield"]}
    url = urljoin(page.url, f"/module/xxgk/search.jsp?{urlencode(query)}")
    return request.call(url, urlencode(params), FORM, number)


def _units(page: Page) -> list[ListRequest]:
    """Every unit that the page names, in every year that it names: most of them exist."""
    own = parse_qs(urlsplit(page.url).query)
    areas = [*own.get("area", [])]
    for anchor in page.anchors(f"a[href*='{_ANNUAL}']"):
        link = urlsplit(page.join(anchor.attributes.get("href")) or "")
        areas += parse_qs(link.query).get("area", [])
    named = sorted({year for found in _YEAR.findall(page.text) for year in found if year}, reverse=True)
    # A page that names no years is asked for all since the first form, newest first.
    every = named or [str(year) for year in range(datetime.now(UTC).year, 2008, -1)]
    base = page.url.partition("?")[0]
    return [
        ListRequest(f"{base}?{urlencode({'area': area, 'fbtime': year})}", depth=1, guess=True)
        for area in dict.fromkeys(areas)
        for year in every
    ]
