"""Reading many documents: persistent worker processes with limits, each document costing at most itself.

A bad page can end a process from C code (abort, segmentation fault) or never return, so exceptions are not
enough: every worker has a cap on memory and CPU time, is shut in as far as this machine can (`confinement`),
a document has a deadline, and a document whose worker is lost is read once more by a fresh worker, then given
up. Small documents may be given many at a time: where their worker is lost, each becomes a task of its own.
Results come in the order of the tasks. Tasks are pickled, for their sender is trusted; answers are bytes that
their receiver looks at as hostile (`answers`).
"""

import json
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from multiprocessing.connection import wait
from typing import Generic, TypeVar

from extract.readers.office import remove_dead_sockets
from extract.run.workers.confinement import GUARDS
from extract.run.workers.worker import CONTEXT, Limits, Worker, start
from spiders.errors import ToldError

T = TypeVar("T")
R = TypeVar("R")
PRELOADED = ["extract.run.workers.forkserver_preload"]
MANY = 50  # documents for which it pays to load everything before the first
MOST_OPEN = 1000  # documents that may wait for one before them: a scan takes as long as a hundred pages
ATTEMPTS = 2
STARTS = 3  # failed ones in a row that end the run
logger = logging.getLogger(__name__)
__all__ = ["Limits", "NoWorkerError", "Pool", "preload", "run"]


class NoWorkerError(ToldError, RuntimeError):
    """This machine starts no worker, so that no document is to blame."""


def whole(task: T) -> Sequence[T]:
    """The documents of a task that is one."""
    return (task,)


@dataclass(eq=False)
class Job(Generic[T, R]):
    """A task that was begun, or has a result which is not due yet."""

    task: T
    documents: int
    failures: int = 0
    results: list[R] = field(default_factory=list)  # one, once it is done


