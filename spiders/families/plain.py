"""Families known by their addresses alone: their paging was not seen, and is found as static's is."""

import re

from spiders.families.static import DIALECTS, Static

_HEX = "[0-9a-f]"


class NfcmsPost(Static):
    """Guangzhou's and Shenzhen's portals; a column may show its newest report itself."""

    name = "nfcms-post"
    article = re.compile(r"/content/m?post_\d+\.html$")
    signature = re.compile(r"/content/m?post_\d+\.html|NFCMS_SITE_ID")


class HuaianCol(Static):
    """Huai'an and its districts; the list may stand in an iframe."""

    name = "huaian-col"
    article = re.compile(r"/col/\d+_\d+/art/\w+/\w+\.html$")
    signature = re.compile(r"\A\S*/col/\d+_\d+/")


class CColumn(Static):
    """/c109595/202009/1314827.shtml (Tongzhou's old site), /c112289c/202602/c01_1108994.shtml (Harbin)."""

    name = "c-column-shtml"
    article = re.compile(r"/c\d{5,}\w?/\d{6}/(?:c\d+_)?\d+\.s?html$")
    signature = re.compile(r"\A\S*/c\d{5,}\w?/|/c\d{5,}\w?/\d{6}/(?:c\d+_)?\d+\.shtml")


class HebeiIndex(Static):
    """Hebei: departments' index.html columns, and the province's /columns/UUID/YYYYMM/DD/UUID.html."""

    name = "hebei-index"
    article = re.compile(rf"/columns/[0-9a-f-]{{36}}/\d{{6}}/\d\d/[0-9a-f-]{{36}}\.html$|{DIALECTS.pattern}")
    signature = re.compile(r"/columns/[0-9a-f-]{36}/|\A\S*\.hebei\.gov\.cn/")


class GongkaiChannel(Static):
    """Jinan's districts: /gongkai/site_X/channel_HEX/doc_HEX.html."""

    name = "gongkai-channel-doc"
    article = re.compile(rf"/doc_{_HEX}{{24}}\.html$")
    signature = re.compile(rf"/gongkai/site_\w+/channel_{_HEX}{{24}}")


class GongkaiShow(Static):
    """Suining's districts: /gongkai/show/HEX.html."""

    name = "gongkai-show-hex"
    article = re.compile(rf"/gongkai/show/{_HEX}{{32}}\.html$")
    signature = re.compile(rf"/gongkai/show/{_HEX}{{32}}\.html")
