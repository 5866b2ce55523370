"""What a batch remembers lies on the disk: it is found again, site by site, and memory does not hold it."""

from pathlib import Path

import pytest

from spiders.archive.reader import Attempt
from spiders.archive.writer import BatchWriter
from spiders.crawling.crawl_state import Ledger, Link
from spiders.crawling.disk_store import Shelf


def test_a_room_is_cleared_and_the_others_stay() -> None:
    shelf = Shelf()
    shelf.put("a", ("1", None), "one")
    shelf.put("a", ("1", None), "another")
    shelf.put("b", ("1", None), "two")
    assert (shelf.get("a", ("1", None)), shelf.get("a", ("1",)), shelf.get("a", ("1", ""))) == (
        "another", None, None,
    )  # fmt: skip
    shelf.clear("a")
    assert (shelf.get("a", ("1", None)), shelf.get("b", ("1", None))) == (None, "two")


def link(site_id: str, number: int) -> Link:
    return Link(site_id, "report", f"http://{site_id}.gov.example/{number}", link_text=f"第{number}所")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A batch that was cut short after a failure and a redirect of site a."""
    with BatchWriter(tmp_path, "20260101T000000Z-000") as writer:
        ledger = Ledger(tmp_path, writer, ["a", "b"])
        ledger.write(link("a", 1).attempt("failed", "HTTP 500"))
        ledger.write(link("a", 2).attempt("redirected", "HTTP 302"))
    return tmp_path


def test_a_ledger_finds_what_its_batch_answered_and_forgets_a_site(archive: Path) -> None:
    with BatchWriter(archive, "20260101T000000Z-000") as writer:
        ledger = Ledger(archive, writer, ["a", "b"])
        first = ledger.done(link("a", 1))
        assert first and (first.outcome, first.link_text, first.batch) == ("failed", "第1所", writer.batch)
        assert ledger.done(link("a", 2)) is None, "a redirect answers nothing"
        assert ledger.past(link("a", 1)) is None, "nothing of this batch is past, and a failure never is"
        ledger.write(link("b", 1).attempt("failed", "HTTP 404"))
        ledger.forget("a")
        assert ledger.done(link("a", 1)) is None
        assert ledger.done(link("b", 1)) is not None


def test_the_same_bytes_are_told_of_the_address_that_came_first(tmp_path: Path) -> None:
    def brought(number: int) -> Attempt:
        return link("a", number).attempt("fetched", digest="sha256:1")

    with BatchWriter(tmp_path, "b") as writer:
        ledger = Ledger(tmp_path, writer, ["a"])
        assert ledger.same_bytes(brought(1)) is None
        ledger.write(brought(1))
        ledger.write(brought(2))
        twin = ledger.same_bytes(brought(3))
        assert twin and twin.url == link("a", 1).url
        assert ledger.same_bytes(brought(1)) is None
