"""Reading many documents: persistent worker processes with limits, each document costing at most itself.

A bad page can end a process from C code (abort, segmentation fault) or never return, so exceptions are not
enough: every worker has a cap on memory and CPU time, is shut in as far as this machine can (`confinement`),
a document has a deadline, and a document whose worker is lost is read once more by a fresh worker, then given
up. Results come in the order of the tasks. Tasks are pickled, for their sender is trusted; answers are bytes
that their receiver looks at as hostile (`answers`).
"""

import json
import logging
import resource
import shutil
import signal
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Generic, TypeVar

from extract.readers.office import remove_dead_sockets
from extract.run.workers.answers import Answers, send
from extract.run.workers.confinement import GUARDS, confine
from extract.run.workers.gc_pause import garbage_collector_paused
from spiders.errors import ToldError

T = TypeVar("T")
R = TypeVar("R")
PRELOADED = ["extract.run.workers.forkserver_preload"]
MANY = 50  # tasks for which it pays to load everything before the first
ATTEMPTS = 2
START_SECONDS = 120.0
STARTS = 3  # failed ones in a row that end the run
CONTEXT = get_context("forkserver")
logger = logging.getLogger(__name__)


class NoWorkerError(ToldError, RuntimeError):
    """This machine starts no worker, so that no document is to blame."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take; `documents` is how many a worker reads before it is replaced."""

    memory_bytes: int = 4 << 30
    cpu_seconds: int = 120
    wall_seconds: float = 180.0
    documents: int = 200


@dataclass
class Worker(Generic[T]):
    """One process with its own folder, and the task it is at work on."""

    process: ForkServerProcess
    connection: Connection
    answers: Answers
    folder: Path
    index: int | None = None
    awaited: str = ""
    deadline: float = 0.0
    is_ready: bool = False
    done: int = 0

    def give(self, index: int, task: T, limits: Limits) -> None:
        """Send a task; its time counts from when the worker is ready for it."""
        self.index = index
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
        shutil.rmtree(self.folder, ignore_errors=True)
        code = self.process.exitcode or 0
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"


