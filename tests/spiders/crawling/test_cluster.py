"""A crawl on a Dask cluster: what a worker held goes on elsewhere, and the archive is that of one machine."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import psutil
import pytest
from dask import config
from distributed import Client
from rich.console import Console

import spiders
from spiders import cluster
from spiders.archive.reader import attempts, batches
from spiders.batches import run_on_worker
from spiders.crawl import CrawlError, Options, crawl

SITES = "demo-yunxi,demo-shitang,demo-nanping"


def options(data: Path, dask: str | None) -> Options:
    return Options("demo", SITES, None, data, 2, "", night_only=False, dask=dask)


def answers(data: Path) -> set[tuple[str | None, ...]]:
    """What came, without when and where it lies; each question once."""
    found = [
        item
        for batch in batches(data / "demo" / "archive")
        for item in attempts(data / "demo" / "archive", batch)
    ]
    final = [
        (item.site_id, item.role, item.url, item.post, item.outcome, item.digest)
        for item in found
        if item.is_final
    ]
    assert len({each[:4] for each in final}) == len(final)
    return set(final)


@pytest.mark.slow
def test_a_crawl_whose_workers_are_killed_gives_the_archive_of_one_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []

    def kill(client: Client) -> None:
        """Kill a worker, with the batch that it runs, as soon as that has logged something."""
        archive = tmp_path / "stormy" / "demo" / "archive"
        while not any(log.stat().st_size for log in archive.glob("*.jsonl")):
            time.sleep(0.02)
        pid = next(iter(client.run(os.getpid).values()))
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    connected = cluster.connected

    @contextmanager
    def stormy(address: str, count: int) -> Iterator[Client]:
        with connected(address, count) as client:
            Thread(target=kill, args=(client,), daemon=True).start()
            yield client

    assert crawl(options(tmp_path / "calm", None), Console(quiet=True)) == 0
    monkeypatch.setattr(cluster, "connected", stormy)
    assert crawl(options(tmp_path / "stormy", cluster.LOCAL), Console(quiet=True)) == 0
    assert killed
    assert answers(tmp_path / "stormy") == answers(tmp_path / "calm")


def test_a_task_that_is_lost_is_told_and_its_process_ends(tmp_path: Path) -> None:
    """A task's own failure stays its own; one that nobody wants any more ends what it has started."""
    note = tmp_path / "pid"
    sleeping = (
        f"import os, pathlib, time; pathlib.Path({str(note)!r}).write_text(str(os.getpid())); time.sleep(600)"
    )
    with cluster.connected(cluster.LOCAL, 1) as client:
        with pytest.raises(FileNotFoundError, match="no/such/file"):
            cluster.Work(client).call(open, "no/such/file").result()
        task = cluster.Work(client).call(run_on_worker, ["-c", sleeping])
        wait_until(lambda: note.exists() and note.read_text(encoding="ascii") != "")
        process = psutil.Process(int(note.read_text(encoding="ascii")))
        task.future.cancel()
        with pytest.raises(cluster.ClusterError, match="cancelled"):
            task.result()
        wait_until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path) -> None:
    with (
        config.set({"distributed.comm.timeouts.connect": "200ms"}),
        pytest.raises(cluster.ClusterError, match="no Dask"),
    ):
        crawl(options(tmp_path, "tcp://127.0.0.1:1"), Console(quiet=True))


def test_without_dask_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spiders.cluster", None)
    monkeypatch.delattr(spiders, "cluster")
    with pytest.raises(CrawlError, match="the extra `scale`"):
        crawl(options(tmp_path, "local"), Console(quiet=True))
