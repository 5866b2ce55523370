"""trs-static: lists written as files by TRS WCM, `index.html`, `index_1.html` … (page 2 is `_1`)."""

import re
from urllib.parse import urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.base import STUB, Family, Listing, ListRequest, sub_columns
from spiders.families.links import Row, date_in, rows, title_of

_PAGER = re.compile(
    r"createPage(?:HTML)?\(\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*(\d+)\s*)?,\s*[\"'](\w+)[\"']\s*,\s*[\"'](\w+)"
)
_COUNT = re.compile(r"countPage\s*=\s*(\d+)")  # Ministry of Veterans Affairs
_WRITTEN = re.compile(
    r"url\s*=\s*[\"']([^\"']+)[\"']\s*;\s*(?:var\s+)?title\s*=\s*[\"']([^\"']+)[\"']((?:(?!url\s*=).){0,200})",
    re.S,
)
_YEAR_FOLDER = re.compile(r"/[a-z_]*(?:20\d\d|\d\d(?=jdbsc))[a-z_0-9]*/(?:index\.s?html?)?$", re.I)


class TrsStatic(Family):
    """Columns of Beijing, Chongqing, Nanjing, Qingdao, Kunming, several ministries."""

    name = "trs-static"
    article = re.compile(r"/t\d{4,8}_\d+\.s?html?$|/t\d{8}_\d+\.(?:pdf|docx?)$")
    signature = re.compile(r"createPage(?:HTML)?\(\s*\d|countPage\s*=\s*\d|/t\d{8}_\d+\.s?html?[\"']")

    def read(self, request: ListRequest, page: Page) -> Listing:
        """Rows, the next page, and year sub-columns; a short page past the first is a stub."""
        if request.page > 1 and len(page.body) < STUB:
            return Listing()
        return super().read(request, page)

    def rows(self, page: Page) -> list[Row]:
        """Anchors, and rows that a script writes from `url` and `title` (Wuhan)."""
        written = [
            Row(url, title, date_in(rest))
            for link, title, rest in _WRITTEN.findall(page.text)
            if (url := page.join(link)) and self.article.search(url)
        ]
        return rows(page, self.article) + written

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The next page of this column, then its year folders."""
        folders = [
            url
            for anchor in page.anchors()
            if (url := page.join(anchor.attributes.get("href")))
            and (_YEAR_FOLDER.search(urlsplit(url).path) or re.fullmatch(r"20\d\d年?", title_of(anchor)))
            and url.startswith(_home(page.url))
            and url != page.url
            and not self.article.search(url)
        ]
        return next_page(request, page) + (sub_columns(request, folders) if request.page == 1 else [])


def _home(url: str) -> str:
    """The folder that holds a column's year folders: its own, or the parent where this is a year folder."""
    folder = urljoin(url, ".")
    return urljoin(folder, "..") if _YEAR_FOLDER.search(urlsplit(folder).path) else folder


def next_page(request: ListRequest, page: Page) -> list[ListRequest]:
    """`index_N.ext` while the pager counts further; N is the number of the page before, from 0."""
    pager = _PAGER.search(page.text)
    count = _COUNT.search(page.text)
    if pager:
        # (pages, current, …) or (records, pages, current, …): the second number where three stand (Beijing)
        pages = int(pager[2] if pager[3] is not None else pager[1])
        stem, extension = pager[4], pager[5]
    elif count:
        pages, stem, extension = int(count[1]), "index", "html"
    else:
        return []
    if request.page >= pages:
        return []
    return [request.following(urljoin(page.url, f"{stem}_{request.page}.{extension}"))]
