"""The crawl's side of its parse workers: asks, waits without holding up anyone, replaces what was lost."""

import asyncio
import secrets
import signal
from collections import deque
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from weakref import WeakKeyDictionary, WeakValueDictionary

from spiders.archive.reasons import Verdict
from spiders.content.page import Page
from spiders.families.base import Family
from spiders.families.detection import Overview, Recognition
from spiders.families.links import Row
from spiders.families.listing import Listing, ListRequest
from spiders.parsing import wire
from spiders.parsing.parse import Asked, Look, OverLimitsError, unread
from spiders.parsing.wire import Question
from spiders.parsing.worker_process import Answer, Limits, WorkerProcess

WORKERS = 4  # pages parsed side by side, at most
PATIENCE = 0.1  # seconds a page waits before another worker starts, which takes as much as a hundred pages
ATTEMPTS = 2  # at a page whose worker ended otherwise than by a limit


class WorkerStartError(OSError):
    """No parse worker can be had on this machine."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A question that waits for a worker since a time of the loop's clock; `answer` as in WorkerProcess."""

    question: bytes
    body: bytes
    answer: "asyncio.Future[Answer | int]"
    since: float


class ParserPool:
    """Parses in worker processes; `async with` ends them.

    A page that takes more than `limits`, or ends its worker twice, raises OverLimitsError. Pages are served
    in the order they come: one waits for those of other hosts before it, and for no more than that.

        async with ParserPool() as parser:
            parser.begin("bj-fengtai", family)
            listing = await parser.read(family, ListRequest(page.url), page)
    """

    def __init__(self, limits: Limits | None = None, workers: int = WORKERS) -> None:
        self._limits, self._most = limits or Limits(), workers
        self._workers, self._idle = set[WorkerProcess](), list[WorkerProcess]()
        self._queue = deque[_Waiting]()
        self._timer: asyncio.TimerHandle | None = None
        self._seed = secrets.randbelow(1 << 32)
        self._families: WeakValueDictionary[str, Family] = WeakValueDictionary()
        self._states: WeakKeyDictionary[Family, bytes] = WeakKeyDictionary()
        self._looks: WeakKeyDictionary[Page, Look] = WeakKeyDictionary()

    async def __aenter__(self) -> Self:
        self._start()  # it starts while the first pages are on their way
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer:
            self._timer.cancel()
        for worker in self._workers:
            worker.end()

    def begin(self, site_id: str, family: Family) -> None:
        """Say which family walks a site from now on; what it remembers by now goes with it."""
        self._families[site_id] = family
        self._states[family] = wire.dump(family)

    async def look(self, site_id: str, asked: Asked, page: Page) -> Look:
        """As parse.look; what an article offers is kept for `attachments` while the page is."""
        seen: Look = await self._ask("look", self._families.get(site_id), page, asked=asked)
        if seen.files is not None or seen.unread is not None:
            self._looks[page] = seen
        return seen

    async def read(self, family: Family, request: ListRequest, page: Page) -> Listing:
        """As Family.read."""
        listing: Listing = await self._ask("read", family, page, request=request)
        return listing

    async def attachments(self, family: Family, page: Page) -> list[Row] | Verdict:
        """As Family.attachments, or why they are not known."""
        if known := self._looks.get(page):
            return known.unread or known.files or []
        try:
            files: list[Row] = await self._ask("attachments", family, page)
        except OSError:
            raise
        except Exception as error:
            return unread(error)
        return files

    async def overview(self, page: Page) -> Overview:
        """As detection.overview."""
        found: Overview = await self._ask("overview", None, page)
        return found

    async def recognise(self, page: Page) -> Recognition:
        """As detection.recognise."""
        found: Recognition = await self._ask("recognise", None, page)
        return found

    async def _ask(self, kind: str, family: Family | None, page: Page, **details: Any) -> Any:
        job = Question(kind, page.url, page.content_type, family.name if family else None, **details)
        state = self._states[family] if family and _remembers(family, kind) else b""
        for attempt in range(1, ATTEMPTS + 1):
            ended = await self._answer(wire.question(job, state, page.body), page.body)
            if isinstance(ended, tuple):
                answer, kept = ended
                if family and kind == "read":
                    self._states[family] = kept
                return wire.found(job, answer)
            limit = self._limits.told(ended)
            if limit or attempt == ATTEMPTS:
                raise OverLimitsError(limit or f"its parser ended with {_told(ended)}, {ATTEMPTS} times")
        raise AssertionError

    async def _answer(self, question: bytes, body: bytes) -> Answer | int:
        """A worker's answer, or how the worker ended over the question."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(question, body, loop.create_future(), loop.time())
        self._queue.append(waiting)
        self._hand_out()
        return await waiting.answer

    def _hand_out(self) -> None:
        """Give the questions that wait to idle workers, and see to it that none waits for ever."""
        while self._queue and (self._idle or self._queue[0].answer.done()):
            waiting = self._queue.popleft()
            if not waiting.answer.done():  # by a failure of the page's walk: nobody waits any more
                self._idle.pop().ask(waiting.question + waiting.body, waiting.answer)
        while self._queue and not self._workers:
            self._start()
        if self._queue and self._timer is None and self._may_grow():
            due = self._queue[0].since + PATIENCE
            self._timer = asyncio.get_running_loop().call_at(due, self._grow)

    def _may_grow(self) -> bool:
        """Whether another worker may start: one by one, for on a busy machine a start takes seconds."""
        return len(self._workers) < self._most and all(worker.is_ready for worker in self._workers)

    def _grow(self) -> None:
        """Start another worker if the question that waits longest has waited long enough."""
        self._timer = None
        waited = asyncio.get_running_loop().time() - self._queue[0].since if self._queue else 0.0
        if waited >= PATIENCE and self._may_grow():
            self._start()
        self._hand_out()

    def _start(self) -> None:
        """Start a worker; who waits longest is told where that fails."""
        try:
            self._workers.add(WorkerProcess(self._limits, self._seed, self._take_back, self._replace))
        except OSError as error:
            self._tell(error)

    def _take_back(self, worker: WorkerProcess) -> None:
        self._idle.append(worker)
        self._hand_out()

    def _replace(self, worker: WorkerProcess, ended: int) -> None:
        """Let go of a worker that ended, and start one in its place for those that wait."""
        self._workers.remove(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        if not worker.is_ready:
            self._tell(WorkerStartError(f"a parse worker did not start: {_told(ended)}"))
        if self._queue:
            self._start()
        self._hand_out()

    def _tell(self, error: OSError) -> None:
        """Raise an error where a question waits longest for a worker."""
        while self._queue:
            answer = self._queue.popleft().answer
            if not answer.done():
                answer.set_exception(error)
                return


def _remembers(family: Family, kind: str) -> bool:
    """Whether what a family remembers has a say; the common way to list files asks none of it."""
    return kind == "read" or type(family).attachments is not Family.attachments


def _told(ended: int) -> str:
    return signal.Signals(-ended).name if ended < 0 else f"exit code {ended}"
