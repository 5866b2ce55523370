"""Runs planned batches, so many at once, on this machine or on those of a Dask cluster."""

import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from spiders.command_line import say
from spiders.crawling.plan import Plan

if TYPE_CHECKING:
    from distributed import Client

    from spiders.cluster import Call

LOOK_SECONDS = 1.0  # between two looks whether the run on a cluster is still wanted
Ended = Queue[tuple[str, str | None]]  # a batch and a site that ended in it; None: the batch itself


class Running(Protocol):
    """A batch that was started."""

    def wait(self) -> int:
        """Its exit code, once it ended."""


Start = Callable[[Sequence[str], str, Ended], Running]  # the words after `python`, the batch, who is told


def run(
    archive_dir: Path, plans: Sequence[Plan], words: Sequence[str], count: int, start: Start, console: Console
) -> None:
    """Run the batches, `count` at a time, with a bar over their sites; `words` are more options of each."""
    waiting, running, ended = list(plans), dict[str, Running](), Ended()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    command = ["-m", "spiders", "batch", str(archive_dir.resolve())]
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("sites", total=sum(len(item.sites) for item in plans))
        while waiting or running:
            while waiting and len(running) < max(1, count):
                batch = waiting.pop(0).batch
                running[batch] = start([*command, batch, "--watched", *words], batch, ended)
            batch, site_id = ended.get()
            if site_id is not None:
                progress.advance(bar)
            elif running.pop(batch).wait():
                say(console, f"batch {batch} stopped before its end; the same command goes on with it", "red")


def on_this_machine(words: Sequence[str], batch: str, ended: Ended) -> subprocess.Popen[str]:
    """A process for one batch; its standard input ties its life to ours, its output names the sites done."""
    process = subprocess.Popen(
        [sys.executable, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # an interrupt reaches only us; the batch sees its input close
    )
    Thread(target=_listen, args=(process, batch, ended), daemon=True).start()
    return process


def _listen(process: subprocess.Popen[str], batch: str, ended: Ended) -> None:
    for line in process.stdout or ():
        ended.put((batch, line.strip()))
    ended.put((batch, None))


def on_cluster(client: "Client") -> Start:
    """Batches as tasks of a cluster, whose machines see the archive under the same path.

    A batch whose worker is lost goes on elsewhere, from its own log; the lock of the log keeps out a worker
    that was only believed to be lost.
    """
    from spiders.cluster import Work

    work = Work(client)

    def start(words: Sequence[str], batch: str, ended: Ended) -> Running:
        running = _OnCluster(work.call(run_on_worker, words, key=f"batch-{batch}"))
        Thread(target=running.listen, args=(batch, ended), daemon=True).start()
        return running

    return start


class _OnCluster:
    def __init__(self, call: "Call[int]") -> None:
        self._call = call

    def listen(self, batch: str, ended: Ended) -> None:
        try:
            with suppress(Exception):  # `wait` raises it again
                self._call.result()
        finally:
            ended.put((batch, None))

    def wait(self) -> int:
        """Its exit code. Raises ClusterError where the cluster could not run it."""
        from distributed.scheduler import KilledWorker

        try:
            return self._call.result()
        except KilledWorker:
            return 1  # as a batch that was killed here


def run_on_worker(words: Sequence[str]) -> int:
    """What a Dask worker does: the batch as a process of its own, ended where nobody wants it any more."""
    from distributed import get_worker

    from spiders.cluster import require_processes

    require_processes()
    worker = get_worker()
    key = worker.get_current_task()
    process = subprocess.Popen([sys.executable, *words], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    while True:
        try:
            return process.wait(timeout=LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            task = worker.state.tasks.get(key)
            if task is None or task.state == "cancelled":
                process.send_signal(signal.SIGKILL)  # as a crawl that ends ends its batches
