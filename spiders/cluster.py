"""A Dask cluster, by its scheduler's address or of processes of this machine (extra `scale`)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import current_process
from threading import Lock
from time import sleep
from typing import Any, Generic, TypeVar

from dask import config
from distributed import CancelledError, Client, Future, LocalCluster

from spiders.errors import ToldError

T = TypeVar("T")
W = TypeVar("W")
LOCAL = "local"
LOST = "scheduler-connection-lost"  # so Dask says why it cancelled what it had
LOOK_SECONDS = 0.1
# A Dask worker must be free to start processes of its own: sandboxes, and batches of a crawl. Profiles of its
# work every 10 ms and looks at its event loop every 20 ms took each process up to 3 % of a core.
SETTINGS = {
    "distributed.worker.daemon": False,
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
}
ENVIRONMENT = {f"DASK_{name.upper().replace('.', '__')}": str(value) for name, value in SETTINGS.items()}


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
        config.set(SETTINGS),
        LocalCluster(
            n_workers=count, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as local,
        Client(local) as client,
    ):
        yield client


def require_processes() -> None:
    """Raise ClusterError on a Dask worker that may start none."""
    if current_process().daemon:
        setting = next(iter(ENVIRONMENT.items()))
        raise ClusterError(f"this Dask worker may start no process: start it with {'='.join(setting)}.")


class Work:
    """Calls that workers of a cluster make; one whose worker is lost is made again elsewhere.

    Where the scheduler is lost, Dask looks for it at its address: for 30 s, or what its setting
    `distributed.comm.timeouts.connect` says. The one that it finds is given again what had no result yet.
    """

    def __init__(self, client: Client) -> None:
        self._client, self._lock = client, Lock()
        self._open: list[Call[Any]] = []

    def call(self, function: Callable[[W], T], words: W, key: str | None = None) -> "Call[T]":
        """Have some worker call a function; `key` is what the cluster calls it."""
        made = Call(self, partial(self._client.submit, function, words, key=key, pure=False))
        with self._lock:
            self._open.append(made)
        return made

    def forget(self, call: "Call[Any]") -> None:
        """Drop a call whose result came."""
        with self._lock:
            if call in self._open:
                self._open.remove(call)

    def give_again(self, error: Exception) -> None:
        """Wait for the scheduler, and give it again what was lost with it; raises ClusterError."""
        while self._client.status == "connecting":
            sleep(LOOK_SECONDS)
        if self._client.status != "running":
            raise ClusterError("the scheduler is lost. Run the command again, it goes on.") from error
        if getattr(error, "reason", LOST) != LOST:
            raise ClusterError(f"somebody cancelled it ({error}). Run the command again.") from error
        with self._lock:
            for call in self._open:
                if call.future.status in ("cancelled", "lost"):
                    call.future = call.submit()


class Call(Generic[T]):
    """A call that some worker makes, or has made."""

    def __init__(self, work: Work, submit: "Callable[[], Future[T]]") -> None:
        self._work, self.submit = work, submit
        self.future = submit()

    def result(self) -> T:
        """What the call gives, once it ended. Raises what it raised, and ClusterError where it is lost."""
        while True:
            try:
                given = self.future.result()
            except (OSError, CancelledError) as error:  # the first while the scheduler goes
                if self.future.status == "error":
                    raise  # the call's own
                self._work.give_again(error)
            else:
                self._work.forget(self)
                return given
