"""The crawl's side of its parse workers: asks, waits without holding up anyone, replaces what was lost."""

import asyncio
import os
import secrets
import signal
import socket
import subprocess
import sys
from contextlib import suppress
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

WORKERS = 4  # pages parsed side by side, at most
PATIENCE = 0.25  # seconds a page waits before another worker starts, which takes as much as hundreds of pages
_BLOCK = 1 << 18  # bytes received at once: most answers whole
ATTEMPTS = 2  # at a page whose worker ended otherwise than by a limit


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may take. The largest list seen, of 2 MB, takes 0.3 s and 100 MB."""

    cpu_seconds: float = 5.0
    wall_seconds: float = 20.0  # where the machine is busy with other things
    memory_bytes: int = 512 << 20

    def told(self, ended: int) -> str | None:
        """Which limit a worker's exit code, or signal below zero, says was met; None for another end."""
        limits = {
            -signal.SIGPROF: f"more than {self.cpu_seconds:g} s of work",
            -signal.SIGALRM: f"no result within {self.wall_seconds:g} s",
            wire.OUT_OF_MEMORY: f"more than {self.memory_bytes >> 20} MB of memory",
            wire.ANSWER_OVER_CAP: f"more than {wire.MOST_ANSWER >> 20} MB of rows",
        }
        return limits.get(ended)


class WorkerStartError(OSError):
    """No parse worker can be had on this machine."""


class ParserPool:
    """Parses in worker processes; `async with` ends them.

    A page that takes more than `limits`, or ends its worker twice, raises OverLimitsError. Pages are served
    in the order they come: one waits for those of other hosts before it, and for no more than that.

        async with ParserPool() as parser:
            parser.begin("bj-fengtai", family)
            listing = await parser.read(family, ListRequest(page.url), page)
    """

    def __init__(self, limits: Limits | None = None, workers: int = WORKERS) -> None:
        self._limits = limits or Limits()
        self._most, self._count, self._waiting, self._is_closed = workers, 0, 0, False
        self._idle = asyncio.Queue[_Worker]()
        self._seed = secrets.randbelow(1 << 32)
        self._families: WeakValueDictionary[str, Family] = WeakValueDictionary()
        self._states: WeakKeyDictionary[Family, bytes] = WeakKeyDictionary()
        self._looks: WeakKeyDictionary[Page, Look] = WeakKeyDictionary()

    async def __aenter__(self) -> Self:
        with suppress(OSError):  # whoever asks first starts one, and is told if that fails, too
            self._idle.put_nowait(self._new_worker())  # it starts while the first pages are on their way
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closed = True
        while not self._idle.empty():
            self._idle.get_nowait().kill()

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
            ended = await self._answer(job, state, page.body)
            if isinstance(ended, tuple):
                answer, kept = ended
                if family and kind == "read":
                    self._states[family] = kept
                return wire.found(job, answer)
            limit = self._limits.told(ended)
            if limit or attempt == ATTEMPTS:
                raise OverLimitsError(limit or f"its parser ended with {_told(ended)}, {ATTEMPTS} times")
        raise AssertionError

    async def _answer(self, job: Question, state: bytes, body: bytes) -> tuple[bytes, bytes] | int:
        """A worker's answer and the family's state after it, or how the worker ended over the question."""
        worker = await self._free_worker()
        try:
            answer = await worker.answer(wire.question(job, state, body), body)
        except BaseException as error:
            is_gone = isinstance(error, EOFError | ConnectionError)
            ended = worker.end() if is_gone else worker.kill()
            if not self._is_closed:
                self._idle.put_nowait(_Worker(self._limits, self._seed))  # others may wait for it
            if is_gone:
                return ended
            raise
        self._idle.put_nowait(worker)
        return answer

    async def _free_worker(self) -> "_Worker":
        """The first worker that is idle, or a new one where there is none in good time."""
        if not (self._waiting or self._idle.empty()):
            return self._idle.get_nowait()
        self._waiting += 1
        try:
            return await self._next_worker()
        finally:
            self._waiting -= 1

    async def _next_worker(self) -> "_Worker":
        while self._count:
            patience = PATIENCE if self._count < self._most else None
            try:
                return await asyncio.wait_for(self._idle.get(), patience)
            except TimeoutError:
                if self._count < self._most:
                    break
        return self._new_worker()

    def _new_worker(self) -> "_Worker":
        worker = _Worker(self._limits, self._seed)
        self._count += 1
        return worker


def _remembers(family: Family, kind: str) -> bool:
    """Whether what a family remembers has a say; the common way to list files asks none of it."""
    return kind == "read" or type(family).attachments is not Family.attachments


def _told(ended: int) -> str:
    return signal.Signals(-ended).name if ended < 0 else f"exit code {ended}"


class _Worker:
    """One process and our end of its socket. `seed` is that of its hashes, which families may remember."""

    def __init__(self, limits: Limits, seed: int) -> None:
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        words = (limits.cpu_seconds, limits.wall_seconds, limits.memory_bytes)
        command = [sys.executable, "-m", "spiders.parsing.worker", *map(str, words)]
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONHASHSEED": str(seed)},
            )
        self._is_ready, self._received = False, bytearray()

    async def answer(self, question: bytes, body: bytes) -> tuple[bytes, bytes]:
        """Ask one question; raises EOFError or ConnectionError where the process ends over it."""
        loop = asyncio.get_running_loop()
        if not self._is_ready:
            try:
                await self._exactly(len(wire.READY))
            except (EOFError, ConnectionError):
                raise WorkerStartError(f"a parse worker did not start: {_told(self.end())}") from None
            self._is_ready = True
        await loop.sock_sendall(self._socket, question + body)
        sizes = wire.ANSWER.unpack(await self._exactly(wire.ANSWER.size))
        if sum(sizes) > wire.MOST_ANSWER:
            raise EOFError
        return await self._exactly(sizes[0]), await self._exactly(sizes[1])

    async def _exactly(self, size: int) -> bytes:
        loop = asyncio.get_running_loop()
        while len(self._received) < size:
            piece = await loop.sock_recv(self._socket, _BLOCK)
            if not piece:
                raise EOFError
            self._received += piece
        data = bytes(self._received[:size])
        del self._received[:size]
        return data

    def end(self) -> int:
        """Let the process end; its exit code, or the signal that ended it below zero."""
        self._socket.close()
        with suppress(subprocess.TimeoutExpired):
            return int(self._process.wait(timeout=0.2))
        return self.kill()

    def kill(self) -> int:
        """End the process at once, which holds nothing that could be lost; what `end` gives."""
        self._socket.close()
        self._process.kill()
        return int(self._process.wait())
