"""Families whose rows come from a call of their own: which call, which rows, when it ends."""

import json

import pytest

from spiders.content.page import Page
from spiders.families import FAMILIES
from spiders.families.links import Row
from spiders.families.listing import Listing, ListRefusedError, ListRequest
from tests.spiders.families.list_pages import HEX, HOST, TITLE, Column, asked, li, paths, read

PROXY_PAGE = (
    "<script>var u='/module/jpage/dataproxy.jsp';"
    "var q='dataproxy.jsp?webid=39&amp;columnid=45469&amp;unitid=100512&amp;webname=%E7%A4%BA';</script>"
)


def test_jpage_windows_follow_what_came() -> None:
    family = FAMILIES["hanweb-jpage"]()
    first = read("hanweb-jpage", "/col/col45469/index.html", PROXY_PAGE, family).more[0]
    assert first.url.startswith(f"{HOST}/module/jpage/dataproxy.jsp?")
    for part in ("webid=39", "unitid=100512", "webname=%E7%A4%BA", "startrecord=1&endrecord=100", "page=1"):
        assert part in first.url
    record = "<record><![CDATA[{}]]></record>".format(
        li("/art/2026/1/22/art_45469_42.html", "2026-\n 01-\n 22")
    )
    store = f"<datastore><totalrecord>{{}}</totalrecord><recordset>{record}</recordset></datastore>"
    more = family.read(first, Page(first.url, store.format(20).encode()))
    assert more.rows == [Row(f"{HOST}/art/2026/1/22/art_45469_42.html", TITLE, "2026-01-22")]
    assert "startrecord=2&endrecord=101" in more.more[0].url
    assert "page=2" in more.more[0].url
    assert family.read(first, Page(first.url, store.format(1).encode())).more == []
    assert family.read(first, Page(first.url, b"<datastore/>")) == Listing()


def test_jpage_old_endpoint_answers_with_a_script() -> None:
    row = "<li><a href=\\'/art/2016/1/9/art_1_2.html\\'>2015年年度报告</a></li>"
    text = f"var totalRecord = 1;dataStore =['{row}'];"
    listing = read("hanweb-jpage", "/module/jslib/jquery/jpage/dataproxy.jsp?columnid=1", text)
    assert paths(listing) == ["/art/2016/1/9/art_1_2.html"]


JPAAS = (
    '<div class="pagination" count="31" rows="15" '
    'unitUrl="/api-gateway/jpaas-publish-server/front/page/build/unit"'
    " queryData=\"{'webId':'3185','pageId':'12','tagId':'信息列表','tplSetId':'o0'}\"></div>"
)


def test_jpaas_turns_by_param_json_from_the_page_that_is_missing() -> None:
    family = FAMILIES["hanweb-jpaas"]()
    row = li("/nb/art/2026/art_2c2f0000000000000000000000000000.html")
    assert "%22pageNo%22%3A1" in read("hanweb-jpaas", "/nb/", row + JPAAS).more[0].url, (
        "a footer has links too"
    )
    whole = "".join(li(f"/nb/art/2026/art_{number:032x}.html") for number in range(15))
    assert "%22pageNo%22%3A2" in read("hanweb-jpaas", "/nb/", whole + JPAAS).more[0].url
    first = read("hanweb-jpaas", "/nb/", JPAAS, family).more[0]
    assert "%22pageNo%22%3A1" in first.url
    for data in ({"html": row}, row):
        listing = family.read(first, Page(first.url, json.dumps({"data": data}).encode()))
        assert len(listing.rows) == 1
        assert "%22pageNo%22%3A2%2C%22pageSize%22%3A%2215%22" in listing.more[0].url
    with pytest.raises(ListRefusedError, match="busy"):
        family.read(first, Page(first.url, b'{"success":false,"data":null,"message":"busy"}'))


def test_xxgk_search_keeps_its_own_column_and_turns_pages() -> None:
    family = FAMILIES["hanweb-xxgk"]()
    tree = "<script src='/module/xxgk/tree.jsp?area=A&amp;infotypeId=A0212&amp;jdid=3096'></script>"
    search = read("hanweb-xxgk", "/col/col77/index.html", tree, family).more[0]
    assert search.post is not None
    assert "infotypeId=A0212" in search.post
    rows = li("/art/2026/1/20/art_77_1.html") + li("/art/2026/1/20/art_999_2.html") + "&nbsp;共2页&nbsp;"
    listing = family.read(search, Page(search.url, rows.encode()))
    assert paths(listing) == ["/art/2026/1/20/art_77_1.html"]
    assert "currpage=2" in (listing.more[0].post or "")
    last = family.read(listing.more[0], Page(search.url, rows.encode()))
    assert last.more == []


