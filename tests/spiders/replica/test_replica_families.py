"""Each family of the replica shows the traps of its real sites (asked directly, without a server)."""

import json
import re
from urllib.parse import urlsplit

import pytest

from spiders.replica.families.base import Reply, Request
from spiders.replica.sites import demo
from tests.replica.hosts import sites
from tests.replica.oracle import listing

FORM = {"content-type": "application/x-www-form-urlencoded"}


def ask(key: str, address: str, body: str = "", **headers: str) -> Reply:
    """The answer of www.KEY.gov.example to a GET, or to a POST where there is a body."""
    host, parts = f"www.{key}.gov.example", urlsplit(address)
    sent = {**FORM, **headers} if body else headers
    method = "POST" if body else "GET"
    return sites()[host].respond(Request(method, host, parts.path, parts.query, sent, body.encode()))


def text(reply: Reply) -> str:
    return reply.body.decode()


def articles(answer: str) -> list[str]:
    return re.findall(r"href=\\?[\"']([^\"'\\]*(?:art_|/art/)[^\"'\\]+)", answer)


@pytest.mark.parametrize("host", [site.host for site in demo()])
def test_every_host_has_a_home_that_leads_to_its_column(host: str) -> None:
    row = sites()[host].row
    assert row is not None
    path = row.column_url.removeprefix(f"http://{host}")
    home = sites()[host].respond(Request("GET", host, "/")).body
    assert path.encode() in home
    parts = urlsplit(path)
    assert sites()[host].respond(Request("GET", host, parts.path, parts.query)).status == 200


def test_trs_stub_jump_and_soft_404() -> None:
    assert 300 < len(ask("yunxi", "/zwgk/zfxxgk/zfxxgknb/index_2.html").body) < 600
    assert "location.replace" in text(ask("shitang", "/xxgk/gknb/"))
    lost = next(listed for listed in listing() if listed.fate == "soft_404")
    assert ask("yunxi", lost.url.removeprefix("http://www.yunxi.gov.example")).status == 200


def test_nanping_is_gbk_without_saying_so() -> None:
    reply = ask("nanping", "/zfxxgk/nb/")
    assert reply.content_type == "text/html"
    assert "政府信息公开年报" in reply.body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        reply.body.decode("utf-8")


PROXY = "/module/web/jpage/dataproxy.jsp"


def test_jpage_window_and_page_modes() -> None:
    window = f"{PROXY}?columnid=45469&startrecord={{}}&endrecord={{}}&perpage=5&page=1"
    first, second = (articles(text(ask("bibo", window.format(*each)))) for each in ((1, 12), (13, 24)))
    assert (len(first), len(second), len(set(first + second))) == (12, 3, 15)
    paged = f"{PROXY}?columnid=8210&startrecord={{}}&endrecord={{}}&perpage=1000&page={{}}"
    answers = [
        articles(text(ask("songhe", paged.format(*each)))) for each in ((1, 9, 1), (10, 19, 1), (1, 9, 2))
    ]
    assert answers[0] == answers[1]
    assert [len(answer) for answer in answers] == [10, 10, 5]
    assert articles(text(ask("songhe", paged.format(1, 9, 3)))) == answers[2]


def test_jpage_other_variants() -> None:
    old = text(ask("jinsui", "/module/jslib/jquery/jpage/dataproxy.jsp?startrecord=1&endrecord=5"))
    assert old[69] == "["
    assert old.endswith("];")
    assert len(ask("yinsha", f"{PROXY}?page=2").body) == 54
    assert articles(text(ask("xiaguang", PROXY))) == []
    assert len(articles(text(ask("xiaguang", "/col/col91614/index.html")))) == 15


def test_jpaas_turns_the_page_only_by_param_json() -> None:
    page = text(ask("zhuhai", "/zfxxgk/zfxxgknb/index.html"))
    found = re.search(r'queryData="\{(.*?)\}"', page)
    assert found
    asked = "&".join(pair.replace("'", "").replace(":", "=") for pair in found[1].split(","))
    unit = f"/api-gateway/jpaas-publish-server/front/page/build/unit?{asked}"
    first = json.loads(ask("zhuhai", unit).body)["data"]["html"]
    assert json.loads(ask("zhuhai", f"{unit}&pageNo=2").body)["data"]["html"] == first
    second = json.loads(ask("zhuhai", unit + '&paramJson={"pageNo":2,"pageSize":"6"}').body)["data"]["html"]
    assert not set(articles(first)) & set(articles(second))
    bare = json.loads(ask("meipo", f"{unit}").body)["data"]
    assert isinstance(bare, str)


