"""A crawl killed at random moments and started again brings what an undisturbed one brings."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from warcio.checker import Checker

from spiders import registry
from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts, batches, body, warc_path
from spiders.archive.recovery import attempts_of_warc
from spiders.crawl import Options, make_plans
from spiders.crawling import plan
from spiders.replica.server import Replica
from tests import forked
from tests.forked import NOWHERE, ROOT, Forked, command

pytestmark = pytest.mark.slow
SITES = [*registry.load("demo")][::3]  # a third of the demo: every kind of list, some 300 documents
KILLS = 8
SETTLED = 0.3  # seconds after a kill until the server has noted what was on its way
Asked = tuple[str, str]  # method and URL


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica(edition=1) as running:
        yield running


@pytest.fixture(scope="module")
def proxy(replica: Replica) -> str:
    return replica.proxy_url


def lay_out(data: Path, processes: int) -> Path:
    """Plan a crawl of the sites in so many batches; returns the archive."""
    archive = data / "demo" / "archive"
    archive.mkdir(parents=True)
    sites = [site for site in registry.load("demo").values() if site.site_id in SITES]
    make_plans(archive, sites, Options("demo", "*", None, data, processes, "tests", False))
    return archive


def start(archive: Path, proxy: str) -> list[Forked]:
    """A process for every batch that has not reached its end."""
    return [
        forked.start(command(["batch", str(archive), item.batch, "--proxy", proxy]), NOWHERE, NOWHERE)
        for item in plan.unfinished(archive)
    ]


def finish(archive: Path, proxy: str) -> Path:
    for process in start(archive, proxy):
        assert process.wait(240) == 0
    assert not plan.unfinished(archive)
    return archive


def log_bytes(archive: Path) -> int:
    return sum(path.stat().st_size for path in archive.glob("*.jsonl"))


def kill_once(archive: Path, proxy: str, growth: int, chance: random.Random) -> int:
    """Start the batches and SIGKILL all once their logs grew by so many bytes; how many had not ended."""
    processes, before, deadline = start(archive, proxy), log_bytes(archive), time.monotonic() + 120
    while log_bytes(archive) - before < growth and time.monotonic() < deadline:
        if all(process.has_ended() for process in processes):
            break
        time.sleep(0.002)
    time.sleep(chance.random() * 0.2)
    for process in processes:
        process.kill()
    return sum(process.wait(60) == -signal.SIGKILL for process in processes)


def captures(archive: Path) -> Counter[tuple[str | int | None, ...]]:
    return Counter(
        (
            a.site_id,
            a.role,
            a.url,
            a.final_url,
            a.digest,
            a.outcome,
            a.reason,
            a.error,
            a.link_text,
            a.parent_url,
        )
        for a in final(archive)
    )


def final(archive: Path) -> list[Attempt]:
    return [attempt for attempt in attempts(archive) if attempt.is_final]


def seen_since(replica: Replica, start: float, end: float = float("inf")) -> Counter[Asked]:
    """What the server was asked between two moments of its clock."""
    return Counter((each.method, each.url) for each in replica.requests if start <= each.time < end)


def answered(archive: Path) -> Counter[Asked]:
    """What the logs say was asked and answered for good; a link whose redirect was cut short is not."""
    return Counter(
        ("GET" if each.post is None else "POST", each.final_url or each.url)
        for each in final(archive)
        if each.status is not None
    )


def check_intact(archive: Path) -> None:
    """Logs and WARCs agree line by line, warcio's checker accepts every WARC, every body has its digest."""
    paths = [str(warc_path(archive, batch)) for batch in batches(archive)]
    assert Checker(SimpleNamespace(inputs=paths, verbose=False)).process_all() == 0
    for batch in batches(archive):
        lines = list(attempts(archive, batch))
        assert lines == list(attempts_of_warc(archive, batch))
        for line in lines:
            if line.digest:
                body(archive, line)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, proxy: str) -> Path:
    return finish(lay_out(tmp_path_factory.mktemp("undisturbed"), 1), proxy)


@pytest.fixture(scope="module")
def once(undisturbed: Path, replica: Replica) -> Counter[Asked]:
    """What an undisturbed crawl asks the server: hardly anything twice."""
    return seen_since(replica, 0)


@pytest.mark.parametrize("processes", [1, 2])
def test_kills_lose_nothing_and_double_nothing(
    tmp_path: Path, undisturbed: Path, once: Counter[Asked], replica: Replica, processes: int
) -> None:
    """At least KILLS of them, over as many crawls as that takes, each then run to its end and compared.

    Between a kill and the next the server is asked for nothing that the log had answered before.
    """
    proxy = replica.proxy_url
    chance, kills, crawls = random.Random(processes), 0, 0
    while kills < KILLS:
        crawls += 1
        archive = lay_out(tmp_path / str(crawls), processes)
        rounds = [(time.monotonic(), Counter[Asked]())]
        while plan.unfinished(archive) and kills < KILLS:
            kills += kill_once(archive, proxy, chance.randrange(1, log_bytes(undisturbed) // 6), chance)
            time.sleep(SETTLED)
            rounds.append((time.monotonic(), answered(archive)))
        finish(archive, proxy)
        rounds.append((time.monotonic(), Counter()))
        assert any(known for _, known in rounds)
        for (start, known), (end, _) in pairwise(rounds):
            asked = seen_since(replica, start, end)
            assert asked + known - once == Counter(), "the server was asked again for what the log holds"
        check_intact(archive)
        assert captures(archive) == captures(undisturbed)
        assert max(Counter(attempt.key for attempt in final(archive)).values()) == 1


def test_a_killed_command_takes_its_batches_along_and_goes_on(tmp_path: Path, undisturbed: Path) -> None:
    archive = tmp_path / "demo" / "archive"
    words = [sys.executable, "-m", "spiders", "crawl", "--data", str(tmp_path), "--sites", ",".join(SITES)]
    crawl = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL)
    while not log_bytes(archive):
        time.sleep(0.01)
    children = psutil.Process(crawl.pid).children()
    crawl.kill()
    assert not psutil.wait_procs(children, timeout=20)[1], "a batch went on without its crawl"
    done = subprocess.run(words, cwd=ROOT, capture_output=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr.decode()
    check_intact(archive)
    assert captures(archive) == captures(undisturbed)
