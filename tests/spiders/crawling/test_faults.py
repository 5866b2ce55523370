"""Every misbehaving host of the replica in one crawl: each ends with the right name, none asked too much."""

import subprocess
import sys
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import pairwise
from json import dumps
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts, summary_path
from spiders.crawling import plan
from spiders.crawling.batch_summary import summarise
from spiders.health.status import Health, status
from spiders.registry import Site
from spiders.replica.server import Seen
from tests.replica.faults import Fault, faults, row_of
from tests.replica.hosts import replica as served

REPOSITORY = Path(__file__).parents[3]
LIST_PAGES = 20
DELAY = 0.6
# Half the delay is the least that jitter leaves; a busy machine may take note of a request a little late.
GAP = DELAY / 2 - 0.05
POLITE = {
    "delay": DELAY,
    "slow_factor": 3,
    "max_delay": 1,
    "back_off": DELAY,
    "seconds": 2,
    "longest_wait": 10,
    "list_pages": LIST_PAGES,
}
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Crawled:
    """What the log says, what the server saw by host, and what status makes of it by site."""

    attempts: list[Attempt]
    seen: dict[str, list[Seen]]
    health: dict[str, Health]

    def of(self, fault: Fault) -> list[Attempt]:
        return [item for item in self.attempts if item.site_id == f"fault-{fault.name}"]


def collect(archive: Path, sites: list[Site], proxy: str | None, **more: object) -> None:
    """Crawl in a process of its own, then write the summary as a batch does."""
    words = {"archive": str(archive), "batch": "b", "sites": [asdict(site) for site in sites]}
    script = Path(__file__).with_name("run_collector.py")
    command = [sys.executable, str(script), dumps(words | {"polite": POLITE, "proxy": proxy} | more)]
    environment = {"PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, timeout=300, check=False)
    assert done.returncode == 0
    lines = summarise(attempts(archive), [site.site_id for site in sites], {})
    content = {"finished": datetime.now(UTC).isoformat(), "sites": [asdict(line) for line in lines]}
    plan.write_json(summary_path(archive, "b"), content)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    archive = tmp_path_factory.mktemp("faults")
    sites = [Site(**asdict(row_of(fault))) for fault in faults().values()]
    with served() as replica:
        collect(archive, sites, replica.proxy_url)
        seen = defaultdict[str, list[Seen]](list)
        for each in sorted(replica.requests, key=lambda each: each.time):
            seen[urlsplit(each.url).hostname or ""].append(each)
    health = {each.site_id: each for each in status(archive, sites, datetime.now(UTC), 45)}
    return Crawled(list(attempts(archive)), seen, health)


@pytest.mark.parametrize("name", sorted(faults()))
def test_a_fault_has_the_right_name_in_the_log(crawled: Crawled, name: str) -> None:
    fault = faults()[name]
    found = [item for item in crawled.of(fault) if item.role == fault.role]
    last = [item for item in found if item.is_final]
    assert fault.outcome in {item.outcome for item in last}, [
        (item.url, item.outcome, item.error) for item in found
    ]
    assert all(item.reason and item.error for item in last if item.outcome not in ("fetched", "unchanged"))
    assert not fault.reason or fault.reason in {item.reason for item in found}


@pytest.mark.parametrize("name", sorted(faults()))
def test_a_fault_has_the_right_name_in_status(crawled: Crawled, name: str) -> None:
    health = crawled.health[f"fault-{name}"]
    alarms = [alarm.partition(":")[0].split()[0] for alarm in health.alarms]
    assert alarms == faults()[name].alarms.split(), health.alarms
    assert not alarms or health.reasons


def test_no_host_is_asked_more_than_its_caps_allow(crawled: Crawled) -> None:
    assert len(crawled.seen) >= len(faults())
    for host, seen in crawled.seen.items():
        addresses = [each.url for each in seen]
        assert len(addresses) <= LIST_PAGES * 3, host
        most = max(addresses, key=addresses.count)
        assert addresses.count(most) <= 6, most  # five redirects at most, two retries
    walls = [host for host in crawled.seen if "wall" in host or "geo" in host]
    assert len(walls) == 4
    assert all(len(crawled.seen[host]) <= 4 for host in walls)


def test_a_pause_lies_between_any_two_requests_to_a_host(crawled: Crawled) -> None:
    """A request noted late makes the gap after it as much shorter as it makes the one before it longer."""
    count, short = 0, {}
    for host, seen in crawled.seen.items():
        gaps = [after.time - before.time for before, after in pairwise(seen)]
        count += len(gaps)
        for before, gap, request in zip([0.0, *gaps], gaps, seen[1:], strict=False):
            is_noted_late = gap > GAP / 2 and before + gap > DELAY - 0.05
            if gap < GAP and not is_noted_late:
                short[host, request.url] = before, gap
    assert count > 100
    assert short == {}


def test_where_robots_cannot_be_had_the_pauses_are_longer(crawled: Crawled) -> None:
    for name in ("robots-403", "robots-reset"):
        pages = [each for each in crawled.seen[faults()[name].host] if not each.url.endswith("/robots.txt")]
        assert len(pages) > 2
        gaps = [after.time - before.time for before, after in pairwise(pages)]
        assert min(gaps) >= DELAY * (POLITE["slow_factor"] - 1) - 0.05


def test_a_wait_that_the_host_asks_for_is_kept(crawled: Crawled) -> None:
    assert {each.status for each in crawled.seen[faults()["burst-429"].host]} <= {200, 404}, "too fast"
    seen = crawled.seen[faults()["retry-after"].host]
    refused = [(before, after) for before, after in pairwise(seen) if before.status == 429]
    assert len(refused) == 4
    assert all(after.time - before.time >= 2 and after.url == before.url for before, after in refused)


def test_forbidden_and_foreign_hosts_are_never_asked(crawled: Crawled) -> None:
    forbidden = faults()["robots-all"].host
    assert [each.url for each in crawled.seen[forbidden]] == [f"http://{forbidden}/robots.txt"]
    allowed = {fault.host for fault in faults().values()}
    allowed |= {host.removeprefix("www.") for host in allowed}
    assert crawled.seen.keys() <= allowed


def test_a_name_that_leads_into_a_private_network_is_not_followed(tmp_path: Path) -> None:
    """A first answer, and one that has changed since (DNS rebinding): no proxy resolves the names here."""
    row = row_of(faults()["forced-gzip"])
    names = {row.column_url.split("/")[2]: [["127.0.0.1"], ["10.0.0.7", "::1"], ["169.254.169.254"]]}
    collect(tmp_path, [Site(**asdict(row))], None, names=names)
    found = list(attempts(tmp_path))
    assert {(item.role, item.outcome, item.status) for item in found} == {
        ("robots", "failed", None),
        ("list", "failed", None),
    }
    assert {item.reason for item in found} == {"host_unresolved"}
