"""Reading on a Dask cluster: the bytes of one machine, a lost worker costs nothing, what is wrong is told."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, cycle
from pathlib import Path
from signal import SIGKILL
from types import SimpleNamespace

import pytest
from dask import config

from extract.__main__ import main
from extract.model.document import Hints
from extract.run import dask as cluster
from extract.run.archive_run import run
from extract.run.capture import Task
from extract.run.workers import worker_pool
from extract.run.workers.rows import Rows
from spiders import cluster as processes
from spiders.archive.attempt import Attempt
from spiders.archive.writer import BatchWriter
from spiders.cluster import LOCAL, ClusterError
from tests.dask_cluster import dask_cluster
from tests.extract.run.test_archive_run import add
from tests.extract.run.test_cli import TEXT

BATCHES = ("20260101T000000Z-000", "20260102T000000Z-000")


def archive(data: Path) -> Path:
    for batch in BATCHES:
        writer = BatchWriter(data / "demo" / "archive", batch)
        for year in range(2014, 2026):
            add(writer, f"http://a.example/{batch}/{year}.txt", TEXT.replace("2023", str(year)).encode())
        writer.commit()
    return data


def readings(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "demo" / "readings").glob("*.parquet")}


@pytest.mark.slow
def test_a_killed_worker_of_a_cluster_changes_no_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "UNIT", 2)
    calm, stormy = archive(tmp_path / "calm"), archive(tmp_path / "stormy")
    assert run("demo", calm) == 0
    with cluster.connected(LOCAL, 2) as dask:
        before = dask.client.run(os.getpid)
        assert len(before) == 2

        is_first = cycle((True, *[False] * (len(BATCHES) - 1)))

        def read(tasks: Iterable[Task]) -> Iterator[Rows]:
            """The cluster's rows; after the first of them a worker is killed, and what it holds is lost."""
            rows, kill = dask.read(tasks), partial(os.kill, next(iter(before.values())), SIGKILL)
            return killing(rows, kill) if next(is_first) else rows

        assert run("demo", stormy, read=read) == 0
        dask.client.wait_for_workers(2, timeout=60)
        after = dask.client.run(os.getpid)
    assert len(set(after.values()) & set(before.values())) == 1
    assert readings(stormy) == readings(calm)
    assert len(readings(stormy)) == len(BATCHES)


def killing(rows: Iterator[Rows], kill: Callable[[], object]) -> Iterator[Rows]:
    yield next(rows)
    kill()
    yield from rows


@pytest.mark.slow
def test_a_scheduler_that_comes_back_is_given_the_work_and_one_that_does_not_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "UNIT", 4)
    calm, stormy, cut_off = (archive(tmp_path / name) for name in ("calm", "stormy", "cut_off"))
    assert run("demo", calm) == 0
    kills: list[bool] = []
    with dask_cluster(1) as dask:
        whole = cluster.Cluster.read
        is_first = cycle((True, *[False] * (len(BATCHES) - 1)))

        def read(self: cluster.Cluster, tasks: Iterable[Task]) -> Iterator[Rows]:
            rows = whole(self, tasks)
            return killing(rows, lambda: kills.append(dask.kill_scheduler())) if next(is_first) else rows

        monkeypatch.setattr(cluster.Cluster, "read", read)
        words = ["--registry", "demo", "--dask", dask.address, "--data"]
        assert main([*words, str(stormy)]) == 0
        dask.is_over.set()
        monkeypatch.setitem(config.config["distributed"]["comm"]["timeouts"], "connect", "500ms")
        capsys.readouterr()
        assert main([*words, str(cut_off)]) == 1
    assert kills == [True, True]
    told = f"--dask {dask.address}: the scheduler is lost. Run the command again, it goes on."
    assert told in capsys.readouterr().err.splitlines()
    assert run("demo", cut_off) == 0
    assert readings(cut_off) == readings(stormy) == readings(calm)


def test_the_command_reads_where_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    @contextmanager
    def connected(address: str, count: int) -> Iterator[SimpleNamespace]:
        asked.append((address, count))
        yield SimpleNamespace(read=lambda tasks: iter([cluster.rows_of(cluster.read_on_worker((*tasks,)))]))

    monkeypatch.setattr(cluster, "connected", connected)
    words = ["--registry", "demo", "--data", str(archive(tmp_path)), "--workers", "3", "--dask"]
    assert main([*words, "tcp://127.0.0.1:8786"]) == 0
    assert asked == [("tcp://127.0.0.1:8786", 3)]
    assert len(readings(tmp_path)) == len(BATCHES)


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = archive(tmp_path)
    with config.set({"distributed.comm.timeouts.connect": "200ms"}):
        assert main(["--registry", "demo", "--data", str(data), "--dask", "tcp://127.0.0.1:1"]) == 1
    assert "no Dask scheduler at tcp://127.0.0.1:1" in capsys.readouterr().err


def test_a_worker_that_cannot_read_as_asked_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = Attempt("b", "s", "report", "http://a.example/1")
    with pytest.raises(ClusterError, match="the run has another"):
        cluster.read_on_worker((Task(Path(), attempt, Hints(), version="another"),))
    monkeypatch.setattr(processes, "current_process", lambda: SimpleNamespace(daemon=True))
    with pytest.raises(ClusterError, match="DAEMON=False"):
        cluster.read_on_worker(())


def test_the_units_of_a_worker_are_read_by_one_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_idle", [])
    started: list[object] = []
    start = worker_pool.start
    monkeypatch.setattr(worker_pool, "start", lambda *words: started.append(words) or start(*words))
    attempts = [Attempt("b", "s", "report", str(number)) for number in range(4)]
    tasks = [Task(Path(), attempt, Hints()) for attempt in attempts]
    try:
        rows = [cluster.read_on_worker((task,)) for task in tasks]
    finally:
        for pool in cluster._idle:
            pool.close()
    assert len(rows) == 4 and len(started) == 1


def test_units_are_handed_out_as_rows_are_taken_batch_after_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a batch of the nation's, and of those behind it, only what is at work stands in memory."""
    monkeypatch.setattr(cluster, "UNIT", 2)
    monkeypatch.setattr(cluster, "MOST_OUT", 3)
    taken: list[str] = []

    def tasks(batch: str) -> Iterator[Task]:
        for number in range(20):
            taken.append(f"{batch}{number}")
            yield Task(Path(), Attempt(batch, "s", "report", str(number)), Hints())

    class Work:
        def call(self, _: object, unit: list[Task]) -> SimpleNamespace:
            return SimpleNamespace(result=lambda: [task.attempt.batch + task.attempt.url for task in unit])

    monkeypatch.setattr(cluster, "rows_of", lambda rows: rows)

    dask = cluster.Cluster(SimpleNamespace())
    monkeypatch.setattr(dask, "_work", Work())
    one, other = dask.read(tasks("a")), dask.read(tasks("b"))
    assert len(taken) == 6
    got = []
    for rows in chain(one, other):
        got += rows
        assert len(taken) <= len(got) + 8
    assert got == taken and len(got) == 40
