"""A Dask cluster, by its scheduler's address or of processes of this machine (extra `scale`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import current_process
from typing import TypeVar

from dask import config
from distributed import CancelledError, Client, Future, LocalCluster

from spiders.errors import ToldError

T = TypeVar("T")
LOCAL = "local"
# A Dask worker must be free to start processes of its own: sandboxes, and batches of a crawl.
SETTING = {"distributed.worker.daemon": False}
ENVIRONMENT_SETTING = "DASK_DISTRIBUTED__WORKER__DAEMON=False"


class ClusterError(ToldError):
    """The cluster cannot do the work; the text says why and what to do."""


@contextmanager
def connected(address: str, count: int) -> Iterator[Client]:
    """A cluster by its scheduler's address, or `local`: `count` processes of this machine, ended with it."""
    if address != LOCAL:
        try:
            client = Client(address)
        except (OSError, ValueError) as error:
            raise ClusterError(f"no Dask scheduler at {address}: {error}") from error
        with client:
            yield client
        return
    with (
        config.set(SETTING),
        LocalCluster(
            n_workers=count, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as local,
        Client(local) as client,
    ):
        yield client


def require_processes() -> None:
    """Raise ClusterError on a Dask worker that may start none."""
    if current_process().daemon:
        raise ClusterError(f"this Dask worker may start no process: start it with {ENVIRONMENT_SETTING}.")


def result_of(future: "Future[T]") -> T:
    """What a task gives, once it ended. Raises what it raised, and ClusterError where the cluster lost it."""
    try:
        return future.result()
    except (
        OSError,
        CancelledError,
    ) as error:  # the first while the scheduler goes, the other once it is gone
        if future.status == "error":
            raise  # the task's own
        raise ClusterError(
            f"the scheduler is lost ({error or 'cancelled'}). Run the command again."
        ) from error
