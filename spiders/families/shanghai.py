"""Shanghai: the municipal nwNNNNN columns, and the systems of its districts."""

import re

from spiders.content.page import Page
from spiders.families.base import Family, ListRequest, sub_columns
from spiders.families.paging import next_numbered, year_links
from spiders.families.static import Static

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class ShanghaiNw(Family):
    """index.html, index_2.html; rows inside comments are doubles and no nodes of the tree."""

    name = "shanghai-nw"
    article = re.compile(r"/\d{8}/(?:[0-9a-f]{32}|\d{4}-\d+_\d+)\.html$")
    signature = re.compile(r"\A\S*/nw\d{4,6}/")

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The next page by totalPage, and the columns behind links that name a year."""
        total = re.search(r"totalPage\s*:\s*(\d+)", page.text)
        following = next_numbered(request, page, int(total[1]) if total else 1, "index_{}.html")
        return following + (sub_columns(request, year_links(page)) if request.page == 1 else [])


class ShanghaiSlug(Static):
    """Pudong, Changning, Putuo: /SLUG/YYYY/N/ID.html."""

    name = "shanghai-district-slug"
    article = re.compile(r"/20\d\d/\d{1,4}/\d{4,}\.html$")
    signature = re.compile(r"href=[\"'][^\"']*/20\d\d/\d{1,4}/\d{5,6}\.html")


class GovXxgk(Static):
    """Songjiang, Chongming: /govxxgk/UNIT/DATE/UUID.html."""

    name = "govxxgk-uuid"
    article = re.compile(rf"/govxxgk/[^/]+/\d{{4}}-\d\d-\d\d/{_UUID}\.html$")
    signature = re.compile(r"\A\S*/govxxgk/|href=[\"'][^\"']*/govxxgk/\w+/\d{4}-")


class ShanghaiXuhui(Static):
    """Xuhui: …/Info/Detail_ID.htm."""

    name = "shanghai-xuhui"
    article = re.compile(r"/Info/Detail_\d+\.html?$", re.I)
    signature = re.compile(r"/Info/Detail_\d+\.htm", re.I)


class ShanghaiMinhang(Static):
    """Minhang: …-xxgk-cms/website/…/content/UUID.htm."""

    name = "shanghai-minhang-cms"
    article = re.compile(rf"/content/{_UUID}\.html?$")
    signature = re.compile(r"-xxgk-cms/website/")
