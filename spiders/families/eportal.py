"""eportal: Beijing districts with numbers for folders: Daxing, Pinggu, Changping; Tongzhou, Yanqing."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from spiders.content.page import Page
from spiders.families.base import Family, sub_columns
from spiders.families.links import Row, rows, title_of
from spiders.families.listing import ListRequest
from spiders.policy.titles import parse_title

_LIST = re.compile(r"/eportal/ui\?[^\"'\s<>?]*currentPage=(\d+)[^\"'\s<>]*")
_LONG_ID = re.compile(r"/\d{12,}/(?:index\.s?html)?$")  # of an article, never of a column
_COLUMN_NAME = re.compile(r"(?:政府|政务)?信息公开(?:工作)?(?:年报|年度报告)")


class EportalNumid(Family):
    """Articles are folders of 5 to 9 digits, and so are some sub-columns: their titles tell them apart."""

    name = "eportal-numid"
    article = re.compile(r"/\d{5,9}/index\.html$")
    signature = re.compile(r"/eportal/ui\?pageId=|href=[\"'][^\"']*/\d{5,9}/index\.html")

    def rows(self, page: Page) -> list[Row]:
        """Folders whose link names a report, and not the column of them all."""
        found = (row for row in rows(page, self.article) if not _COLUMN_NAME.fullmatch(row.title))
        return [row for row in found if parse_title(row.title).refusal is None]

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """Further pages of the eportal list, and sub-columns of the first page."""
        taken = {row.url for row in self.rows(page)}
        folders = [url for url in _folders(page) if url not in taken and not _LONG_ID.search(url)]
        return _following(request, page) + (sub_columns(request, folders) if request.page == 1 else [])


class TsidIndex(EportalNumid):
    """Articles are folders of 12 digits or more, whose first eight are a date only sometimes."""

    name = "tsid-index"
    article = re.compile(r"/\d{12,}/index\.s?html$")
    signature = re.compile(r"href=[\"'][^\"']*/\d{12,}/index\.s?html")


def _folders(page: Page) -> Iterator[str]:
    """Index pages of folders below this one, under short names: years (2025年) and kinds of publishers."""
    home = urljoin(page.url, ".")
    for anchor in page.anchors():
        url = page.join(anchor.attributes.get("href"))
        if url and url.startswith(home) and re.search(r"/(?:index\.s?html)?$", url):
            title = title_of(anchor)
            if url.rpartition("/")[0] != home.rstrip("/") and 0 < len(title) <= 12:
                yield url


def _following(request: ListRequest, page: Page) -> list[ListRequest]:
    """`/eportal/ui?pageId=…&currentPage=N&moduleId=…` of the next number, as the page links to it."""
    for link in _LIST.finditer(page.text):
        if int(link[1]) == request.page + 1:
            url = page.join(link[0].replace("&amp;", "&"))
            return [request.following(url)] if url else []
    return []
