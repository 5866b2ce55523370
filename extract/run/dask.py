"""Reading on many machines: the captures of a batch as units of work for the processes of a Dask cluster.

Each unit is read in a sandbox as on one machine, so a bad document costs itself and not a Dask worker; a unit
whose worker is lost is read again elsewhere. All machines see the archive under the same path. Only the run
that asks writes readings, in the order of the captures, so the bytes are those of a run on one machine.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

import pyarrow as pa
from distributed import Client
from distributed.scheduler import KilledWorker

from extract.model.reading import READINGS
from extract.run.capture import Task
from extract.run.units import Unit, alone, read_unit, units
from extract.run.version import extractor_version
from extract.run.workers import worker_pool
from extract.run.workers.rows import Rows, accept_rows, lost
from extract.run.workers.worker_pool import Limits, Pool
from spiders import cluster
from spiders.cluster import Call, ClusterError, Work, require_processes

UNIT = 64  # captures: half a second of work, against milliseconds that the scheduler takes for a unit
UNIT_BYTES = 1 << 20  # in the archive
MOST_OUT = (
    256  # units handed out whose rows are not taken yet: work for 60 workers, and at most 500 MB of rows
)
_idle: list[Pool[Unit, Rows]] = []  # of this process; as many as it has threads that read


@dataclass
class Batch:
    """What is left of a batch: units to hand out, and calls whose rows are to come."""

    units: Iterator[Unit]
    calls: deque[Call[bytes]] = field(default_factory=deque)


class Cluster:
    """A connection to a scheduler: it is given the units of batches in their order, so many at a time."""

    def __init__(self, client: Client) -> None:
        self.client, self._work = client, Work(client)
        self._batches, self._out = deque[Batch](), 0

    def read(self, tasks: Iterable[Task]) -> Iterator[Rows]:
        """Hand out what there is room for at once; the rows come in their order. Raises ClusterError.

        Rows of batches are to be taken in the order in which the batches were given.
        """
        resolved = cache(Path.resolve)  # one object in a message, not one a task
        whole = (replace(task, archive_dir=resolved(task.archive_dir)) for task in tasks)
        batch = Batch(units(whole, UNIT, UNIT_BYTES))
        self._batches.append(batch)
        self._hand_out()
        return self._rows(batch)

    def _hand_out(self) -> None:
        while self._batches and self._out < MOST_OUT:
            unit = next(self._batches[0].units, None)
            if unit is None:
                self._batches.popleft()
                continue
            self._batches[0].calls.append(self._work.call(read_on_worker, unit))
            self._out += 1

    def _rows(self, batch: Batch) -> Iterator[Rows]:
        while batch.calls:
            try:
                rows = batch.calls.popleft().result()
            except KilledWorker as error:
                raise ClusterError(f"{error}. Look into the logs of that worker.") from error
            self._out -= 1
            self._hand_out()
            yield rows_of(rows)


def rows_of(answer: bytes) -> Rows:
    """What a Dask worker answered; not looked at as hostile, for the cluster is trusted."""
    return pa.ipc.read_record_batch(pa.py_buffer(answer), READINGS)


def read_on_worker(unit: Unit) -> bytes:
    """What a Dask worker does: the rows of a unit, as an Arrow record batch."""
    require_processes()
    if unlike := {task.version for task in unit} - {extractor_version()}:
        raise ClusterError(
            f"this Dask worker has extractor {extractor_version()}, the run has {unlike.pop()}."
        )
    pool = _idle.pop() if _idle else _pool()
    try:
        rows: bytes = pa.concat_batches([*pool.results_of(units(unit), 1)]).serialize().to_pybytes()
    except BaseException:
        pool.close()
        raise
    _idle.append(pool)
    return rows


def _pool() -> Pool[Unit, Rows]:
    """A sandbox that stays for the units to come: to start one and to warm it up took longer than a unit."""
    worker_pool.preload(read_unit, worker_pool.PRELOADED)
    pool = Pool(read_unit, accept_rows, lost, (), Limits(), alone)
    Finalize(None, pool.close, exitpriority=0)  # not atexit, which the processes of a nanny do not run
    return pool


@contextmanager
def connected(address: str, count: int) -> Iterator[Cluster]:
    """As spiders.cluster.connected."""
    with cluster.connected(address, count) as client:
        yield Cluster(client)