def test_xxgk_annual_page_by_unit_and_year() -> None:
    base = "/module/xxgk/xxgkAnnualReport.jsp"
    column = f"<a href='{base}?area=B'>乙局</a><option>2025</option><option value='2'>2024</option>"
    listing = read("hanweb-xxgk", f"{base}?area=A", column)
    assert asked(listing) == [f"{base}?area={area}&fbtime={year}" for area in "AB" for year in (2025, 2024)]
    assert all(ask.guess for ask in listing.more)
    report = "<h1>甲局2024年年度报告</h1>一、总体情况 二、主动公开政府信息情况"
    found = read("hanweb-xxgk", f"{base}?area=A&fbtime=2024", report, depth=1)
    assert found == Listing([Row(f"{HOST}{base}?area=A&fbtime=2024", "甲局2024年年度报告")])
    assert read("hanweb-xxgk", f"{base}?area=A&fbtime=2023", column, depth=1) == Listing()


CONFIG = "<script>window._CONFIG = {{ SID: '755041', TREE: {}, SERVICE_AREA_ID: 1 }};</script>"


def test_gkmlpt_tree_jumps_and_categories() -> None:
    tree = [
        {
            "id": 1,
            "name": "政策",
            "children": [{"id": 2, "name": "年度报告", "jump_url": "/nb/", "children": []}],
        },
        {"id": 3, "name": "政府信息公开年报", "children": [{"id": 4, "name": "2023年"}]},
    ]
    page = CONFIG.format(json.dumps(tree, ensure_ascii=False))
    listing = read("gkmlpt", "/zqhjj/gkmlpt/index", page)
    api = "/zqhjj/gkmlpt/api/all/{}?page=1&sid=755041"
    assert asked(listing) == ["/nb/", api.format(3), api.format(4)]
    family = FAMILIES["gkmlpt"]()
    start = family.start(Column(f"{HOST}/gkmlpt/annualreport#2629"))
    assert start == [ListRequest(f"{HOST}/gkmlpt/annualreport")]
    named = family.read(start[0], Page(start[0].url, page.encode()))
    assert asked(named) == ["/gkmlpt/api/all/2629?page=1&sid=755041"]


def test_a_gkmlpt_tree_whose_node_has_no_id_is_refused() -> None:
    page = CONFIG.format(json.dumps([{"id": 1, "name": "政策", "children": [{"name": "年度报告"}]}]))
    with pytest.raises(ListRefusedError, match="no id for its node '年度报告'"):
        read("gkmlpt", "/gkmlpt/index", page)


def test_gkmlpt_records_carry_dates_and_files() -> None:
    family = FAMILIES["gkmlpt"]()
    url, file = f"{HOST}/gkmlpt/content/3/3255/post_3255421.html", f"{HOST}/attachment/1/1/1/3255421.docx"
    record = {"title": TITLE, "url": url, "create_time": 1769443200, "created_at": "2020-01-01 00:00:00"}
    record |= {"attachment": [{"name": "年报.docx", "url": file}]}
    answer = {"total": 120, "offset": 0, "articles": [record] * 100, "classify": {"post_count": 999}}
    api = "/gkmlpt/api/all/2629?page=1&sid=755041"
    listing = read("gkmlpt", api, json.dumps(answer), family)
    assert listing.rows[0] == Row(url, TITLE, "2026-01-27")
    assert asked(listing) == ["/gkmlpt/api/all/2629?page=2&sid=755041"]
    assert family.attachments(Page(url, b"")) == [Row(file, "年报.docx")]
    done = read("gkmlpt", api, json.dumps(answer | {"offset": 100, "articles": [record] * 20}), page=2)
    assert done.more == []


