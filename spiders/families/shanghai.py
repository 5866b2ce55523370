"""Shanghai: the municipal nwNNNNN columns, and the systems of its districts."""

import re

from spiders.families.base import Family
from spiders.families.static import Static

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class ShanghaiNw(Family):
    """index.html, index_2.html by totalPage; rows inside comments are doubles and no nodes of the tree."""

    name = "shanghai-nw"
    article = re.compile(r"/\d{8}/(?:[0-9a-f]{32}|\d{4}-\d+_\d+)\.html$")
    signature = re.compile(r"\A\S*/nw\d{4,6}/")


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
