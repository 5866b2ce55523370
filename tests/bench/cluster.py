"""A Dask cluster of two workers on this machine: how much faster it reads, and what kills cost.

    python -m tests.bench.cluster --kills 30 --restarts 5

Documents of every kind are read by one worker and by two: so many that start and end, which are among the
time, are little of it. They are read here too, and three sites of the demo collected. Then workers are killed
at random moments, and now and then the scheduler, while the cluster reads and collects those, round after
round; a command that ends in words is run again. Readings must be the same bytes, and the answers of a crawl
the same.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from threading import Event, Thread

from rich.console import Console

from extract.run import archive_run
from extract.run import dask as cluster
from spiders.archive.data_dir import archive_dir
from spiders.cluster import ClusterError
from spiders.crawl import Options, crawl
from tests.bench.country import archived
from tests.bench.documents import all_kinds, drawn
from tests.dask_cluster import DaskCluster, dask_cluster
from tests.extract.run.test_dask import archive as small_archive
from tests.extract.run.test_dask import readings
from tests.spiders.crawling.test_cluster import SITES, answers

QUIET = Console(quiet=True)
TIMED = 8000  # documents: half a minute of two workers, of which start and end take half a second
# Seconds between two kills: a worker takes three to be at work again, and three sites are collected in three.
GAPS = {"reading": (2.0, 7.0), "collecting": (0.5, 3.0)}
SHARE = 6  # of the kills, in each round, so that reading and collecting have some of them
RUNS = 20  # of a command, at most, until it has ended well
BAR = 1.8  # times as fast as one worker


@dataclass
class Tally:
    """What was done to the cluster, and how it ended."""

    wanted: int
    wanted_restarts: int
    kills: int = 0
    restarts: int = 0
    rounds: Counter[str] = field(default_factory=Counter)
    runs_again: int = 0
    lost: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rounds = ", ".join(f"{count} of {name}" for name, count in sorted(self.rounds.items()))
        return (
            f"{self.kills} workers killed, {self.restarts} schedulers killed and started again, in {rounds}; "
            f"{self.runs_again} runs ended in words and were run again; {len(self.lost)} rounds differ"
        )


def collect(data: Path, dask: str | None = None) -> int:
    return crawl(Options("demo", SITES, None, data, 2, "", night_only=False, dask=dask), QUIET)


def read_on(address: str, data: Path, workers: int = 1) -> int:
    with cluster.connected(address, workers) as dask:
        dask.client.wait_for_workers(workers, timeout=120)
        return archive_run.run("demo", data, read=dask.read)


def copied(source: Path, data: Path) -> Path:
    """A data folder with the same archive, and no readings."""
    shutil.copytree(archive_dir(source, "demo"), archive_dir(data, "demo"))
    return data


def seconds_of(timed: Path, data: Path, workers: int) -> float:
    """How long a cluster of so many workers reads; they are warm, as in a run of hours."""
    with dask_cluster(workers) as dask:
        assert read_on(dask.address, small_archive(data / "warm"), workers) == 0
        copied(timed, data / "timed")
        began = time.monotonic()
        assert read_on(dask.address, data / "timed", workers) == 0
        return time.monotonic() - began


@contextmanager
def storm(dask: DaskCluster, gap: tuple[float, float], chance: random.Random, tally: Tally) -> Iterator[None]:
    """Kill until the block has ended, or a round's share of workers were killed, and of schedulers."""
    is_over, most = Event(), min(tally.wanted, tally.kills + max(1, tally.wanted // SHARE))

    def blow() -> None:
        while not is_over.wait(chance.uniform(*gap)):
            if tally.restarts < tally.kills * tally.wanted_restarts // tally.wanted:
                tally.restarts += dask.kill_scheduler()
            elif tally.kills < most:
                tally.kills += dask.kill_worker(chance)

    blowing = Thread(target=blow, daemon=True)
    blowing.start()
    try:
        yield
    finally:
        is_over.set()
        blowing.join()


def until_well(run: Callable[[], int], tally: Tally) -> None:
    """Run a command, and again as its words say, until it ends well."""
    for _ in range(RUNS):
        try:
            if run() == 0:
                return
        except ClusterError as error:
            print(error, file=sys.stderr)
        tally.runs_again += 1
    raise AssertionError(f"{RUNS} runs did not end well")


def kill_and_compare(documents: Path, root: Path, tally: Tally, chance: random.Random) -> None:
    """Read and collect under kills, in turn, until there were enough of them."""
    calm = root / "calm"
    assert archive_run.run("demo", documents, 2) == collect(calm) == 0
    whole, answered = readings(documents), answers(calm)

    def read(data: Path, address: str) -> bool:
        copied(documents, data)
        until_well(lambda: read_on(address, data), tally)
        return readings(data) == whole

    def collect_anew(data: Path, address: str) -> bool:
        until_well(lambda: collect(data, address), tally)
        return answers(data) == answered

    rounds = cycle({"reading": read, "collecting": collect_anew}.items())
    with dask_cluster(2) as dask:
        while tally.kills < tally.wanted or tally.restarts < tally.wanted_restarts:
            name, run = next(rounds)
            data = root / f"round-{tally.rounds.total()}"
            with storm(dask, GAPS[name], chance, tally):
                is_same = run(data, dask.address)
            tally.rounds[name] += 1
            tally.lost += [] if is_same else [f"{data.name}, {name}"]
            print(tally, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--restarts", type=int, default=5)
    parser.add_argument("--seed", type=int, default=20260101)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        timed = root / "documents"
        archived(drawn(sorted(all_kinds()), TIMED), archive_dir(timed, "demo"))
        one, two = (seconds_of(timed, root / f"{count}-workers", count) for count in (1, 2))
        print(
            f"read by one worker in {one:.1f} s, by two in {two:.1f} s: {one / two:.2f} times as fast ({BAR})"
        )
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
        tally = Tally(options.kills, options.restarts)
        if tally.wanted:
            kill_and_compare(timed, root, tally, random.Random(options.seed))
    return int(bool(tally.lost) or one / two < BAR)


if __name__ == "__main__":
    sys.exit(main())
