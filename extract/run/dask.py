"""Reading on many machines: the captures of a batch as units of work for the processes of a Dask cluster.

Each unit is read in a sandbox as on one machine, so a bad document costs itself and not a Dask worker; a unit
whose worker is lost is read again elsewhere. All machines see the archive under the same path. Only the run
that asks writes readings, in the order of the captures, so the bytes are those of a run on one machine.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from multiprocessing.util import Finalize
from typing import TypeVar

from distributed import Client
from distributed.scheduler import KilledWorker

from extract.run.capture import Task, read_capture
from extract.run.version import extractor_version
from extract.run.workers import worker_pool
from extract.run.workers.rows import Row, accept_row, lost
from extract.run.workers.worker_pool import Limits, Pool
from spiders import cluster
from spiders.cluster import Call, ClusterError, Work, require_processes

UNIT = 50  # captures: seconds of work, against milliseconds that the scheduler takes for a unit
MOST_OUT = (
    256  # units handed out whose rows are not taken yet: work for 60 workers, and at most 400 MB of rows
)
T = TypeVar("T")
_idle: list[Pool[Task, Row]] = []  # of this process; as many as it has threads that read


@dataclass
class Batch:
    """What is left of a batch: units to hand out, and calls whose rows are to come."""

    units: Iterator[list[Task]]
    calls: deque[Call[list[Row]]] = field(default_factory=deque)


class Cluster:
    """A connection to a scheduler: it is given the units of batches in their order, so many at a time."""

    def __init__(self, client: Client) -> None:
        self.client, self._work = client, Work(client)
        self._batches, self._out = deque[Batch](), 0

    def read(self, tasks: Iterable[Task]) -> Iterator[Row]:
        """Hand out what there is room for at once; the rows come in their order. Raises ClusterError.

        Rows of batches are to be taken in the order in which the batches were given.
        """
        whole = (replace(task, archive_dir=task.archive_dir.resolve()) for task in tasks)
        batch = Batch(batched(whole, UNIT))
        self._batches.append(batch)
        self._hand_out()
        return self._rows(batch)

    def _hand_out(self) -> None:
        while self._batches and self._out < MOST_OUT:
            unit = next(self._batches[0].units, None)
            if unit is None:
                self._batches.popleft()
                continue
            self._batches[0].calls.append(self._work.call(read_unit, unit))
            self._out += 1

    def _rows(self, batch: Batch) -> Iterator[Row]:
        while batch.calls:
            try:
                rows = batch.calls.popleft().result()
            except KilledWorker as error:
                raise ClusterError(f"{error}. Look into the logs of that worker.") from error
            self._out -= 1
            self._hand_out()
            yield from rows


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items, so many a list."""
    coming = iter(items)
    while some := [*islice(coming, size)]:
        yield some


def read_unit(tasks: Sequence[Task]) -> list[Row]:
    """What a Dask worker does."""
    require_processes()
    if unlike := {task.version for task in tasks} - {extractor_version()}:
        raise ClusterError(
            f"this Dask worker has extractor {extractor_version()}, the run has {unlike.pop()}."
        )
    pool = _idle.pop() if _idle else _pool()
    try:
        rows = [*pool.results_of(tasks, 1)]
    except BaseException:
        pool.close()
        raise
    _idle.append(pool)
    return rows


def _pool() -> Pool[Task, Row]:
    """A sandbox that stays for the units to come: to start one and to warm it up took longer than a unit."""
    worker_pool.preload(read_capture, worker_pool.PRELOADED)
    pool = Pool(read_capture, accept_row, lost, (), Limits())
    Finalize(None, pool.close, exitpriority=0)  # not atexit, which the processes of a nanny do not run
    return pool


@contextmanager
def connected(address: str, count: int) -> Iterator[Cluster]:
    """As spiders.cluster.connected."""
    with cluster.connected(address, count) as client:
        yield Cluster(client)
