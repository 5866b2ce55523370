"""The release that a server answers from: the current one, also after a build has published the next."""

import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.query.limits import Limits
from warehouse.web.doors import LANGUAGES, Server
from warehouse.web.questions import Questions
from warehouse.web.render import Renderer

LOOK_AGAIN = 2.0  # seconds between looks at which release is current
KEPT_PAGES = 500
MADE_AT_ONCE = 3  # pages; many readers wait for each other, and do not run out of memory or time together
LONGEST_WAIT = 20.0  # seconds for a turn
LIMITS = Limits(memory_mb=600, seconds=30, spill_mb=2000, threads=2)


class BusyError(WarehouseError):
    """So many questions are being answered that a reader had no turn."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer as bytes."""

    body: bytes
    media_type: str


class Serving:
    """Renders from the current release; each request stays in the one that it began with.

    Pages are kept by address: a release never changes, so neither do they.
    """

    def __init__(
        self, find: Callable[[], Path], limits: Limits = LIMITS, archive: Path | None = None
    ) -> None:
        """Open what `find` resolves as the current release; WarehouseError where there is none.

        `archive` is that of its registry, None where this machine is known to have none.
        """
        self._find, self._limits, self._archive = find, limits, archive
        self._lock = threading.Lock()
        self._making = threading.BoundedSemaphore(MADE_AT_ONCE)
        self._looked = time.monotonic()
        self._renderer = self._opened(find())
        # What libraries import when they are first used is imported here, by one thread: a second one found
        # pandas half imported by DuckDB, and failed (altair 6.3, pandas 3.1).
        overview = self._renderer.content("", "")
        self._renderer.html("", "", LANGUAGES[0], overview)
        self._pages: OrderedDict[tuple[str, ...], Rendered] = OrderedDict()

    def _opened(self, release: Path) -> Renderer:
        return Renderer(Questions(release, self._limits, self._archive), Server())

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
                self._renderer = self._opened(release)
        except (WarehouseError, OSError) as error:
            print(
                f"warehouse serve: still release {self._renderer.questions.release_id}: {error}",
                file=sys.stderr,
            )

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A turn for an answer that is not kept; BusyError where there is none within LONGEST_WAIT."""
        if not self._making.acquire(timeout=LONGEST_WAIT):
            raise BusyError("Too many questions are being answered here; ask again in a while.")
        try:
            yield
        finally:
            self._making.release()

    def kept(self, renderer: Renderer, address: tuple[str, ...], make: Callable[[], Rendered]) -> Rendered:
        """An answer of a release by its address, made once while it is asked for."""
        key = (renderer.questions.release_id, *address)
        with self._lock:
            known = self._pages.get(key)
            if known:
                self._pages.move_to_end(key)
                return known
        with self._making:
            made = self._pages.get(key) or make()  # another reader may have had it made meanwhile
        with self._lock:
            self._pages[key] = made
            while len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
        return made
