"""The search for a column parses no page in its own process, and what a hostile page costs is that page."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn, cast

import pytest

from spiders.archive.attempt import Attempt
from spiders.content.page import Page
from spiders.crawling.column_search import ColumnSearch, Found, NotFound
from spiders.crawling.crawl_state import CrawlState, Link
from spiders.crawling.site_walk import MOST_OVER_LIMITS
from spiders.parsing.parse import unread
from spiders.parsing.pool import ParserPool
from spiders.parsing.worker_process import Limits
from spiders.policy.settings import REPLICA
from spiders.registry import Site
from tests.spiders.families.family_walk import Answered

HOST = "http://www.a.gov.example"
LIMITS = Limits(cpu_seconds=0.3, wall_seconds=100)
HEADINGS = "".join(f"<h2>{name}</h2>" for name in ("一、总体情况", "二、主动公开", "三、收到和处理"))
TITLE = "示例区2024年政府信息公开工作年度报告"
COLUMN = f"<title>政府信息公开年报</title><ul><li><a href=/nb/t20250120_1.html>{TITLE}</a></ul>{' ' * 600}"
HOSTILE = "<title>政府信息公开年报</title>" + "<p>" * 1_000_000  # below every cap, two seconds of work


@dataclass
class World:
    """Pages by address, judged in the pool as the crawl judges them."""

    pages: dict[str, str]
    parser: ParserPool
    asked: list[str] = field(default_factory=list)

    async def fetch(self, link: Link) -> Answered:
        self.asked.append(link.url)
        html = self.pages.get(link.url)
        page = Page(link.url, (html or "").encode())
        try:
            seen = await self.parser.look(link.site_id, link.asked(404 if html is None else 200), page)
        except Exception as error:
            return Answered(link.attempt(unread(error)), None)
        attempt = link.attempt(seen.verdict, media_type=seen.media_type, page_meta=seen.meta)
        return Answered(attempt, page if attempt.has_content else None)

    def answered(self, link: Link) -> None:
        """Nothing was asked in an earlier run."""

    def previous(self, link: Link) -> None:
        """No earlier batch brought anything."""

    def write(self, attempt: Attempt) -> Attempt:
        return attempt


def search(pages: dict[str, str]) -> tuple[Found | NotFound, ColumnSearch, list[str]]:
    async def run() -> tuple[Found | NotFound, ColumnSearch, list[str]]:
        async with ParserPool(LIMITS) as pool:
            world = World(pages, pool)
            site = Site("x", "x", "", "county", "unknown", f"{HOST}/", False, None, "unverified", "")
            begun = ColumnSearch(site, cast(CrawlState, world), REPLICA, world.fetch, pool)
            return await begun.run(), begun, world.asked

    return asyncio.run(run())


@pytest.fixture(autouse=True)
def no_page_is_parsed_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(page: Page) -> NoReturn:
        raise AssertionError(f"{page.url} is parsed in the process of the search")

    for name in ("text", "tree", "meta", "base"):
        monkeypatch.setattr(Page, name, property(refuse))
    yield


def test_a_column_is_found_by_workers_alone() -> None:
    pages = {"/": "<a href=/zfxxgk/>政府信息公开</a>", "/zfxxgk/": "<a href=/nb/>年报</a>", "/nb/": COLUMN}
    report = {"/nb/t20250120_1.html": f"<h1>{TITLE}</h1>{HEADINGS}"}
    found, _, _ = search({HOST + path: html for path, html in (pages | report).items()})
    assert isinstance(found, Found), found
    assert (found.site.column_url, found.site.family) == (f"{HOST}/nb/", "trs-static")
    assert [row.title for row in found.reports] == [TITLE]
    assert found.title == "政府信息公开年报"


def test_a_hostile_page_costs_itself() -> None:
    links = "<a href=/a/>政府信息公开年报</a><a href=/nb/>信息公开年报</a>"
    pages = {"/": links, "/a/": HOSTILE, "/nb/": COLUMN, "/nb/t20250120_1.html": HEADINGS}
    found, begun, _ = search({HOST + path: html for path, html in pages.items()})
    assert isinstance(found, Found), found
    assert [each.reason for each in begun.unread] == ["page_over_limits"]
    (remark,) = [remark for url, remark in begun.looked if url == f"{HOST}/a/" and "0.3 s" in remark]
    assert remark.startswith("failed: ")


def test_a_site_of_hostile_pages_is_given_up_and_says_why() -> None:
    links = "".join(f"<a href=/{number}/>信息公开年报</a>" for number in range(9))
    pages = {"/": links} | {f"/{number}/": HOSTILE for number in range(9)}
    found, begun, asked = search({HOST + path: html for path, html in pages.items()})
    assert isinstance(found, NotFound)
    assert [each.reason for each in begun.unread] == ["page_over_limits"] * MOST_OVER_LIMITS
    assert len(asked) == 1 + MOST_OVER_LIMITS
    assert any("more than 0.3 s of work" in remark for _, remark in found.looked)
