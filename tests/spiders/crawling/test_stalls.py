"""No site waits for another: pages over their limits, long lists, and what is told where all stood still."""

import asyncio
import json
import logging
import time
from pathlib import Path

import pytest

from spiders.archive.reader import log_path
from spiders.crawling.article_walk import SECONDS_AT_ONCE, giving_way
from spiders.crawling.crawl_state import Link
from spiders.crawling.site_walk import MOST_OVER_LIMITS
from spiders.crawling.watchdog import Watchdog
from spiders.families.links import Row
from tests.spiders.conftest import Crawl, site
from tests.spiders.crawling.fault_server import HOME, REPORT, FaultServer, column, reply

TITLE = "示例区2024年政府信息公开工作年度报告"
LARGE = "<p>" + "<i></i>" * 2_000_000  # sound, below every cap, and takes ten seconds and more
LIMITS = {"cpu_seconds": 2, "wall_seconds": 60}
HOME_B = HOME.replace(".a.", ".b.")
PAGE_B = HOME_B + "t20250120_1.html"
SITE_B = {HOME_B: reply(200, column(("./t20250120_1.html", TITLE))), PAGE_B: reply(200, REPORT)}


def test_a_list_page_over_its_limits_costs_its_site_while_others_go_on(crawl: Crawl, tmp_path: Path) -> None:
    with FaultServer({HOME: reply(200, LARGE)} | SITE_B) as world:
        found = crawl(world, site(), site(HOME_B, "b"), limits=LIMITS)
    assert (found[HOME].outcome, found[HOME].reason) == ("failed", "page_over_limits")
    assert found[PAGE_B].outcome == "fetched"
    lines = [json.loads(line)["url"] for line in log_path(tmp_path, "b1").read_bytes().splitlines()]
    assert lines[-1] == HOME, "the other site was walked to its end meanwhile"


def test_articles_over_their_limits_cost_themselves_and_so_many_end_the_walk(crawl: Crawl) -> None:
    pages = [HOME + f"t2025012{number}_1.html" for number in range(MOST_OVER_LIMITS + 2)]
    rows = [(page, TITLE) for page in pages]
    behaviours = dict.fromkeys(pages[1:], reply(200, LARGE)) | {pages[0]: reply(200, REPORT)}
    with FaultServer({HOME: reply(200, column(*rows))} | behaviours | SITE_B) as world:
        found = crawl(world, site(), site(HOME_B, "b"), limits=LIMITS | {"cpu_seconds": 0.5})
    reasons = [found[page].reason if page in found else "not asked" for page in pages]
    assert reasons == [None, *["page_over_limits"] * MOST_OVER_LIMITS, "not asked"]
    assert found[pages[1]].digest and found[pages[1]].offset, "its bytes are held all the same"
    assert found[HOME].reason == "page_over_limits" and "end the walk" in str(found[HOME].error)
    assert found[PAGE_B].outcome == "fetched"


def test_the_rows_of_a_long_list_let_other_sites_in() -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def run() -> None:
        task = asyncio.create_task(other())
        async for _ in giving_way([Row("http://a/", "x")] * 5):
            time.sleep(SECONDS_AT_ONCE * 1.1)
        task.cancel()

    asyncio.run(run())
    assert turns == 4, "after each row but the last"


def test_a_standstill_is_told_with_its_page_and_site(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> Watchdog:
        watchdog = Watchdog(stall=0.5)
        beating = asyncio.create_task(watchdog.beat())
        watchdog.turn_to(Link("quick", "list", "http://b/"))
        await asyncio.sleep(0)
        watchdog.turn_to(Link("slow", "report", "http://a/page"))
        time.sleep(0.6)
        watchdog.turn_to(Link("quick", "list", "http://b/"))
        beating.cancel()
        return watchdog

    with caplog.at_level(logging.WARNING):
        assert asyncio.run(run()).stalls == 1
    assert "http://a/page of site slow" in caplog.text
