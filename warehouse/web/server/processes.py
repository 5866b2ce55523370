"""Processes that render pages side by side: Python's share of a page would else wait for that of another."""

import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import cycle, islice
from multiprocessing import get_context, parent_process
from pathlib import Path

from warehouse.query.limits import Limits
from warehouse.web import charts
from warehouse.web.doors import LANGUAGES, Server
from warehouse.web.questions import Questions
from warehouse.web.render import Renderer
from warehouse.web.server.rendering import Rendered, Wanted, render


@dataclass(frozen=True, slots=True)
class Opened:
    """What a renderer is opened from."""

    release: Path
    limits: Limits
    archive: Path | None
    answers: Path | None

    def renderer(self) -> Renderer:
        """Open it; WarehouseError where the release is damaged."""
        return Renderer(Questions(self.release, self.limits, self.archive, self.answers), Server())


class Processes:
    """Renderers in processes of their own, started when they are first needed."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._lock = threading.Lock()
        self._executor = self._started()
        self._warming: list[Future[Rendered]] = []

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._count, get_context("spawn"), _begin)

    def render(self, opened: Opened, wanted: Wanted) -> Rendered:
        """As `rendering.render`. A process that was killed (the kernel ends the largest) costs a second."""
        executor = self._executor
        try:
            return executor.submit(_rendered, opened, wanted).result()
        except BrokenProcessPool:
            with self._lock:
                if self._executor is executor:  # else another reader has seen it before
                    self._executor = self._started()
            return self._executor.submit(_rendered, opened, wanted).result()

    def close(self) -> None:
        """End the processes."""
        self._executor.shutdown(cancel_futures=True)

    def warm(self, opened: Opened) -> None:
        """Open a release in every process before readers ask for it; `is_warm` tells when that is done."""
        overviews = (Wanted(language, "", "") for language in islice(cycle(LANGUAGES), self._count))
        self._warming = [self._executor.submit(_rendered, opened, each) for each in overviews]

    @property
    def is_warm(self) -> bool:
        """Whether the processes have opened what they were told to."""
        return all(each.done() for each in self._warming)


@cache
def player() -> bytes:
    """The script that draws charts, made in a process that gives back what that takes: seconds, and 80 MB."""
    with ProcessPoolExecutor(1, get_context("spawn"), _begin) as executor:
        return executor.submit(charts.bundle).result()


def _begin() -> None:
    """Live as long as the server does, and leave Ctrl+C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_server, daemon=True).start()


def _end_with_server() -> None:
    server = parent_process()
    if server:
        server.join()
    os._exit(1)


@lru_cache(maxsize=2)  # the release that is current, and the one that some readers still have pages of
def _renderer(opened: Opened) -> Renderer:
    return opened.renderer()


def _rendered(opened: Opened, wanted: Wanted) -> Rendered:
    return render(_renderer(opened), wanted)
