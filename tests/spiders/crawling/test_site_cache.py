"""A new batch reads caches and the logs they do not cover; it knows what it would know from all logs."""

import asyncio
import random
import shutil
from pathlib import Path

import pytest

from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts, batches, summary_path
from spiders.archive.reasons import Verdict
from spiders.archive.writer import BatchWriter
from spiders.crawling import plan, site_cache
from spiders.crawling.crawl_state import CrawlState, Link
from spiders.crawling.plan import Plan
from tests.spiders.archive.test_archive import exchange

SITES = ("a", "b", "c")
Known = dict[tuple[str, str, str, str | None], Attempt]


def batch_of(archive: Path, number: int, sites: tuple[str, ...], is_ended: bool = True) -> str:
    """A batch that asks some links of these sites, in part in vain, and is walked to its end or not."""
    chance, batch = random.Random(number), f"2026010{number}T000000Z-000"
    plan.write(archive, Plan(batch, "demo", sites, None, "tests"))
    with BatchWriter(archive, batch) as writer:
        state = CrawlState(archive, writer, sites)
        for site_id in sites:
            for place in chance.sample(range(9), 5):
                link = Link(site_id, "report", f"http://{site_id}.gov.example/{place}", link_text=f"{number}")
                outcome = chance.choice(["fetched", "not_a_report", "failed"])
                state.write(link.attempt(Verdict(outcome)), exchange(link.url, outcome.encode()))
            if is_ended:
                asyncio.run(state.finish_site(site_id))
    if is_ended:
        plan.write_json(summary_path(archive, batch), {"sites": []})
    return batch


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Four ended batches over changing sites."""
    batch_of(tmp_path, 1, SITES)
    batch_of(tmp_path, 2, ("a",))
    batch_of(tmp_path, 3, ("b", "c"))
    batch_of(tmp_path, 4, ("a", "b"))
    return tmp_path


def last(archive: Path, own: str = "") -> Known:
    """The last attempt that brought bytes for each link, as `known` tells them."""
    return {each.key: each for each in site_cache.known(archive, SITES, own) if each.has_content}


def from_logs(archive: Path) -> Known:
    return {each.key: each for each in attempts(archive) if each.has_content}


def opened(archive: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Logs that a look at all sites opens."""
    names: list[str] = []

    def watched(folder: Path, batch: str) -> object:
        names.append(batch)
        return attempts(folder, batch)

    monkeypatch.setattr(site_cache, "attempts", watched)
    last(archive)
    return names


def test_caches_say_what_the_logs_say(archive: Path) -> None:
    assert last(archive) == from_logs(archive)
    shutil.rmtree(archive / "site_cache")
    assert last(archive) == from_logs(archive)


def test_logs_that_the_caches_cover_are_not_opened(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert opened(archive, monkeypatch) == []
    shutil.rmtree(archive / "site_cache")
    assert opened(archive, monkeypatch) == batches(archive)


def test_a_batch_that_was_cut_short_is_read_and_leaves_the_caches_right(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torn = batch_of(archive, 5, SITES, is_ended=False)
    batch_of(archive, 6, SITES)
    assert opened(archive, monkeypatch) == [torn]
    assert last(archive) == from_logs(archive)
    with BatchWriter(archive, torn) as writer:
        state = CrawlState(archive, writer, SITES)
    for each in attempts(archive, torn):
        assert state.answered(Link(each.site_id, each.role, each.url)) == each


def test_a_batch_that_goes_on_knows_what_came_before_it(archive: Path) -> None:
    own = "20260104T000000Z-000"
    before = {key: each for key, each in from_logs(archive).items() if each.batch != own}
    assert before
    with BatchWriter(archive, own) as writer:
        state = CrawlState(archive, writer, SITES)
    earlier = {each.key: each for each in attempts(archive) if each.has_content and each.batch != own}
    found = {key: state.previous(Link(key[0], key[1], key[2])) for key in from_logs(archive)}
    assert found == {key: earlier.get(key) for key in found}


@pytest.mark.parametrize("text", ["", "{", '["20250101T000000Z-000"]\n'])
def test_a_cache_that_cannot_be_right_is_left_aside(archive: Path, text: str) -> None:
    """Empty after a power cut, broken, or of a batch that somebody took away."""
    for path in (archive / "site_cache").iterdir():
        path.write_text(text)
    assert last(archive) == from_logs(archive)
    assert len(batches(archive)) == 4


def test_a_damaged_plan_of_another_batch_stops_nobody(archive: Path) -> None:
    """It told only which logs need not be opened."""
    shutil.rmtree(archive / "site_cache")
    for path in archive.glob("*.plan.json"):
        path.write_bytes(path.read_bytes()[:-9])
    assert last(archive) == from_logs(archive)
    waiting = Plan("20260105T000000Z-000", "demo", ("a",), None, "tests", crawl="20260101T000000Z")
    assert plan.finished_sites(archive, [waiting]) == set()