@dataclass
class Pool(Generic[T, R]):
    """Hands out tasks; `accept` makes a result of an answer, `lost` that of a task no worker survived.

    parts: the documents of a task, as tasks of one each. `open`: the jobs in the order of their tasks, of at
    most MOST_OPEN documents and a task; `again`: those of them that wait for another worker.
    """

    function: Callable[[T], bytes]
    accept: Callable[[T, bytes], R]
    lost: Callable[[T, str], R]
    tasks: Iterable[T]
    limits: Limits
    parts: Callable[[T], Sequence[T]] = whole
    open: deque[Job[T, R]] = field(default_factory=deque)
    again: deque[Job[T, R]] = field(default_factory=deque)
    workers: list[Worker[Job[T, R]]] = field(default_factory=list)
    failed_starts: int = 0

    def start_ahead(self) -> None:
        """Start a worker before there is a task for it, so that the first task need not wait for that."""
        self._start()

    def run(self, count: int) -> Iterator[R]:
        """The results of the tasks in their order, by so many workers, which end with the last."""
        try:
            yield from self.results_of(self.tasks, count)
        finally:
            self.close()

    def results_of(self, tasks: Iterable[T], count: int) -> Iterator[R]:
        """The results of some tasks in their order; the workers stay for those that come after them.

        Tasks are taken as they are needed. One that is left before its end leaves a pool to be closed.
        """
        coming = iter(tasks)
        while self._employ(count, coming):
            if self.open[0].results:
                yield from self.open.popleft().results
            else:
                self._collect()

    def close(self) -> None:
        """End all workers."""
        for worker in self.workers:
            worker.end()
        self.workers.clear()
        remove_dead_sockets()

    def _employ(self, count: int, coming: Iterator[T]) -> bool:
        """Give every idle worker a task, starting workers up to `count`; False where all is done.

        A failed task gets a fresh worker. One that gets its last task is given a successor meanwhile.
        """
        busy = sum(worker.job is not None for worker in self.workers)
        while busy < count and (job := self._next(coming)) is not None:
            worker = self._idle(is_fresh=job.failures > 0) or self._start()
            try:
                worker.give(job, job.task, self.limits)
            except OSError:
                self._lose(worker, job, "")  # how it ended says why
            if worker.done + job.documents >= self.limits.documents:
                self._start()
            busy += 1
        return bool(self.open)

    def _idle(self, is_fresh: bool) -> Worker[Job[T, R]] | None:
        """A worker without a task, `is_fresh`: that never had one; those before it that will not do end."""
        for worker in [each for each in self.workers if each.job is None]:
            if worker.done < (1 if is_fresh else self.limits.documents):
                return worker
            self.workers.remove(worker)
            worker.end()
        return None

    def _next(self, coming: Iterator[T]) -> Job[T, R] | None:
        """The next to give; None where there is none, or too many documents wait for one before them."""
        if self.again:
            return self.again.popleft()
        if sum(job.documents for job in self.open) >= MOST_OPEN:
            return None
        for task in coming:
            self.open.append(Job(task, len(self.parts(task))))
            return self.open[-1]
        return None

    def _start(self) -> Worker[Job[T, R]]:
        worker: Worker[Job[T, R]] = start(self.function, self.limits)
        self.workers.append(worker)
        return worker

    def _collect(self) -> None:
        """Wait for a result, a death or a deadline."""
        busy = {worker.connection: worker for worker in self.workers if worker.job is not None}
        rest = min((worker.deadline for worker in busy.values()), default=0.0) - time.monotonic()
        for connection in wait(list(busy), timeout=max(rest, 0.0)):
            worker = busy[connection]  # type: ignore[index]
            job = worker.job
            assert job is not None
            try:
                for answer in worker.answers.receive(1 if worker.is_ready else 2):
                    self._hear(worker, job, answer)
            except (EOFError, OSError):
                self._lose(worker, job, "")
            except ValueError as error:
                self._lose(worker, job, f"the worker answered what cannot be: {error}")
        for worker in [one for one in self.workers if time.monotonic() > one.deadline]:
            if worker.job is not None:
                worker.process.kill()
                self._lose(worker, worker.job, f"no {worker.awaited}")

    def _hear(self, worker: Worker[Job[T, R]], job: Job[T, R], answer: bytes) -> None:
        """A worker says first that it is ready and how it is shut in, then the result of each task."""
        if not worker.is_ready:
            _tell_open(frozenset(GUARDS) - {*json.loads(answer)})
            worker.is_ready, self.failed_starts = True, 0
            worker.allow("result", self.limits.wall_seconds)
            return
        job.results.append(self.accept(job.task, answer))
        worker.job = None
        worker.done += job.documents

    def _lose(self, worker: Worker[Job[T, R]], job: Job[T, R], why: str) -> None:
        if worker in self.workers:
            self.workers.remove(worker)
        ended = worker.end()
        if not worker.is_ready:
            self._forgive(job, why or f"it ended with {ended}")
        elif job.documents > 1:
            self._cut(job)
        elif (failures := job.failures + 1) < ATTEMPTS:
            job.failures = failures
            self.again.appendleft(job)
        else:
            reason = why or f"the worker ended with {ended}"
            job.results.append(self.lost(job.task, f"{reason}, {ATTEMPTS} times"))

    def _cut(self, job: Job[T, R]) -> None:
        """Make each document of a task a task of its own: one of them is to blame, and will show itself."""
        alone = [Job[T, R](part, 1) for part in self.parts(job.task)]
        at = self.open.index(job)
        del self.open[at]
        for each in reversed(alone):
            self.open.insert(at, each)
            self.again.appendleft(each)

    def _forgive(self, job: Job[T, R], why: str) -> None:
        """A worker that did not start says nothing of its document, and soon that none will."""
        self.failed_starts += 1
        if self.failed_starts >= STARTS:
            raise NoWorkerError(
                f"{STARTS} workers in a row did not start, the last: {why}; "
                "look for what this machine refuses them"
            )
        self.again.appendleft(job)


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
    tasks: Iterable[T],
    accept: Callable[[T, bytes], R],
    lost: Callable[[T, str], R],
    workers: int = 1,
    limits: Limits | None = None,
    preloaded: Sequence[str] = (),
    parts: Callable[[T], Sequence[T]] = whole,
) -> Iterator[R]:
    """Run a function over tasks in worker processes that a bad document may end.

    Args:
        function: what a worker does with a task; importable by name. What it raises ends its worker like any
            other crash.
        tasks: what to do, in order; each is taken as it is needed and sent to a worker by pickling.
        accept: makes the result of a task and what a worker answered, which a hostile document may have
            written: whatever cannot be an answer it refuses with ValueError, and its worker is lost.
        lost: makes the result of a task that no worker survived, from the task and the reason.
        workers: how many processes work side by side.
        limits: what one task may take of memory (bytes) and time (seconds).
        preloaded: modules that the parent of the workers imports for them, if it is not running yet.
        parts: the documents of a task, each as a task; one result is made of all, or one of each where the
            worker that had them was lost.

    Returns:
        The results in the order of the tasks, as they come.

    Raises:
        NoWorkerError: three workers in a row did not start.
    """
    first, documents, coming = list[T](), 0, iter(tasks)
    for task in coming:
        first.append(task)
        documents += len(parts(task))
        if documents >= MANY:
            break
    preload(function, [*(PRELOADED if documents >= MANY else ()), *preloaded])
    return Pool(function, accept, lost, chain(first, coming), limits or Limits(), parts).run(max(workers, 1))


def preload(function: Callable[[T], bytes], modules: Sequence[str]) -> None:
    """Have the parent of the workers import what they need, if it is not running yet."""
    CONTEXT.set_forkserver_preload([*modules, function.__module__])
