"""Real list pages and answers, read where they lie: the family, the rows, the way on, what they promise.

Each was read by eye. They are others' pages and no part of the project: without the folder this is skipped.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from spiders.content.page import Page
from spiders.families import FAMILIES
from spiders.families.detection import recognise
from spiders.families.listing import ListRequest, Promise

SHARED = Path(os.environ.get("NIANBAO_SHARED", Path(__file__).parents[4] / "shared"))
PIECES = SHARED / "sites" / "pieces"
pytestmark = pytest.mark.skipif(not PIECES.exists(), reason="the collection of real pieces is not at hand")


@dataclass(frozen=True)
class Piece:
    """A piece and what a right reading makes of it.

    url: where it stood, as far as it is known. rows: the ends of their addresses in order, each with a date.
    more: the ends of the requests that follow. ask: what is known of the request that brought it.
    """

    family: str
    url: str
    rows: tuple[tuple[str, str | None], ...]
    more: tuple[str, ...] = ()
    promise: Promise = field(default_factory=Promise)
    ask: dict[str, object] = field(default_factory=dict)


HEX = "0123456789abcdef0123456789abcdef"
WHOLE = {
    "anhui-lonsun-content-list.html": Piece(
        "lonsun-content", "https://hrss.ah.gov.cn/content/column/6791573",
        (("/zxzx/ztzl/ahssydwgkzp/1234.html", "2026-01-08"),), ("/content/column/6791573?pageIndex=2",),
        Promise(pages=3)),
    "fujian-trsapi-list.html": Piece(
        "trs-static", "https://rst.fujian.gov.cn/zw/zfxxgk/zdgk/",
        (("/gsgg/202609/t20260911_1.htm", "2026-09-11"), ("/gsgg/202609/t20260911_2.htm", None)),
        (), Promise(records=2)),
    "gd-wjk-list.html": Piece(
        "static", "https://www.gd.gov.cn/zwgk/wjk/qbwj/index.html",
        (("/zwgk/wjk/qbwj/post_1.html", "2026-09-15"),),
        ("/zwgk/wjk/qbwj/index_1.html",)),
    "hanweb-jshrss-column.html": Piece(
        "hanweb-jpage", "http://jshrss.jiangsu.gov.cn/col/col78506/index.html",
        (("/art/2026/9/10/art_78506_1.html", "2026-09-10"),),
        ("&webname=%E6%B1%9F%E8%8B%8F&permissiontype=0",)),
    "henan-anyang-zfxxgk-list.html": Piece(
        "static", "http://www.yindu.gov.cn/zfxxgk/fdzdgknr/",
        (("/2026/07-23/3653721.html", "2026-07-23"), ("/2026/07-17/3652898.html", "2026-07-17"),
         ("/2026/07-01/3650588.html", "2026-07-01")), ("/zfxxgk/fdzdgknr/index_1.html",)),
    "henan-pagedec-list.html": Piece(
        "static", "http://hrss.henan.gov.cn/zwgk/", (("/2026/09-11/1234.html", "2026-09-12"),),
        ("/zwgk/index_1.html",), Promise(pages=51)),
    "huzhou-datalist.html": Piece(
        "datalist", "http://zzb.huzhou.gov.cn/gbgz/gwykl/index.html",
        (("/gbgz/gwykl/lygs/20260108/i1234.html", "2026-01-08"),), (), Promise(pages=1)),
    "jpaas-miit-column.html": Piece(
        "hanweb-jpaas", "https://www.miit.gov.cn/zwgk/index.html",
        (), ("%22pageNo%22%3A1%2C%22pageSize%22%3A%2215%22%7D",)),
    "pbc-txtlist.html": Piece(
        "tsid-index", "https://www.pbc.gov.cn/zhengwugongkai/4081330/4081344/4081407/4081705/index.html",
        (), ()),
    "pclist-zigong-list.html": Piece(
        "pc-list", "https://www.zg.gov.cn/zgsrmzf/c00145/pc/list.html",
        (("/zgsrmzf/c00145/pc/content/content_2058746804822818816.html", "2026-05-25"),)),
    "pds-channels-list.html": Piece(
        "channels", "https://www.pds.gov.cn/channels/14229.html",
        (("/contents/14229/123456.html", "2026-01-20"),),
        ("/channels/14229_2.html",), Promise(pages=3)),
    "shandong-channels-list.html": Piece(
        "static", "http://hrss.shandong.gov.cn/channels/ch00232/",
        (("/articles/ch00232/202609/aaaa-bbbb.shtml", "2026-09-11"),),
        ("/channels/ch00232/index_1.shtml",), Promise(records=470)),
    "shanghai-rsj-list.html": Piece(
        "static", "https://rsj.sh.gov.cn/tnprygs_17409/index.html",
        (("/tnprygs_17409/20260910/t0035_1.html", "2026-09-11"),), ("/tnprygs_17409/index_2.html",),
        Promise(pages=322)),
    "trs-beijing-list.html": Piece(
        "trs-static", "https://www.beijing.gov.cn/gongkai/gkzt/",
        (("/202609/t20260915_4864925.html", "2026-09-15"), ("/202609/t20260914_4862425.html", "2026-09-14"))),
    "trs-cq-jjxxw-list.html": Piece(
        "trs-static", "https://jjxxw.cq.gov.cn/zwgk_213/gsgg/",
        (("/202607/t20260706_15802464.html", "2026-07-06"),
         ("/202607/t20260703_15798287.html", "2026-07-03")),
        ("/gsgg/index_1.html",), Promise(pages=40)),
    "trs-cq-kjj-list.html": Piece(
        "trs-static", "https://kjj.cq.gov.cn/zwgk_176/gsgg/",
        (("/202607/t20260702_15795188.html", "2026-07-02"),
         ("/202607/t20260707_15805740.html", "2026-07-07")),
        ("/gsgg/index_1.html",), Promise(pages=34)),
    "trs-hubei-attachment-only.html": Piece(
        "trs-static", "https://rst.hubei.gov.cn/nb/index_16.shtml",
        (("/nb/202609/P020260911000000.xlsx", "2026-09-11"),), (), Promise(pages=17), {"page": 17}),
    "trs-hubei-list.html": Piece(
        "trs-static", "https://rst.hubei.gov.cn/nb/", (("/202609/t20260910_1.shtml", "2026-09-11"),),
        ("/nb/index_1.shtml",), Promise(pages=17)),
    "trs-jingdezhen-list.html": Piece(
        "trs-static", "http://rsj.jdz.gov.cn/gsgg/", (("/gsgg/t1234.shtml", "2026-01-08"),),
        ("/gsgg/index_1.shtml",), Promise(pages=7)),
    "trs-nbs-list.html": Piece(
        "trs-static", "https://www.stats.gov.cn/sj/zxfb/", (("/202602/t20260219_1962501.html", None),),
        ("/zxfb/index_1.html",), Promise(pages=67)),
    "trs-ordos-nianbao.html": Piece(
        "trs-static", "http://egb.ordos.gov.cn/xxgk/xxgknb/",
        (("t20200903_2748784.html", "2020-09-03"), ("t20200506_2633371.html", "2020-05-06"),
         ("t20200311_2593126.html", "2020-03-11"), ("t20190614_2389850.html", "2019-06-14"),
         ("t20190530_2380968.html", "2019-05-30"), ("t20190530_2380967.html", "2019-05-30"),
         ("t20181102_2290635.html", "2018-03-26"), ("t20181102_2290607.html", "2018-01-05"),
         ("t20180525_2166460.html", "2017-03-22"), ("t20180205_2082017.html", "2017-01-07")),
        ("/xxgknb/index_1.html",), Promise(pages=2)),
    "trs-shanxi-list.html": Piece(
        "trs-static", "https://fgw.shanxi.gov.cn/tzgg/",
        (("/202609/t20260924_10227169.shtml", "2026-09-24"),),
        ("/tzgg/index_1.shtml",), Promise(pages=2)),
    "ucap-csrc-fg-list.html": Piece(
        "ucap-static", "http://www.csrc.gov.cn/csrc/c106256/fg.shtml",
        (("/csrc/c106256/c1653896/content.shtml", "2022-05-20"),), ("/csrc/c106256/fg_2.shtml",),
        Promise(89, 5)),
    "ucap-klmy-shell.html": Piece(
        "ucap-search", "http://www.klmy.gov.cn/klmys/c100186/list.shtml", (),
        ("&_pageSize=100&_isAgg=true&_isJson=true&_template=index&_rangeTimeGte=&_channelName=",)),
    "ucap-kunshan-list.html": Piece(
        "ucap-static", "http://data.ks.gov.cn/kss/cjgg/common_list.shtml",
        ((f"/kss/cjgg/202609/{HEX}.shtml", "2026-09-10"),),
        ("/kss/cjgg/common_list_2.shtml",), Promise(325, 22)),
    "yunnan-base64-pager.html": Piece(
        "static", "http://www.yn.gov.cn/policies/1.html",
        (("/html/2026/zcfg_0910/12345.html", "2026-09-10"),),
        ("/policies/2.html",)),
}  # fmt: skip
ANSWERS = {
    "gkmlpt-zhaoqing-answer.json": Piece(
        "gkmlpt", "https://www.zhaoqing.gov.cn/zqhjj/gkmlpt/api/all/21023?page=1&sid=758001",
        (("/gkmlpt/content/3/3255/post_3255421.html", "2026-07-07"),)),
    "ucap-klmy-search.json": Piece(
        "ucap-search", "http://www.klmy.gov.cn/search/db9694580ad74929979e1981b8c534f9?page=1&_pageSize=100",
        (("/klmys/c100186/202609/12cf558ed5584d25b75d1f4e709f8746.shtml", "2026-09-24"),),
        ("?page=2&_pageSize=100",), Promise(records=40)),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WHOLE | ANSWERS))
def test_a_piece_gives_its_rows_and_leads_on(name: str) -> None:
    piece = (WHOLE | ANSWERS)[name]
    page = Page(piece.url, (PIECES / name).read_bytes())
    if name in WHOLE:
        assert recognise(page).family == piece.family
    listing = FAMILIES[piece.family]().read(ListRequest(piece.url, **piece.ask), page)  # type: ignore[arg-type]
    assert len(listing.rows) == len(piece.rows), listing.rows
    for row, (end, day) in zip(listing.rows, piece.rows, strict=True):
        assert row.url.endswith(end)
        assert (row.date, row.refusal) == (day, None)
    assert len(listing.more) == len(piece.more), listing.more
    for ask, end in zip(listing.more, piece.more, strict=True):
        assert ask.url.endswith(end)
    assert listing.promise == piece.promise


def test_every_piece_is_read() -> None:
    others = {
        "INDEX.md",
        "ucap-klmy-article.html",
        "ewb-yingkou-request.json",
        "ewb-xuzhou-jiawang-ajaxReq.js",
    }
    assert {path.name for path in PIECES.iterdir()} == WHOLE.keys() | ANSWERS.keys() | others


def test_the_calls_of_epoint_sites_are_asked_as_they_ask_them() -> None:
    """The guid stands in the script of Xuzhou and Jiawang; Yingkou wraps the fields, both begin at 0."""
    family = FAMILIES["ewb"]()
    url = "http://www.yingkou.gov.cn/dynamic/zwgk/govInfoPub.html?categorynum=001001003001"
    page = Page(url, b"<div id=list></div><script src='/js/ajaxReq.js'></script>")
    script = family.read(ListRequest(url), page).more[0]
    answer = Page(script.url, (PIECES / "ewb-xuzhou-jiawang-ajaxReq.js").read_bytes())
    bare = family.read(script, answer).more[0]
    assert bare.fallback is not None
    wanted = json.loads((PIECES / "ewb-yingkou-request.json").read_bytes())
    asked = json.loads(bare.fallback.post or "")
    for name in ("deptcode", "categorynum", "siteGuid"):
        assert asked["params"][name] == wanted["params"][name]
    assert int(asked["params"]["pageIndex"]) == int(wanted["params"]["pageIndex"]) == 0
