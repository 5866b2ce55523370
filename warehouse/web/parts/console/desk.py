"""Where strangers' questions are asked: few at once, each in a process that ends with its reader."""

import asyncio
import contextlib
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from starlette.requests import Request

from warehouse.query.first_rows import FirstRows, first_rows
from warehouse.query.limits import Limits

LIMITS = Limits(memory_mb=500, seconds=10, spill_mb=1000, threads=2)
AT_ONCE = 2  # questions; each has a process with these limits
PATIENCE = 3.0  # seconds that a question waits for another one's end
MOST_BYTES = 12_000_000  # of an answer, as Arrow
T = TypeVar("T")


class BusyError(Exception):
    """As many questions are being asked as may be."""


class LeftError(Exception):
    """Whoever asked is gone."""


class Desk:
    """Takes questions to releases, AT_ONCE at a time.

    Args:
        limits: What a question may use.
        patience: Seconds that one waits before BusyError.
    """

    def __init__(self, limits: Limits = LIMITS, patience: float = PATIENCE) -> None:
        self.limits, self._patience = limits, patience
        self._places = asyncio.Semaphore(AT_ONCE)

    async def ask(self, release: Path, sql: str, rows: int, request: Request) -> FirstRows:
        """The first rows of a question; WarehouseError where it fails, BusyError, LeftError."""
        return await _while_there(request, self._asked(release, sql, rows))

    async def _asked(self, release: Path, sql: str, rows: int) -> FirstRows:
        try:
            async with asyncio.timeout(self._patience):
                await self._places.acquire()
        except TimeoutError as error:
            raise BusyError from error
        try:
            return await first_rows(release, sql, self.limits, rows, MOST_BYTES)
        finally:
            self._places.release()


async def _while_there(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What the work answers; it is cancelled when the browser closes its connection."""
    task, left = asyncio.ensure_future(work), asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({task, left}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise LeftError
        return task.result()
    finally:
        for each in (task, left):
            each.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await each


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
