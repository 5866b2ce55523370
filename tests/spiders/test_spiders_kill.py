"""A crawl killed at random moments and started again brings what an undisturbed one brings."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from warcio.archiveiterator import ArchiveIterator

from spiders import plan, registry
from spiders.archive import Attempt, attempts, batches, body, logged, warc_path
from spiders.crawl import Options, make_plans
from spiders.replica.server import Replica

pytestmark = pytest.mark.slow
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    with Replica(edition=1) as replica:
        yield replica.proxy_url


def lay_out(data: Path, processes: int) -> Path:
    """Plan a crawl of the demo in so many batches; returns the archive."""
    archive = data / "demo" / "archive"
    archive.mkdir(parents=True)
    sites = list(registry.load("demo").values())
    make_plans(archive, sites, Options("demo", "*", None, data, processes, "tests", False))
    return archive


def start(archive: Path, proxy: str) -> list[subprocess.Popen[bytes]]:
    """A process for every batch that has not reached its end."""
    words = [sys.executable, "-m", "spiders", "batch", str(archive)]
    return [
        subprocess.Popen([*words, item.batch, "--proxy", proxy], cwd=REPOSITORY, stdout=subprocess.DEVNULL)
        for item in plan.unfinished(archive)
    ]


def finish(archive: Path, proxy: str) -> Path:
    for process in start(archive, proxy):
        assert process.wait(timeout=240) == 0
    assert not plan.unfinished(archive)
    return archive


def log_bytes(archive: Path) -> int:
    return sum(path.stat().st_size for path in archive.glob("*.jsonl"))


def kill_once(archive: Path, proxy: str, growth: int, chance: random.Random) -> int:
    """Start the batches and SIGKILL all once their logs grew by so many bytes; how many had not ended."""
    processes, before, deadline = start(archive, proxy), log_bytes(archive), time.monotonic() + 120
    while log_bytes(archive) - before < growth and time.monotonic() < deadline:
        if all(process.poll() is not None for process in processes):
            break
        time.sleep(0.002)
    time.sleep(chance.random() * 0.2)
    for process in processes:
        process.send_signal(signal.SIGKILL)
    return sum(process.wait(timeout=60) == -signal.SIGKILL for process in processes)


def captures(archive: Path) -> Counter[tuple[str | int | None, ...]]:
    return Counter(
        (a.site_id, a.role, a.url, a.final_url, a.digest, a.outcome, a.error, a.link_text, a.parent_url)
        for a in final(archive)
    )


def final(archive: Path) -> list[Attempt]:
    return [attempt for attempt in attempts(archive) if attempt.is_final]


def check_intact(archive: Path) -> None:
    """Logs and WARCs agree line by line, another reader accepts every WARC, every body has its digest."""
    for batch in batches(archive):
        lines = list(attempts(archive, batch))
        assert lines == list(logged(archive, batch))
        with warc_path(archive, batch).open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.content_stream().read()
        for line in lines:
            if line.digest:
                body(archive, line)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, proxy: str) -> Path:
    return finish(lay_out(tmp_path_factory.mktemp("undisturbed"), 1), proxy)


@pytest.mark.parametrize("processes", [1, 2])
def test_kills_lose_nothing_and_double_nothing(
    tmp_path: Path, undisturbed: Path, proxy: str, processes: int
) -> None:
    """At least thirteen kills, over as many crawls as that takes, each then run to its end and compared."""
    chance, kills, crawls = random.Random(processes), 0, 0
    while kills < 13:
        crawls += 1
        archive = lay_out(tmp_path / str(crawls), processes)
        while plan.unfinished(archive) and kills < 13:
            kills += kill_once(archive, proxy, chance.randrange(1, log_bytes(undisturbed) // 12), chance)
        finish(archive, proxy)
        check_intact(archive)
        assert captures(archive) == captures(undisturbed)
        assert max(Counter(attempt.key for attempt in final(archive)).values()) == 1


def test_a_killed_command_takes_its_batches_along_and_goes_on(tmp_path: Path, undisturbed: Path) -> None:
    archive = tmp_path / "demo" / "archive"
    words = [sys.executable, "-m", "spiders", "crawl", "--data", str(tmp_path)]
    command = subprocess.Popen(words, cwd=REPOSITORY, stdout=subprocess.DEVNULL)
    while not log_bytes(archive):
        time.sleep(0.01)
    children = psutil.Process(command.pid).children()
    command.kill()
    assert not psutil.wait_procs(children, timeout=20)[1], "a batch went on without its crawl"
    done = subprocess.run(words, cwd=REPOSITORY, capture_output=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr.decode()
    check_intact(archive)
    assert captures(archive) == captures(undisturbed)
