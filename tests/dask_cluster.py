"""A Dask cluster of processes whose parts are killed; what has ended is started again, as by a service."""

import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import psutil

from spiders.cluster import ENVIRONMENT
from tests.forked import ROOT

LOOK_SECONDS = 0.1


class DaskCluster:
    """A scheduler, and workers under their nannies, on loopback; `address` stays the same."""

    def __init__(self, workers: int) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self._environment = {**os.environ, **ENVIRONMENT, "PYTHONPATH": str(ROOT)}
        scheduler = ["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
        worker = ["worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard"]
        self._commands = [scheduler, *[worker] * workers]
        self._running = [self._started(words) for words in self._commands]
        self.is_over = Event()

    def _started(self, words: list[str]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words]
        return subprocess.Popen(command, cwd=ROOT, env=self._environment, stderr=subprocess.DEVNULL)

    def tend(self) -> None:
        """Start again whatever ends, until all is over."""
        while not self.is_over.wait(LOOK_SECONDS):
            for number, process in enumerate(self._running):
                if process.poll() is not None:
                    self._running[number] = self._started(self._commands[number])

    def kill_scheduler(self) -> bool:
        """Kill it; its workers end with it. False where it is not up."""
        is_up = self._running[0].poll() is None
        self._running[0].kill()
        return is_up

    def kill_worker(self, chance: random.Random) -> bool:
        """Kill the process that works; its nanny starts another. False where none is up."""
        nanny = chance.choice(self._running[1:])
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            for child in psutil.Process(nanny.pid).children():
                if any("spawn_main" in word for word in child.cmdline()):
                    child.kill()
                    return True
        return False

    def close(self) -> None:
        """End all that was started."""
        for process in self._running:
            with suppress(psutil.NoSuchProcess):
                for child in psutil.Process(process.pid).children(recursive=True):
                    with suppress(psutil.NoSuchProcess):
                        child.kill()
            process.kill()
            process.wait()


@contextmanager
def dask_cluster(workers: int) -> Iterator[DaskCluster]:
    """A cluster for the time of a block."""
    made = DaskCluster(workers)
    tending = Thread(target=made.tend, daemon=True)
    tending.start()
    try:
        yield made
    finally:
        made.is_over.set()
        tending.join()
        made.close()
