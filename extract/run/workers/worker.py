"""One worker process: how it is started and ended, what it is given, and what it does in its life."""

import json
import logging
import resource
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Generic, TypeVar

from extract.run.workers.answers import Answers, send
from extract.run.workers.confinement import confine
from extract.run.workers.gc_pause import garbage_collector_paused
from extract.run.workers.own_folder import OwnFolder, make_folder

T = TypeVar("T")
J = TypeVar("J")
START_SECONDS = 120.0
CONTEXT = get_context("forkserver")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take; `documents` is how many a worker reads before it is replaced."""

    memory_bytes: int = 4 << 30
    cpu_seconds: int = 120
    wall_seconds: float = 180.0
    documents: int = 200


@dataclass
class Worker(Generic[J]):
    """One process with its own folder, and the job that it is at work on."""

    process: ForkServerProcess
    connection: Connection
    answers: Answers
    folder: OwnFolder
    job: J | None = None
    awaited: str = ""
    deadline: float = 0.0
    is_ready: bool = False
    done: int = 0

    def give(self, job: J, task: object, limits: Limits) -> None:
        """Send the task of a job; its time counts from when the worker is ready for it."""
        self.job = job
        if self.is_ready:
            self.allow("result", limits.wall_seconds)
        else:
            self.allow("start", START_SECONDS)
        self.connection.send(task)

    def allow(self, awaited: str, seconds: float) -> None:
        self.awaited, self.deadline = f"{awaited} after {seconds:g} s", time.monotonic() + seconds

    def end(self) -> str:
        """Kill the process if it still lives; says how it ended."""
        self.connection.close()
        with suppress(ValueError):
            self.process.join(timeout=0.2)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.folder.remove()
        code = self.process.exitcode or 0
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def start(function: Callable[[T], bytes], limits: Limits) -> Worker[J]:
    """A new worker for a function; it is not ready yet."""
    ours, theirs = CONTEXT.Pipe()
    folder = make_folder()
    process = CONTEXT.Process(target=_serve, args=(theirs, function, limits, folder.path), daemon=True)
    process.start()
    theirs.close()
    return Worker(process, ours, Answers(ours.fileno()), folder)


def _serve(connection: Connection, function: Callable[[T], bytes], limits: Limits, folder: Path) -> None:
    """A worker's life: tasks in, answers out, until the other end closes.

    The process is its own, so that it pauses the garbage collector around each document.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    guards = confine(folder)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    send(connection.fileno(), json.dumps(guards).encode())
    while True:
        try:
            task = connection.recv()
        except (EOFError, OSError):
            return
        used = time.process_time()
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + limits.cpu_seconds, hard))
        try:
            with garbage_collector_paused():
                answer = function(task)
        except Exception as error:
            logger.debug("a worker ends", exc_info=True)
            raise SystemExit(1) from error  # quietly: the parent tells what became of the document
        send(connection.fileno(), answer)
