"""A second crawl of the demo: little is transferred, and the one republished report is one new capture."""

from collections import Counter
from pathlib import Path

import pytest

from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts, batches, body
from tests.demo import Again

pytestmark = pytest.mark.slow


def documents(archive: Path, number: int) -> dict[str, Attempt]:
    made = attempts(archive, batches(archive)[number])
    return {item.url: item for item in made if item.role in ("report", "attachment") and item.digest}


@pytest.fixture
def archive(demo_again: Again) -> Path:
    return demo_again.data / "demo" / "archive"


def test_a_second_crawl_costs_under_three_per_cent(archive: Path, demo_again: Again) -> None:
    first = attempts(archive, batches(archive)[0])
    sent = sum(len(body(archive, item)) for item in first if item.digest and item.offset is not None)
    assert sent > 1_000_000
    assert 0 < demo_again.sent < 0.03 * sent


def test_nothing_else_is_captured_anew_and_everything_can_still_be_read(archive: Path) -> None:
    first, second = documents(archive, 0), documents(archive, 1)
    assert first.keys() == second.keys()
    kinds = Counter(item.outcome for item in second.values())
    assert kinds["unchanged"] > 800
    same = [(url, item) for url, item in second.items() if item.outcome == "unchanged"]
    assert all(body(archive, item) == body(archive, first[url]) for url, item in same[:40])


def test_the_republished_report_is_exactly_one_new_capture(archive: Path) -> None:
    first, second = documents(archive, 0), documents(archive, 1)
    changed = [url for url, item in second.items() if item.outcome == "fetched"]
    assert len(changed) == 1
    assert body(archive, second[changed[0]]) != body(archive, first[changed[0]])
