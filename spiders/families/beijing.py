"""Beijing's districts with systems of their own: Xicheng, Chaoyang, Haidian."""

import re
from urllib.parse import urljoin

from spiders.content.page import Page
from spiders.families.base import Family, inline_report, sub_columns
from spiders.families.listing import Listing, ListRequest
from spiders.families.paging import year_columns
from spiders.families.static import Static

_UNIT = re.compile(r"pnidpv(\d+)pntypepvnbpnnfpv(20\d\d)\.html")
FIRST_YEAR = 2008  # the regulations came into force; no earlier report exists


class BjXicheng(Family):
    """Addresses hold the query id, type, year: from the years linked, each unit is followed backwards."""

    name = "bj-xicheng-pnid"
    article = _UNIT
    signature = re.compile(r"pnidpv\d+pntypepvnb")

    def read(self, request: ListRequest, page: Page) -> Listing:
        """An unknown unit or year answers 200 with an empty template: a second one in a row ends a unit."""
        if not request.guess:
            return super().read(request, page)
        row = inline_report(page)
        misses = 0 if row else request.depth + 1
        return Listing([row] if row else [], self._before(page, [request.url], misses) if misses < 2 else [])

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The year before the oldest that the page links to, for each unit."""
        return self._before(page, [row.url for row in self.rows(page)])

    def _before(self, page: Page, urls: list[str], misses: int = 0) -> list[ListRequest]:
        oldest: dict[str, int] = {}
        base = urljoin(page.url, ".")
        for unit, year in (found.groups() for url in urls if (found := _UNIT.search(url))):
            oldest[unit] = min(int(year), oldest.get(unit, 9999))
        return [
            ListRequest(f"{base}pnidpv{unit}pntypepvnbpnnfpv{year - 1}.html", depth=misses, guess=True)
            for unit, year in oldest.items()
            if year > FIRST_YEAR
        ]


class BjChaoyang(Static):
    """Chaoyang: GBK pages over http only, articles named by 24 or 32 hexadecimal digits."""

    name = "bj-chaoyang-hex"
    article = re.compile(r"/(?:[0-9a-f]{24}|[0-9a-f]{32})\.html$")
    signature = re.compile(r"[\"'](?:[^\"']*/gknb/|\./)(?:[0-9a-f]{24}|[0-9a-f]{32})\.html")


class BjHaidian(Family):
    """Haidian: a column shows its newest report and a list of years; a year may again show a report."""

    name = "bj-haidian-auto"
    article = re.compile(r"/auto\d+_\d+\.s?html$")
    signature = re.compile(r"/auto\d+_\d+/|/zfwj_\d+/")

    def read(self, request: ListRequest, page: Page) -> Listing:
        """Rows and years; the page's own report where neither stands beside it, or it is a year's page."""
        found, more = self.rows(page), sub_columns(request, year_columns(page))
        row = None if found or (more and request.depth == 0) else inline_report(page)
        return Listing([row] if row else found, more)