def test_xxgk_search_mixes_columns_and_annual_page_is_soft() -> None:
    page = text(ask("liuchuan", "/module/xxgk/search.jsp", "infotypeId=A0212&currpage=1"))
    assert "art_999_" in page
    assert "共2页" in page
    annual = "/module/xxgk/xxgkAnnualReport.jsp?area={}&fbtime={}"
    empty = ask("tonghua", annual.format("nobody", 2024))
    assert empty.status == 200
    assert "一、总体情况" not in text(empty)
    assert "一、总体情况" in text(ask("tonghua", annual.format("11990209000000000P-1", 2024)))


def test_gkmlpt_pages_and_ends_differ_by_host() -> None:
    call = "/gkmlpt/api/all/2629?page={}&sid=755041"
    first = json.loads(ask("heyan", call.format(1)).body)
    assert first == json.loads(ask("heyan", call.format(0)).body)
    assert first["classify"]["post_count"] > first["total"] == len(first["articles"])
    assert [each["type"] for each in first["articles"]].count("url") == 1
    assert json.loads(ask("heyan", call.format(2)).body)["articles"] == []
    assert ask("luming", call.format(3)).status == 404
    assert json.loads(ask("luming", call.format(2)).body)["offset"] == 10


def test_ucap_lists() -> None:
    assert "common_list_2" not in text(ask("shiliang", "/kss/xxgknb/common_list.shtml?page=2"))
    second = ask("shiliang", "/kss/xxgknb/common_list_2.shtml")
    assert second.status == 200
    shell = text(ask("tianxing", "/szinf/zfxxgkzl/xxgkml.shtml?para=xxgknb"))
    channel = re.search(r"'([0-9a-f]{32})'", shell)
    assert channel
    load = "/szinf/xxgk/interfacesWebZcwj/loadData?pageSize=6"
    data = json.loads(ask("tianxing", load, f"pageIndex=3&channel_id={channel[1]}").body)["data"]
    assert (data["allRow"], data["totalPage"], len(data["list"])) == (15, 3, 3)
    assert json.loads(ask("tianxing", f"{load}&pageIndex=1").body)["data"]["list"] == []


def test_truecms_needs_referer_and_a_small_window() -> None:
    call = "/messageController/getMessage.do?startrecord=1&endrecord={}&columnId=c1&callback=cb"
    host = "http://www.jiangwan.gov.example/"
    assert ask("jiangwan", call.format(10)).status == 404
    assert text(ask("jiangwan", call.format(10), referer=host)).count("<li>") == 10
    assert text(ask("jiangwan", call.format(50), referer=host)).count("<li>") == 0


def test_lonsun_says_in_words_that_nothing_is_left() -> None:
    shell = text(ask("songtao", "/public/column/4140867?type=4&action=list&catId=11908678"))
    address = re.search(r"listUrl='([^']+)'", shell)
    assert address
    assert "xxgk_navli" in text(ask("songtao", f"{address[1]}&pageIndex=1"))
    assert text(ask("songtao", f"{address[1]}&pageIndex=9")) == "暂无相关信息"


def test_vsb_counts_pages_downwards() -> None:
    assert 'href="zfxxgknb/2.htm">下页' in text(ask("yunding", "/zfxxgknb.htm"))
    assert 'href="../zfxxgknb/1.htm">下页' in text(ask("yunding", "/zfxxgknb/2.htm"))
    assert "下页" not in text(ask("yunding", "/zfxxgknb/1.htm"))


def test_xicheng_answers_unknown_units_with_an_empty_template() -> None:
    lost = ask("danxia", "/zt/xxgkzl/gknbxq/pnidpv9pntypepvnbpnnfpv2025.html")
    assert lost.status == 200
    assert "一、总体情况" not in text(lost)


def test_ewb_ends_with_empty_data() -> None:
    call = {"deptcode": "x01", "categorynum": "001", "siteGuid": "7eb5f7f1-0000-4000-8000-000000000001"}
    counts = [
        len(json.loads(_post(call | {"pageIndex": page, "pageSize": 50}).body)["custom"]["data"])
        for page in (1, 2, 3)
    ]
    assert counts == [8, 7, 0]


def _post(asked: dict[str, object]) -> Reply:
    body = json.dumps(asked)
    kind = {"content-type": "application/json"}
    return ask("shanyin", "/EWB-FRONT/rest/lightfrontaction/getgovinfolist", body, **kind)


def test_crowd_has_distinct_reports_on_every_page() -> None:
    first, last = (text(ask("crowd", f"/zwgk/nb/index{page}.html")) for page in ("", "_399"))
    assert "createPageHTML(400, 0" in first
    assert "t20250115_19999.html" in last
    assert ask("crowd", "/zwgk/nb/index_400.html").status == 404
    one, other = (ask("crowd", f"/zwgk/nb/202501/t20250115_{number}.html").body for number in (0, 19999))
    assert one != other
    assert "故障县第19999所".encode() in other
