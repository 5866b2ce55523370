"""A crawl that is not the first: what is asked again, what is not, and how a new year is found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from spiders.archive.reader import body
from tests.spiders.conftest import Crawl, site
from tests.spiders.crawling.fault_server import HOME, REPORT, Asked, Behaviour, FaultServer, column, reply
from tests.spiders.crawling.test_manners import PAGE, ROW, TITLE, server


def test_a_second_crawl_asks_only_whether_things_changed(crawl: Crawl, tmp_path: Path) -> None:
    def modern(content: str) -> Behaviour:
        tag = f'"{hash(content)}"'

        def answer(connection: object, asked: object, before: int) -> None:
            fresh = asked.headers.get("if-none-match") == tag  # type: ignore[attr-defined]
            behaviour = reply(304, b"") if fresh else reply(200, content, f"ETag: {tag}")
            behaviour(connection, asked, before)  # type: ignore[arg-type]

        return answer

    rows = [(f"./t20250120_{number}.html", TITLE) for number in range(3)]
    known = {HOME: modern(column(*rows))}
    known |= {f"{HOME}t20250120_{number}.html": modern(REPORT + str(number)) for number in range(2)}
    old_style = HOME + "t20250120_2.html"
    with FaultServer(known | {old_style: reply(200, REPORT + "2")}) as world:
        first = crawl(world)
        second = crawl(world, batch="b2")
        world.behaviours[old_style] = reply(200, REPORT + "corrected")
        third = crawl(world, batch="b3")
    reports = [item for item in second.values() if item.role == "report"]
    assert [item.outcome for item in reports] == ["unchanged"] * 3
    assert [item.status for item in reports] == [304, 304, 200]
    assert [item.digest for item in reports] == [first[item.url].digest for item in reports]
    assert all(body(tmp_path, item) for item in second.values() if item.role != "robots")
    assert [item.outcome for item in third.values() if item.role == "report"] == [
        "unchanged",
        "unchanged",
        "fetched",
    ]


def test_an_old_report_is_left_alone_until_it_is_due(crawl: Crawl) -> None:
    listing = reply(200, column(ROW).replace("2025-01-20", "2019-01-20"))
    with FaultServer({HOME: listing, PAGE: reply(200, REPORT)}) as world:
        crawl(world)
        second = crawl(world, batch="b2", recheck_old_days=30)
        world.behaviours[HOME] = reply(200, column(ROW).replace("2025-01-20", "2019-03-01"))
        third = crawl(world, batch="b3", recheck_old_days=30)
    assert PAGE not in second
    assert third[PAGE].outcome == "unchanged", "a changed date in the list is a reason to look"


def test_the_daily_cap_counts_earlier_batches(crawl: Crawl) -> None:
    with server(reply(200, REPORT)) as world:
        crawl(world)
        found = crawl(world, batch="b2", daily_cap=5)
    assert found[HOME].outcome == "unchanged"
    assert (found[PAGE].outcome, found[PAGE].reason) == ("refused", "daily_cap")


def dated(content: str) -> Behaviour:
    """A page that answers 304 to who has it."""
    tag = f'"{len(content)}-{hash(content)}"'

    def answer(connection: Any, asked: Asked, before: int) -> None:
        is_known = asked.headers.get("if-none-match") == tag
        (reply(304, b"") if is_known else reply(200, content, f"ETag: {tag}"))(connection, asked, before)

    return answer


def page_of(year: int) -> str:
    return REPORT.replace("年度报告", f"示例区{year}年政府信息公开工作年度报告")


def links(years: range, name: str) -> str:
    return "".join(f'<a href="{HOME}{year}nb/">{name.format(year)}</a> ' for year in reversed(years))


def folder(year: int, article: str, menu: str) -> dict[str, Behaviour]:
    """A year's sub-column with one report, listed in the January after it."""
    path, title = HOME + f"{year}nb/" + article.format(year + 1), f"示例区{year}年政府信息公开工作年度报告"
    row = f'<li><a href="{path}">{title}</a><span>{year + 1}-01-20</span></li>'
    listing = f"<html><body>{menu}<ul>{row}</ul>{' ' * 600}</body></html>"
    return {f"{HOME}{year}nb/": dated(listing), path: dated(page_of(year))}


def jump(years: range) -> str:
    """A column that is a script jump into the newest year, which links the others (Dongcheng)."""
    return f'<html><script>location.replace("./{years[-1]}nb/")</script></html>'


def index(years: range) -> str:
    """A column of links to years (Shanghai, Haidian, Daxing)."""
    return f"<html><body>{links(years, '{}年')}{' ' * 600}</body></html>"


def column_in(january: int, article: str, front: Callable[[range], str]) -> dict[str, Behaviour]:
    """What the host shows in the January of a year."""
    years = range(january - 3, january)
    known = {HOME: dated(front(years)), HOME.replace("/nb/", "/robots.txt"): reply(404)}
    for year in years:
        known |= folder(year, article, links(years, "{}年"))
    return known


@pytest.mark.parametrize(
    ("family", "article", "front"),
    [
        ("trs-static", "t{}0120_1.html", jump),
        ("trs-static", "t{}0120_1.html", index),
        ("static", "content_{}.html", index),
        ("shanghai-nw", "{}0120/0001-44404_58278.html", index),
        ("eportal-numid", "7{}8/index.html", index),
        ("bj-haidian-auto", "auto10489_{}.html", index),
    ],
)
def test_each_january_finds_the_new_years_sub_column_by_itself(
    crawl: Crawl, family: str, article: str, front: Callable[[range], str]
) -> None:
    """And asks for no old report that is not due."""
    with FaultServer(column_in(2025, article, front)) as world:
        row = replace(site(), family=family)
        first = crawl(world, row)
        before = len(world.asked)
        world.behaviours = column_in(2026, article, front)
        second = crawl(world, row, batch="b2", recheck_old_days=30, recheck_young_days=-1)
    assert len([item for item in first.values() if item.role == "report" and item.outcome == "fetched"]) == 3
    found = [item.url for item in second.values() if item.role == "report"]
    assert found == [f"{HOME}2025nb/{article.format(2026)}"]
    assert second[found[0]].outcome == "fetched"
    assert not {asked.url for asked in world.asked[before:]} & {
        item.url for item in first.values() if item.role == "report"
    }


@pytest.mark.parametrize(
    ("listed", "young_days", "old_days", "is_asked"),
    [
        (30, 400, 30, True),  # this year's report: at each crawl
        (399, 400, 30, True),
        (401, 400, 30, False),  # an old one: once its last look is a month old
        (401, 400, 0, True),
    ],
)
def test_a_report_is_looked_at_again_by_its_age(
    crawl: Crawl, listed: int, young_days: int, old_days: int, is_asked: bool
) -> None:
    day = f"{date.today() - timedelta(days=listed):%Y-%m-%d}"
    listing = reply(200, column(ROW).replace("2025-01-20", day))
    with FaultServer({HOME: listing, PAGE: reply(200, REPORT)}) as world:
        crawl(world)
        policy = {"recheck_young_days": young_days, "recheck_old_days": old_days}
        found = crawl(world, batch="b2", **policy)
    assert (PAGE in found) is is_asked
    assert found[HOME].outcome == "unchanged", "the list is looked at each time"
