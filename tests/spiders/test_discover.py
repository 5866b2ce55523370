"""Discovery finds every family's column from its home page and from the column, with no hint."""

import asyncio
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import pytest

from spiders.crawling.column_search import ColumnSearch, Found, NotFound
from spiders.crawling.crawl_state import CrawlState
from spiders.crawling.site_walk import canonical
from spiders.discover import row_of
from spiders.families.links import Row
from spiders.policy.settings import REPLICA
from spiders.registry import COLUMNS, HERE, RegistryError, Site, load
from spiders.registry.edit import add
from spiders.replica.families.base import ReplicaSite, Reply
from spiders.replica.sites import demo
from tests.forked import answer, command
from tests.replica import systems
from tests.spiders.families.family_walk import Walk

SITES = {site.row.site_id: site.row for site in (*demo(), *systems.build(1)) if site.row}


def scout(url: str) -> Found | NotFound:
    site = Site("x", "x", "", "county", "unknown", url, False, None, "unverified", "")
    world = Walk(site)
    return asyncio.run(ColumnSearch(site, cast(CrawlState, world), REPLICA, world.recall).run())


@pytest.mark.parametrize("start", ["home", "column"])
@pytest.mark.parametrize("site_id", SITES)
def test_every_family_is_recognised(site_id: str, start: str) -> None:
    row = SITES[site_id]
    home = row.column_url[: row.column_url.index("/", 8) + 1]
    found = scout(home if start == "home" else row.column_url)
    assert isinstance(found, Found), found
    assert found.site.family == row.family
    assert canonical(found.site.column_url) == canonical(row.column_url)
    assert found.reports
    assert found.sample.startswith(f"http://{urlsplit(row.column_url).netloc}/")


def page(body: str, title: str = "首页") -> Reply:
    return Reply(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode())


def answers(pages: dict[str, Reply]) -> ReplicaSite:
    return ReplicaSite(
        "www.x.gov.example", None, {path: (lambda _, r=reply: r) for path, reply in pages.items()}
    )


FIRMS = "".join(f'<li><a href="/firms/content_{n}.html">某某公司20{n}年年报</a></li>' for n in range(20, 24))
FOREIGN = (
    '<li><a href="http://www.y.gov.example/t20250101_1.html">示例区2024年政府信息公开工作年度报告</a></li>'
)
REFUSED = {
    "a home page without such a link": {"/": page("<a href='/news/'>新闻</a><a href='/zwgk/'>政务公开</a>")},
    "annual reports of enterprises": {
        "/": page("<a href='/firms/'>企业年报</a>"),
        "/firms/": page(f"<ul>{FIRMS}</ul>", "企业年报"),
        **{f"/firms/content_{n}.html": page("<p>公司基本信息</p>") for n in range(20, 24)},
    },
    "a column that lists another host's pages": {
        "/": page("<a href='/nb/'>政府信息公开年报</a>"),
        "/nb/": page(f"<ul>{FOREIGN}</ul>", "政府信息公开年报"),
    },
    "an empty column": {
        "/": page("<a href='/nb/'>政府信息公开年报</a>"),
        "/nb/": page("<ul></ul>", "政府信息公开年报"),
    },
    "a report itself": {
        "/": page("<h2>一、总体情况</h2><h2>二、主动公开</h2>", "示例区2024年政府信息公开工作年度报告")
    },
}


