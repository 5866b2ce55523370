"""The release that a server answers from: the current one, also after a build has published the next."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.query.limits import Limits
from warehouse.web.render import Renderer
from warehouse.web.server.materializing import answers_of
from warehouse.web.server.page_cache import PageCache
from warehouse.web.server.processes import Opened, Processes
from warehouse.web.server.rendering import Rendered, Wanted, render

LOOK_AGAIN = 2.0  # seconds between looks at which release is current
MADE_AT_ONCE = 3  # pages; many readers wait for each other, and do not run out of memory or time together
LONGEST_WAIT = 20.0  # seconds for a turn
LIMITS = Limits(memory_mb=600, seconds=30, spill_mb=2000, threads=2)
APART = replace(LIMITS, memory_mb=100)  # of each process that renders: what it has read it keeps up to this
OVERVIEW = Wanted("en", "", "")


class BusyError(WarehouseError):
    """So many questions are being answered that a reader had no turn."""


class Serving:
    """Renders from the current release; each request stays in the one that it began with."""

    def __init__(
        self,
        find: Callable[[], Path],
        limits: Limits = LIMITS,
        archive: Path | None = None,
        processes: int = 0,
    ) -> None:
        """Open what `find` resolves as the current release; WarehouseError where there is none.

        `archive` is that of its registry, None where this machine is known to have none. `processes` render
        pages side by side, this one alone where there are none. The first server of a release makes its
        materialized answers first; those of a later one are made while it is answered from.
        """
        self._find, self._limits, self._archive = find, limits, archive
        self._lock = threading.Lock()
        self._making = threading.BoundedSemaphore(max(MADE_AT_ONCE, processes + 1))
        self._looked = time.monotonic()
        self._processes = Processes(processes) if processes else None
        self._pages = PageCache()
        release = find()
        self._open(release, answers_of(release))
        # What libraries import when they are first used is imported here, by one thread: a second one found
        # pandas half imported by DuckDB, and failed (altair 6.3, pandas 3.1).
        self.page(self._renderer, OVERVIEW)

    def _open(self, release: Path, answers: Path | None) -> None:
        release = release.resolve()
        renderer = Opened(release, self._limits, self._archive, answers).renderer()
        self._renderer, self._opened = renderer, Opened(release, APART, self._archive, answers)
        if self._processes:
            self._processes.warm(self._opened)

    def renderer(self) -> Renderer:
        """That of the release which is current now; the one before while the next cannot be opened."""
        with self._lock:
            if time.monotonic() - self._looked >= LOOK_AGAIN:
                self._looked = time.monotonic()
                self._swap()
            return self._renderer

    def _swap(self) -> None:
        try:
            release = self._find()
            if release.name != self._renderer.questions.release_id:
                self._open(release, None)
                threading.Thread(target=self._quicken, args=(release,), daemon=True).start()
        except (WarehouseError, OSError) as error:
            print(
                f"warehouse serve: still release {self._renderer.questions.release_id}: {error}",
                file=sys.stderr,
            )

    def _quicken(self, release: Path) -> None:
        """Open a release once more, with its materialized answers, if it is still the current one."""
        answers = answers_of(release)
        with self._lock:
            if answers and self._opened.release == release.resolve():
                self._open(release, answers)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A turn for an answer that is not kept; BusyError where there is none within LONGEST_WAIT."""
        if not self._making.acquire(timeout=LONGEST_WAIT):
            raise BusyError("Too many questions are being answered here; ask again in a while.")
        try:
            yield
        finally:
            self._making.release()

    def page(self, renderer: Renderer, wanted: Wanted) -> Rendered:
        """A page of the release of a renderer, made once while it is asked for; errors as of `render`."""
        return self.kept(renderer, wanted.address, lambda: self._made(renderer, wanted), bool(wanted.query))

    def _made(self, renderer: Renderer, wanted: Wanted) -> Rendered:
        opened, processes = self._opened, self._processes
        if processes and processes.is_warm and opened.release == renderer.questions.path:
            return processes.render(opened, wanted)
        return render(renderer, wanted)

    def kept(
        self,
        renderer: Renderer,
        address: tuple[str, ...],
        make: Callable[[], Rendered],
        has_query: bool = False,
    ) -> Rendered:
        """An answer of a release by its address, made once while it is asked for."""
        key = (renderer.questions.release_id, *address)
        known = self._pages.get(key)
        if known is None:
            with self._making:
                known = self._pages.get(key) or make()  # another reader may have had it made meanwhile
            self._pages.put(key, known, has_query)
        return known
