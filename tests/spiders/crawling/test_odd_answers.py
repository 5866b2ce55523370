"""Answers that break a rule, or would take for ever, cost their link or site, never the others."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from scrapy.http import Response

from spiders.content.page import Page
from spiders.families.gkmlpt import Gkmlpt
from spiders.families.listing import ListRequest
from spiders.middlewares.retry import retry_after
from spiders.registry import Site
from tests.spiders.conftest import Crawl, site
from tests.spiders.crawling.fault_server import HOME, REPORT, Behaviour, FaultServer, column, reply

TITLE = "示例区2024年政府信息公开工作年度报告"
PAGE, OTHER = HOME + "t20250120_1.html", HOME + "t20250120_2.html"
LIST = reply(200, column(("./t20250120_1.html", TITLE), ("./t20250120_2.html", TITLE)))
HOME_B = HOME.replace(".a.", ".b.")


def site_b() -> Site:
    return replace(site(), site_id="b", column_url=HOME_B)


ODD: dict[str, Behaviour] = {
    "superscript": reply(503, "x", "Retry-After: ²"),
    "many digits": reply(503, "x", "Retry-After: " + "9" * 5000),
    "far date": reply(503, "x", "Retry-After: Fri, 01 Jan 99999999999 00:00:00 GMT"),
    "undefined": reply(200, REPORT, "Content-Type: text/html; charset=undefined"),
    "undefined redirect": reply(302, REPORT, "Content-Type: text/html; charset=undefined", "Location: /x"),
    "no address": reply(302, "", "Location: http://[::1"),
    "far cookie": reply(200, REPORT, "Set-Cookie: a=1; expires=Fri, 01 Jan 99999999999 00:00:00 GMT"),
    "deep": reply(200, "<div>" * 50_000 + REPORT),
    "lt": reply(200, "<" * 2_000_000),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_answer_costs_its_link_at_most(crawl: Crawl, name: str) -> None:
    with FaultServer({HOME: LIST, PAGE: ODD[name], OTHER: reply(200, REPORT + "b")}) as world:
        found = crawl(world)
    assert PAGE in found and found[OTHER].outcome == "fetched"
    assert found[PAGE].outcome == "fetched" or found[PAGE].reason
    assert found[HOME].outcome == "fetched", "the site goes on"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("2", 2.0), ("²", None), ("", None), ("-1", None), ("Fri, 01 Jan 99999999999 00:00:00 GMT", None)],
)
def test_only_a_number_or_a_date_is_a_wait(value: str, seconds: float | None) -> None:
    response = Response("http://a/", headers={"Retry-After": value.encode("latin-1")})
    assert retry_after(response, datetime.now(UTC)) == seconds


@pytest.mark.parametrize("seconds", [999999999999, 1e300, -1e18, "x", {}])
def test_a_row_of_an_impossible_day_is_a_row_without_one(seconds: object) -> None:
    record = {"url": "http://www.a.gov.example/1", "title": TITLE, "create_time": seconds}
    page = Page("http://www.a.gov.example/gkmlpt/api/all/1", json.dumps({"articles": [record]}).encode())
    assert [row.date for row in Gkmlpt().read(ListRequest(page.url), page).rows] == [None]


@pytest.mark.parametrize("page", ["<div>" * 200_000, "<a href=t20250120_1.html>x</a>" * 50_001])
def test_a_list_page_over_the_caps_costs_its_site_and_no_other(crawl: Crawl, page: str) -> None:
    behaviours = {HOME: reply(200, page), HOME_B: LIST, PAGE.replace(".a.", ".b."): reply(200, REPORT)}
    with FaultServer(behaviours) as world:
        found = crawl(world, site(), site_b())
    assert (found[HOME].outcome, found[HOME].reason) == ("failed", "page_over_cap")
    assert found[PAGE.replace(".a.", ".b.")].outcome == "fetched"