@pytest.mark.parametrize("pages", REFUSED.values(), ids=REFUSED.keys())
def test_a_site_without_a_column_is_refused_with_what_was_looked_at(
    pages: dict[str, Reply], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = answers(pages)
    monkeypatch.setattr("tests.spiders.families.family_walk.sites", lambda: {site.host: site})
    found = scout(f"http://{site.host}/")
    assert isinstance(found, NotFound)
    assert found.looked[0][0] == f"http://{site.host}/"
    assert all(remark for _, remark in found.looked)


def test_a_column_two_links_away_is_found_before_news_about_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Home pages carry news of single reports: the column is wanted, not they."""
    headings = "".join(f"<h2>{name}</h2>" for name in ("总体情况", "主动公开", "行政复议"))
    report = page(headings, "示例区2024年政府信息公开工作年度报告")
    row = "<li><a href='/c/content_{0}.html'>示例区20{0}年政府信息公开工作年度报告</a></li>"
    site = answers(
        {
            "/": page(row.format(24) + "<a href='/zfxxgk/'>政府信息公开</a>"),
            "/zfxxgk/": page("<a href='/zn/'>指南</a><a href='/nb/'>年报</a>"),
            "/nb/": page("<ul>" + row.format(24) + row.format(23) + "</ul>"),
            "/c/content_24.html": report,
        }
    )
    monkeypatch.setattr("tests.spiders.families.family_walk.sites", lambda: {site.host: site})
    found = scout(f"http://{site.host}/")
    assert isinstance(found, Found)
    assert found.site.column_url == f"http://{site.host}/nb/"
    assert len(found.reports) == 2


def found_with(*titles: str, host: str = "www.yunxi.gov.example", title: str = "政府信息公开年报") -> Found:
    site = Site("x", "x", "", "county", "static", f"http://{host}/nb/", False, None, "unverified", "")
    return Found(site, title, [Row(f"http://{host}/{n}.html", text) for n, text in enumerate(titles)], 1, "")


def test_the_line_is_filled_from_titles_and_address() -> None:
    row = row_of(found_with("云栖区教育局2024年度报告", "云栖区财政局2019年度报告"), {})
    assert (row.site_id, row.name, row.level, row.first_year, row.status) == (
        "yunxi", "云栖区", "county", 2019, "active",
    )  # fmt: skip
    given = {"site_id": "sl-yunxi", "name": "云栖区教育局", "region_code": "990101"}
    row = row_of(found_with("云栖区教育局2024年度报告"), given)
    assert (row.site_id, row.name, row.region_code, row.level) == (
        "sl-yunxi", "云栖区教育局", "990101", "department",
    )  # fmt: skip
    row = row_of(found_with("洪泽区财政局2024年度报告", "洪泽区2019年度报告"), {})
    assert (row.name, row.region_code) == ("洪泽区", "320813"), "one division bears it"
    assert row_of(found_with("朝阳区2024年度报告"), {}).region_code == "", "two bear this one"
    row = row_of(found_with("2024年度报告", title="石塘区人民政府门户网站", host="rsj.st.gov.cn"), {})
    assert (row.site_id, row.name) == ("st-rsj", "石塘区")


def test_a_line_is_added_once(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    path = tmp_path / "mine" / "sites.csv"
    path.write_text(",".join(COLUMNS))
    row = row_of(found_with("云栖区教育局2024年度报告"), {})
    mine = str(path.parent)
    assert add(mine, row) == path
    assert load(mine) == {row.site_id: row}
    before = path.read_bytes()
    for twin in (row, replace(row, site_id="other")):
        with pytest.raises(RegistryError):
            add(mine, twin)
    with pytest.raises(RegistryError, match="region_code"):
        add(mine, replace(row, site_id="z", column_url="http://www.z.gov.cn/", region_code="12"))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["http://www.chunshan.gov.example/"], 0, "chunshan,春山县,,county,huaian-col,http://www.chunshan"),
        (["http://www.example.com/"], 2, "squatters"),
        (["www.bjft.gov.cn"], 2, "should be an address"),
        (["https://www.bjft.gov.cn/"], 2, "--contact"),
        (["http://x.gov.example/", "--region", "110199"], 2, "near it: 110119 北京市延庆区"),
        (["http://www.nowhere.gov.example/"], 1, "no column of annual reports found"),
    ],
)
def test_the_command_prints_the_line_or_why_not(
    words: list[str], code: int, said: str, tmp_path: Path
) -> None:
    clean = {name: value for name, value in os.environ.items() if name != "NIANBAO_CONTACT"}
    ended, output, errors = answer(command(["discover", *words, "--data", str(tmp_path)]), 200, clean)
    assert ended == code, errors
    assert said in output + errors


def test_the_command_adds_the_line_to_a_registry_once(tmp_path: Path) -> None:
    own = tmp_path / "mine"
    shutil.copytree(HERE / "china", own)
    shutil.copy(HERE / "demo" / "regions.csv", own)
    start = "http://www.chunshan.gov.example/"
    words = ["discover", start, "--add", "--id", "sl-chunshan", "--region", "990241"]
    words += ["--registry", str(own), "--data", str(tmp_path / "data")]
    runs = [answer(command(words), 200) for _ in range(2)]
    assert [code for code, _, _ in runs] == [0, 2], runs[0]
    assert "'sl-chunshan' is taken" in runs[1][2]
    found = load(str(own))
    assert len(found) == len(load("china")) + 1
    site = found["sl-chunshan"]
    assert (site.family, site.region_code, site.first_year, site.last_year) == (
        "huaian-col",
        "990241",
        2021,
        None,
    )
