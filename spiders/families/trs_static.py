"""trs-static: lists written as files by TRS WCM, `index.html`, `index_1.html` … (page 2 is `_1`)."""

import re

from spiders.content.page import Page
from spiders.families.base import STUB, Family
from spiders.families.links import Row, date_in
from spiders.families.listing import Listing, ListRequest

_WRITTEN = re.compile(
    r"url\s*=\s*[\"']([^\"']+)[\"']\s*;\s*(?:var\s+)?title\s*=\s*[\"']([^\"']+)[\"']((?:(?!url\s*=).){0,200})",
    re.S,
)


class TrsStatic(Family):
    """Columns of Beijing, Chongqing, Nanjing, Qingdao, Kunming, several ministries."""

    name = "trs-static"
    article = re.compile(r"/t\d{4,8}_\d+\.s?html?$|/[tP]\d{8}_?\d+\.(?:pdf|docx?|xlsx?)$|/t\d{4,}\.shtml$")
    signature = re.compile(
        r"createPage(?i:HTML)?\s*\(\s*[\"']?\d+[\"']?\s*,|countPage\s*=\s*\d|[/\"']t\d{8}_\d+\.s?html?[\"']|\.trsapi\b"
    )

    def read(self, request: ListRequest, page: Page) -> Listing:
        """As Family; a short page past the first without a row is a stub."""
        if request.page > 1 and len(page.body) < STUB and not self.rows(page):
            return Listing()
        return super().read(request, page)

    def rows(self, page: Page) -> list[Row]:
        """Links, and rows that a script writes from `url` and `title` (Wuhan)."""
        written = [
            Row(url, title, date_in(rest))
            for link, title, rest in _WRITTEN.findall(page.text)
            if (url := page.join(link)) and self.article.search(url)
        ]
        return super().rows(page) + written