def test_lonsun_composes_the_call_where_the_page_only_names_its_parts() -> None:
    text = (
        f"<script>var siteId:'6', file='/xxgk/publicInfoList_newest2020', pageCount:2</script>{li('/x.html')}"
    )
    family = FAMILIES["lonsun-public"]()
    call = read("lonsun-public", "/public/column/414?type=4&catId=119", text, family).more[0]
    for part in (
        "siteId=6",
        "organId=414",
        "catId=119",
        "pageIndex=1",
        "file=%2Fxxgk%2FpublicInfoList_newest2020",
    ):
        assert part in call.url
    rows = f'<div class="xxgk_navli">{li("/openness/public/414/151.html")}</div>'
    second = family.read(call, Page(call.url, rows.encode()))
    assert paths(second) == ["/openness/public/414/151.html"]
    assert "pageIndex=2" in second.more[0].url
    assert family.read(second.more[0], Page(call.url, rows.encode())).more == []
    assert family.read(call, Page(call.url, "暂无相关信息".encode())) == Listing()


def test_ucap_lists_as_json() -> None:
    shell = f"<script>var channels={{'xxgknb':'{HEX}','zcwj':'{HEX[::-1]}'}}</script>"
    call = read("ucap-loaddata", "/fdgk/xxgkml.shtml?para=xxgknb", shell).more[0]
    assert (call.post, dict(call.headers)["Referer"]) == (
        f"pageIndex=1&channel_id={HEX}",
        f"{HOST}/fdgk/xxgkml.shtml?para=xxgknb",
    )
    row = {"TITLE": TITLE, "URL": "/a.shtml", "PUBLISHED_TIME_FORMAT": "2026-02-10"}
    answer = json.dumps({"data": {"allRow": 16, "totalPage": 2, "list": [row]}})
    listing = read("ucap-loaddata", "/loadData", answer, post=call.post)
    assert listing.rows == [Row(f"{HOST}/a.shtml", TITLE, "2026-02-10")]
    assert listing.more[0].post == f"pageIndex=2&channel_id={HEX}"
    assert read("ucap-loaddata", "/loadData", answer, post="pageIndex=2", page=2).more == []
    search = read(
        "ucap-search", "/nb/", f"<script>u='/common/search/{HEX}?_pageSize=15&amp;_isJson=true'</script>"
    )
    assert asked(search) == [f"/common/search/{HEX}?page=1&_pageSize=15&_isJson=true"]
    results = [{"title": TITLE, "url": "/a.shtml", "publishedTimeStr": "2026-02-10 09:00:00"}]
    answer = json.dumps({"data": {"total": 16, "page": 1, "rows": 15, "results": results}})
    listing = read("ucap-search", f"/common/search/{HEX}?page=1&_pageSize=15", answer)
    assert listing.rows == [Row(f"{HOST}/a.shtml", TITLE, "2026-02-10")]
    assert asked(listing) == [f"/common/search/{HEX}?page=2&_pageSize=15"]


def test_truecms_takes_the_largest_window_that_answers() -> None:
    family = FAMILIES["truecms"]()
    config = "<script>var c={columnId:'c1',proxyUrl:'/messageController/getMessage.do'};</script>"
    first = read("truecms", "/nb/", config, family).more[0]
    assert first.guess
    assert "perpage=50" in first.url
    assert dict(first.headers) == {"Referer": f"{HOST}/nb/"}
    smaller = family.read(first, Page(first.url, b'cb({"result":""});')).more[0]
    assert "perpage=20" in smaller.url
    rows = "".join(f"<li><a href='/art_{n:012x}.html'>{TITLE}</a></li>" for n in range(20))
    full = family.read(smaller, Page(smaller.url, f"cb({json.dumps({'result': rows})});".encode()))
    assert len(full.rows) == 20
    assert "startrecord=21&endrecord=40&perpage=20" in full.more[0].url
    assert smaller.fallback is not None
    assert not smaller.fallback.guess


