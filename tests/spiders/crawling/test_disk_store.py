"""What a batch remembers lies on the disk: it is found again, site by site, and memory does not hold it."""

import asyncio
from pathlib import Path

import pytest

from spiders.archive.attempt import Attempt
from spiders.archive.reasons import verdict
from spiders.archive.writer import BatchWriter
from spiders.crawling.crawl_state import CrawlState, Link
from spiders.crawling.disk_store import DiskStore


def test_a_namespace_is_cleared_and_the_others_stay() -> None:
    store = DiskStore()
    store.put("a", ("1", None), "one")
    store.put("a", ("1", None), "another")
    store.put("b", ("1", None), "two")
    assert (store.get("a", ("1", None)), store.get("a", ("1",)), store.get("a", ("1", ""))) == (
        "another", None, None,
    )  # fmt: skip
    store.clear("a")
    assert (store.get("a", ("1", None)), store.get("b", ("1", None))) == (None, "two")


def link(site_id: str, number: int) -> Link:
    return Link(site_id, "report", f"http://{site_id}.gov.example/{number}", link_text=f"第{number}所")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A batch that was cut short after a failure and a redirect of site a."""
    with BatchWriter(tmp_path, "20260101T000000Z-000") as writer:
        state = CrawlState(tmp_path, writer, ["a", "b"])
        state.write(link("a", 1).attempt(verdict("http_error", status=500)))
        state.write(link("a", 2).attempt(verdict("http_redirect", status=302, location="/")))
    return tmp_path


def test_a_ledger_finds_what_its_batch_answered_and_forgets_a_site(archive: Path) -> None:
    with BatchWriter(archive, "20260101T000000Z-000") as writer:
        state = CrawlState(archive, writer, ["a", "b"])
        first = state.answered(link("a", 1))
        assert first and (first.outcome, first.link_text, first.batch) == ("failed", "第1所", writer.batch)
        assert state.answered(link("a", 2)) is None, "a redirect answers nothing"
        assert state.previous(link("a", 1)) is None, "nothing of this batch is past, and a failure never is"
        state.write(link("b", 1).attempt(verdict("http_error", status=404)))
        asyncio.run(state.finish_site("a"))
        assert state.answered(link("a", 1)) is None
        assert state.answered(link("b", 1)) is not None


def test_the_same_bytes_are_told_of_the_address_that_came_first(tmp_path: Path) -> None:
    def brought(number: int) -> Attempt:
        return link("a", number).attempt(digest="sha256:1")

    with BatchWriter(tmp_path, "b") as writer:
        state = CrawlState(tmp_path, writer, ["a"])
        assert state.same_bytes(brought(1)) is None
        state.write(brought(1))
        state.write(brought(2))
        twin = state.same_bytes(brought(3))
        assert twin and twin.url == link("a", 1).url
        assert state.same_bytes(brought(1)) is None