@dataclass
class Pool(Generic[T, R]):
    """Hands out tasks; `accept` makes a result of an answer, `lost` that of a task no worker survived."""

    function: Callable[[T], bytes]
    accept: Callable[[T, bytes], R]
    lost: Callable[[T, str], R]
    tasks: Sequence[T]
    limits: Limits
    waiting: deque[int] = field(default_factory=deque)
    failures: dict[int, int] = field(default_factory=dict)
    results: dict[int, R] = field(default_factory=dict)
    workers: list[Worker[T]] = field(default_factory=list)
    failed_starts: int = 0

    def start_ahead(self) -> None:
        """Start a worker before there is a task for it, so that the first task need not wait for that."""
        self._start()

    def run(self, count: int) -> Iterator[R]:
        self.waiting.extend(range(len(self.tasks)))
        try:
            for index in range(len(self.tasks)):
                while index not in self.results:
                    self._employ(count)
                    self._collect()
                yield self.results.pop(index)
        finally:
            for worker in self.workers:
                worker.end()
            self.workers.clear()
            remove_dead_sockets()

    def _employ(self, count: int) -> None:
        """Give every idle worker a task, starting workers up to `count`; a failed task gets a fresh one."""
        busy = sum(worker.index is not None for worker in self.workers)
        while self.waiting and busy < count:
            index = self.waiting.popleft()
            idle = next((worker for worker in self.workers if worker.index is None), None)
            if idle is not None and (index in self.failures or idle.done >= self.limits.documents):
                self.workers.remove(idle)
                idle.end()
                idle = None
            worker = idle or self._start()
            try:
                worker.give(index, self.tasks[index], self.limits)
            except OSError:
                self._lose(worker, index, "")  # how it ended says why
            busy += 1

    def _start(self) -> Worker[T]:
        ours, theirs = CONTEXT.Pipe()
        folder = Path(tempfile.mkdtemp(prefix="nianbao-worker-"))
        arguments = theirs, self.function, self.limits, folder
        process = CONTEXT.Process(target=_serve, args=arguments, daemon=True)
        process.start()
        theirs.close()
        worker: Worker[T] = Worker(process, ours, Answers(ours.fileno()), folder)
        self.workers.append(worker)
        return worker

    def _collect(self) -> None:
        """Wait for a result, a death or a deadline."""
        busy = {worker.connection: worker for worker in self.workers if worker.index is not None}
        rest = min((worker.deadline for worker in busy.values()), default=0.0) - time.monotonic()
        for connection in wait(list(busy), timeout=max(rest, 0.0)):
            worker = busy[connection]  # type: ignore[index]
            assert worker.index is not None
            try:
                for answer in worker.answers.receive(1 if worker.is_ready else 2):
                    self._hear(worker, worker.index, answer)
            except (EOFError, OSError):
                self._lose(worker, worker.index, "")
            except ValueError as error:
                self._lose(worker, worker.index, f"the worker answered what cannot be: {error}")
        for worker in [one for one in self.workers if time.monotonic() > one.deadline]:
            if worker.index is not None:
                worker.process.kill()
                self._lose(worker, worker.index, f"no {worker.awaited}")

    def _hear(self, worker: Worker[T], index: int, answer: bytes) -> None:
        """A worker says first that it is ready and how it is shut in, then the result of each task."""
        if not worker.is_ready:
            _tell_open(frozenset(GUARDS) - {*json.loads(answer)})
            worker.is_ready, self.failed_starts = True, 0
            worker.allow("result", self.limits.wall_seconds)
            return
        self.results[index] = self.accept(self.tasks[index], answer)
        worker.index = None
        worker.done += 1

    def _lose(self, worker: Worker[T], index: int, why: str) -> None:
        if worker in self.workers:
            self.workers.remove(worker)
        ended = worker.end()
        if not worker.is_ready:
            self._forgive(index, why or f"it ended with {ended}")
            return
        self.failures[index] = self.failures.get(index, 0) + 1
        if self.failures[index] < ATTEMPTS:
            self.waiting.appendleft(index)
        else:
            reason = why or f"the worker ended with {ended}"
            self.results[index] = self.lost(self.tasks[index], f"{reason}, {ATTEMPTS} times")

    def _forgive(self, index: int, why: str) -> None:
        """A worker that did not start says nothing of its document, and soon that none will."""
        self.failed_starts += 1
        if self.failed_starts >= STARTS:
            raise NoWorkerError(
                f"{STARTS} workers in a row did not start, the last: {why}; "
                "look for what this machine refuses them"
            )
        self.waiting.appendleft(index)


@cache
def _tell_open(missing: frozenset[str]) -> None:
    """Say once by which guards no worker is held, for this machine does not have them."""
    if missing:
        logger.warning(
            "workers are not held to %s, for this machine does not offer it; "
            "read documents of unknown origin under a user of their own (docs/security.md)",
            ", ".join(sorted(missing)),
        )


def run(
    function: Callable[[T], bytes],
    tasks: Sequence[T],
    accept: Callable[[T, bytes], R],
    lost: Callable[[T, str], R],
    workers: int = 1,
    limits: Limits | None = None,
    preloaded: Sequence[str] = (),
) -> Iterator[R]:
    """Run a function over tasks in worker processes that a bad document may end.

    Args:
        function: what a worker does with a task; importable by name. What it raises ends its worker like any
            other crash.
        tasks: what to do, in order; each is sent to a worker by pickling.
        accept: makes the result of a task and what a worker answered, which a hostile document may have
            written: whatever cannot be an answer it refuses with ValueError, and its worker is lost.
        lost: makes the result of a task that no worker survived, from the task and the reason.
        workers: how many processes work side by side.
        limits: what one task may take of memory (bytes) and time (seconds).
        preloaded: modules that the parent of the workers imports for them, if it is not running yet.

    Returns:
        The results in the order of the tasks, as they come.

    Raises:
        NoWorkerError: three workers in a row did not start.
    """
    preload(function, [*(PRELOADED if len(tasks) >= MANY else ()), *preloaded])
    return Pool(function, accept, lost, tasks, limits or Limits()).run(max(workers, 1))


def preload(function: Callable[[T], bytes], modules: Sequence[str]) -> None:
    """Have the parent of the workers import what they need, if it is not running yet."""
    CONTEXT.set_forkserver_preload([*modules, function.__module__])


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