def test_ewb_goes_by_the_script_to_the_call() -> None:
    family = FAMILIES["ewb"]()
    column = read("ewb", "/govInfoPub/list.html?deptcode=x&categorynum=001", "<div id=list></div>", family)
    assert asked(column) == ["/js/webBuilderCommon.js"]
    script = 'var siteInfo = {"projectName":"/EWB-FRONT","siteGuid":"7eb5"}'
    call = family.read(column.more[0], Page(column.more[0].url, script.encode())).more[0]
    assert call.url == f"{HOST}/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
    assert json.loads(call.post or "") == {
        "deptcode": "x", "categorynum": "001", "siteGuid": "7eb5", "pageIndex": 0, "pageSize": 50,
    }  # fmt: skip
    answer = {
        "custom": {"total": 2, "data": [{"infourl": "/xxgk/1.html", "title": "cut", "realtitle": TITLE}]}
    }
    listing = family.read(call, Page(call.url, json.dumps(answer).encode()))
    assert listing.rows == [Row(f"{HOST}/xxgk/1.html", TITLE)]
    assert (index(listing.more[0]), listing.promise.records) == (1, 2)
    again = family.read(listing.more[0], Page(call.url, json.dumps(answer).encode()))
    assert (again.rows, index(again.more[0])) == ([], 2), "a server that counts from 1 shows it as 0 and 1"


def test_ewb_asks_in_every_form_where_the_first_page_comes_empty() -> None:
    family = FAMILIES["ewb"]()
    column = read("ewb", "/govInfoPub/list.html?categorynum=001", "<script src='/js/ajaxReq.js'>", family)
    assert asked(column) == ["/js/ajaxReq.js"]
    ask = family.read(column.more[0], Page(column.more[0].url, b"siteInfo={siteGuid:'7'}")).more[0]
    forms = []
    while True:
        forms.append((index(ask), "params" in json.loads(ask.post or "")))
        more = family.read(ask, Page(ask.url, b'{"custom":{"data":[]}}')).more
        if not more:
            break
        ask = more[0]
    assert forms == [(0, False), (1, False), (0, True), (1, True)]


def index(request: ListRequest) -> int:
    """The pageIndex that a call asks for."""
    asked_for = json.loads(request.post or "")
    return int(asked_for.get("params", asked_for)["pageIndex"])


def test_xicheng_goes_back_year_by_year_over_one_gap() -> None:
    family = FAMILIES["bj-xicheng-pnid"]()
    address = "/zt/gknbxq/pnidpv{}pntypepvnbpnnfpv{}.html"
    first = read(
        "bj-xicheng-pnid", "/zt/gknbxq/", li(address.format(379, 2025)) + li(address.format(9, 2024)), family
    )
    assert asked(first) == [address.format(379, 2024), address.format(9, 2023)]
    report = "<h1>甲局2024年年度报告</h1>一、总体情况 二、主动公开政府信息情况"
    found = family.read(first.more[0], Page(first.more[0].url, report.encode()))
    assert paths(found) == [address.format(379, 2024)]
    miss = family.read(found.more[0], Page(found.more[0].url, b"<p></p>"))
    assert asked(miss) == [address.format(379, 2022)]
    assert family.read(miss.more[0], Page(miss.more[0].url, b"<p></p>")) == Listing()


def test_haidian_years_that_show_a_report_themselves() -> None:
    report = "<h1>甲区2023年年度报告</h1>一、总体情况 二、主动公开政府信息情况"
    years = "<a href='../zfwj_2/'>2023年</a><a href='../zfwj_1/'>2022年</a>"
    column = read("bj-haidian-auto", "/jbdt/zfwj_3/", report + years)
    assert (column.rows, asked(column)) == ([], ["/jbdt/zfwj_2/", "/jbdt/zfwj_1/"])
    assert paths(read("bj-haidian-auto", "/jbdt/zfwj_2/", report + years, depth=1)) == ["/jbdt/zfwj_2/"]
    assert paths(read("bj-haidian-auto", "/jbdt/zfwj_3/", report)) == ["/jbdt/zfwj_3/"]


@pytest.mark.parametrize(
    ("name", "path", "post"),
    [
        ("gkmlpt", "/gkmlpt/api/all/2629?page=1&sid=1", None),
        ("ucap-loaddata", "/loadData", "pageIndex=1"),
        ("ewb", "/EWB-FRONT/rest/lightfrontaction/getgovinfolist", "{}"),
        ("truecms", "/messageController/getMessage.do?startrecord=1&perpage=50&columnId=c", None),
    ],
)
def test_an_answer_that_is_no_json_is_told_with_its_words(name: str, path: str, post: str | None) -> None:
    with pytest.raises(ListRefusedError, match="'<html>验证码"):
        read(name, path, "<html>验证码</html>", post=post)
