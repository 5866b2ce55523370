"""A run after one that was cut short, or whose clock was wrong: nothing twice, nothing never."""

import asyncio
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from spiders.archive.attempt import from_json, to_json
from spiders.archive.reader import attempts, log_path, summary_path
from spiders.archive.reasons import Verdict
from spiders.archive.writer import BatchWriter
from spiders.crawl import Options, choose, make_plans
from spiders.crawling import plan, site_cache
from spiders.crawling.crawl_state import CrawlState, Link
from spiders.crawling.plan import Plan
from spiders.registry import load
from tests.spiders.archive.test_archive import exchange
from tests.spiders.conftest import Crawl
from tests.spiders.crawling.fault_server import HOME, REPORT, FaultServer, column, reply

TITLE = "示例区2024年政府信息公开工作年度报告"
PAGE = HOME + "t20190120_1.html"
LIST = reply(200, column(("./t20190120_1.html", TITLE)).replace("2025-01-20", "2019-01-20"))
YEARS = (2019, 2025)


def planned(archive: Path, globs: str = "sh-*", years: tuple[int, int] | None = YEARS) -> list[Plan]:
    chosen = choose(load("china"), globs)
    return make_plans(archive, chosen, Options("china", globs, years, archive, 2, "t", False))


def end(archive: Path, *plans: Plan, days_ago: float = 0) -> None:
    moment = (datetime.now(UTC) - timedelta(days=days_ago)).timestamp()
    for item in plans:
        path = summary_path(archive, item.batch)
        plan.write_json(path, {"finished": "", "sites": []})
        os.utime(path, (moment, moment))


def test_a_rerun_crawls_no_site_again_that_the_crawl_has_finished(tmp_path: Path) -> None:
    first, second = planned(tmp_path)
    end(tmp_path, first)
    assert planned(tmp_path) == [second]
    end(tmp_path, second)
    anew = planned(tmp_path)
    assert {site for item in anew for site in item.sites} == {*first.sites, *second.sites}


def test_a_rerun_of_a_rerun_knows_what_both_have_finished(tmp_path: Path) -> None:
    first, second = planned(tmp_path, "sh-*")
    end(tmp_path, first)
    more = planned(tmp_path, "sh-*,bj-*")
    assert more[0] == second and not {*first.sites, *second.sites} & {
        site for item in more[1:] for site in item.sites
    }
    end(tmp_path, second, more[1])
    assert planned(tmp_path, "sh-*,bj-*") == more[2:]


def test_a_batch_that_never_ends_does_not_keep_others_from_being_crawled_for_ever(tmp_path: Path) -> None:
    first, second = planned(tmp_path)
    end(tmp_path, first, days_ago=plan.CRAWL_DAYS + 1)
    again = planned(tmp_path)
    assert again[0] == second
    assert {site for item in again[1:] for site in item.sites} == {*first.sites}


def test_other_years_are_another_crawl(tmp_path: Path) -> None:
    first, _ = planned(tmp_path)
    end(tmp_path, first)
    assert {*first.sites} <= {site for item in planned(tmp_path, years=None)[1:] for site in item.sites}


def shift(archive: Path, batch: str, years: int) -> None:
    """Date a batch's log otherwise, as a clock that was wrong would have."""
    moved = []
    for item in attempts(archive, batch):
        moment = item.fetched_at or ""
        moved.append(to_json(replace(item, fetched_at=f"{int(moment[:4]) + years}{moment[4:]}")) + "\n")
    log_path(archive, batch).write_text("".join(moved))


def test_a_capture_dated_in_the_future_is_due_at_once_and_only_once(crawl: Crawl, tmp_path: Path) -> None:
    with FaultServer({HOME: LIST, PAGE: reply(200, REPORT)}) as world:
        assert PAGE in crawl(world)
        shift(tmp_path, "b1", 10)
        site_cache.clear(tmp_path)
        assert PAGE in crawl(world, batch="b2", recheck_old_days=30)
        assert PAGE not in crawl(world, batch="b3", recheck_old_days=30)


def test_a_circuit_or_count_dated_in_the_future_holds_nobody_up(crawl: Crawl, tmp_path: Path) -> None:
    walls = {HOME: reply(403, "no"), "http://www.a.gov.example/robots.txt": reply(403, "no")}
    with FaultServer(walls) as world:
        crawl(world, breaker_after=2)
        shift(tmp_path, "b1", 10)
        world.behaviours = {HOME: LIST, PAGE: reply(200, REPORT)}
        assert crawl(world, batch="b2", breaker_after=2)[PAGE].outcome == "fetched"


def test_a_cache_dated_in_the_future_or_damaged_in_its_middle_is_left_aside(tmp_path: Path) -> None:
    with BatchWriter(tmp_path, "b1") as writer:
        state = CrawlState(tmp_path, writer, ["a"])
        for number in range(3):
            link = Link("a", "report", f"http://a.gov.example/{number}")
            state.write(link.attempt(Verdict("fetched")), exchange(link.url, b"x"))
        asyncio.run(state.finish_site("a"))
    known = {item.url for item in attempts(tmp_path)}
    path = tmp_path / "site_cache" / "a.jsonl"
    head, *lines = path.read_text().splitlines()
    assert all(from_json(line) for line in lines) and len(lines) == 3
    for text in (
        "\n".join([head, lines[0], lines[1][:40], lines[2], ""]),
        "\n".join([json.dumps(json.loads(head) | {"since": "2999-01-01T00:00:00Z"}), ""]),
    ):
        path.write_text(text)
        assert {item.url for item in site_cache.known(tmp_path, ["a"])} == known


@pytest.mark.parametrize("size", [1, 100, 5000])
def test_a_full_disk_leaves_whole_lines_and_records(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write may end half way before the next fails: what is there must go on as if it had not begun."""
    room, real = [10**9], os.write

    def write(descriptor: int, data: bytes) -> int:
        if not room[0]:
            raise OSError(28, "No space left on device")
        done = real(descriptor, bytes(data)[: room[0]])
        room[0] -= done
        return done

    with BatchWriter(tmp_path, "b1") as writer:
        state = CrawlState(tmp_path, writer, ["a"])
        monkeypatch.setattr(os, "write", write)
        for number in range(6):
            link = Link("a", "report", f"http://a.gov.example/{number}")
            room[0] = size if number % 2 else 10**9
            try:
                state.write(link.attempt(), exchange(link.url, os.urandom(9000)))
                writer.commit()
            except OSError:
                room[0] = 10**9
    found = [item.url[-1] for item in attempts(tmp_path, "b1")]
    assert {"0", "2", "4"} <= {*found}
    with BatchWriter(tmp_path, "b1") as writer:
        CrawlState(tmp_path, writer, ["a"])
    assert [item.url[-1] for item in attempts(tmp_path, "b1")] == found
