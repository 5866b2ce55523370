"""A second crawl of the demo: little is transferred, and the one republished report is one new capture."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from spiders import registry
from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts, batches, body
from spiders.crawl import Options, make_plans
from spiders.crawling import plan
from spiders.replica.server import Replica

pytestmark = pytest.mark.slow
REPOSITORY = Path(__file__).parents[3]


def crawl(data: Path, edition: int) -> int:
    """Crawl every family of the demo; bytes of bodies that the replica sent."""
    archive = data / "demo" / "archive"
    archive.mkdir(parents=True, exist_ok=True)
    chosen = list(registry.load("demo").values())
    with Replica(edition) as replica:
        for item in make_plans(archive, chosen, Options("demo", "*", None, data, 1, "tests", False)):
            words = [
                sys.executable,
                "-m",
                "spiders",
                "batch",
                str(archive),
                item.batch,
                "--proxy",
                replica.proxy_url,
            ]
            subprocess.run(words, cwd=REPOSITORY, check=True, timeout=300, stdout=subprocess.DEVNULL)
        assert not plan.unfinished(archive)
        return sum(seen.size for seen in replica.requests)


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    """Three crawls: the first edition twice, then the second."""
    data = tmp_path_factory.mktemp("incremental")
    return data / "demo" / "archive", [crawl(data, edition) for edition in (1, 1, 2)]


def documents(archive: Path, number: int) -> dict[str, Attempt]:
    made = attempts(archive, batches(archive)[number])
    return {item.url: item for item in made if item.role in ("report", "attachment") and item.digest}


def test_an_unchanged_site_costs_under_three_per_cent(crawls: tuple[Path, list[int]]) -> None:
    sent = crawls[1]
    assert sent[0] > 1_000_000
    assert sent[1] < 0.03 * sent[0]


def test_nothing_is_captured_anew_and_everything_can_still_be_read(crawls: tuple[Path, list[int]]) -> None:
    archive, _ = crawls
    first, second = documents(archive, 0), documents(archive, 1)
    assert first.keys() == second.keys()
    kinds = Counter(item.outcome for item in second.values())
    assert kinds["fetched"] == 0 and kinds["unchanged"] > 800
    assert all(body(archive, item) == body(archive, first[url]) for url, item in list(second.items())[:40])


def test_the_republished_report_is_exactly_one_new_capture(crawls: tuple[Path, list[int]]) -> None:
    archive, _ = crawls
    second, third = documents(archive, 1), documents(archive, 2)
    changed = [url for url, item in third.items() if item.outcome == "fetched"]
    assert len(changed) == 1
    assert body(archive, third[changed[0]]) != body(archive, second[changed[0]])
