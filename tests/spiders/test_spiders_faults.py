"""Every misbehaving host of the replica in one crawl: each ends with the right name, none asks too much."""

import subprocess
import sys
from collections import Counter
from dataclasses import asdict
from json import dumps
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from spiders.archive import Attempt, attempts
from spiders.registry import Site
from spiders.replica.families.faults import faults, row_of
from spiders.replica.server import Replica
from spiders.replica.sites import sites as play

REPOSITORY = Path(__file__).parents[2]
LIST_PAGES = 30
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Attempt], list[str]]:
    """All attempts, and the URLs that the server was asked for."""
    archive = tmp_path_factory.mktemp("faults")
    sites = [Site(**asdict(row_of(fault))) for fault in faults().values()]
    polite = {"delay": 0, "back_off": 0, "seconds": 6, "longest_wait": 10, "list_pages": LIST_PAGES}
    play(1)  # the world is made once, before anybody measures an answer
    with Replica() as replica:
        words = {
            "archive": str(archive),
            "batch": "b",
            "sites": [asdict(site) for site in sites],
            "polite": polite,
            "proxy": replica.proxy_url,
        }
        script = Path(__file__).with_name("run_collector.py")
        command = [sys.executable, str(script), dumps(words)]
        done = subprocess.run(
            command, cwd=REPOSITORY, env={"PYTHONPATH": str(REPOSITORY)}, timeout=300, check=False
        )
        assert done.returncode == 0
        return list(attempts(archive)), [seen.url for seen in replica.requests]


@pytest.mark.parametrize("name", sorted(faults()))
def test_a_fault_has_the_right_name_in_the_log(crawled: tuple[list[Attempt], list[str]], name: str) -> None:
    fault = faults()[name]
    found = [item for item in crawled[0] if item.site_id == f"fault-{name}" and item.role == fault.role]
    last = [item for item in found if item.is_final]
    assert fault.outcome in {item.outcome for item in last}, [
        (item.url, item.outcome, item.error) for item in found
    ]
    assert all(item.error for item in last if item.outcome not in ("fetched", "unchanged"))


def test_no_host_is_asked_more_than_its_caps_allow(crawled: tuple[list[Attempt], list[str]]) -> None:
    hosts = Counter(urlsplit(url).hostname for url in crawled[1])
    assert max(hosts.values()) <= LIST_PAGES * 3
    urls = Counter(crawled[1])
    assert {url: count for url, count in urls.items() if count > 6} == {}


def test_forbidden_and_foreign_hosts_are_never_asked(crawled: tuple[list[Attempt], list[str]]) -> None:
    asked = crawled[1]
    forbidden = [url for url in asked if "fault-robots-all" in url and not url.endswith("/robots.txt")]
    assert forbidden == []
    assert all((urlsplit(url).hostname or "").endswith(".gov.example") for url in asked if "://" in url)
