"""Reading on many machines: the captures of a batch as units of work for the processes of a Dask cluster.

Each unit is read in a sandbox as on one machine, so a bad document costs itself and not a Dask worker; a unit
whose worker is lost is read again elsewhere. All machines see the archive under the same path. Only the run
that asks writes readings, in the order of the captures, so the bytes are those of a run on one machine.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from distributed import Client
from distributed.scheduler import KilledWorker

from extract.run.capture import Task, read_capture
from extract.run.version import extractor_version
from extract.run.workers import worker_pool
from extract.run.workers.rows import Row, accept_row, lost
from spiders import cluster
from spiders.cluster import Call, ClusterError, Work, require_processes

UNIT = 50  # captures: seconds of work, against milliseconds that the scheduler takes for a unit


class Cluster:
    """A connection to a scheduler."""

    def __init__(self, client: Client) -> None:
        self.client, self._work = client, Work(client)

    def read(self, tasks: Sequence[Task]) -> Iterator[Row]:
        """Hand out the tasks at once; the rows come in their order. Raises ClusterError."""
        whole = [replace(task, archive_dir=task.archive_dir.resolve()) for task in tasks]
        units = [whole[start : start + UNIT] for start in range(0, len(whole), UNIT)]
        return _rows(deque(self._work.call(read_unit, unit) for unit in units))


def _rows(units: deque[Call[list[Row]]]) -> Iterator[Row]:
    while units:
        try:
            yield from units.popleft().result()
        except KilledWorker as error:
            raise ClusterError(f"{error}. Look into the logs of that worker.") from error


def read_unit(tasks: Sequence[Task]) -> list[Row]:
    """What a Dask worker does."""
    require_processes()
    if unlike := {task.version for task in tasks} - {extractor_version()}:
        raise ClusterError(
            f"this Dask worker has extractor {extractor_version()}, the run has {unlike.pop()}."
        )
    return list(worker_pool.run(read_capture, tasks, accept_row, lost))


@contextmanager
def connected(address: str, count: int) -> Iterator[Cluster]:
    """As spiders.cluster.connected."""
    with cluster.connected(address, count) as client:
        yield Cluster(client)
