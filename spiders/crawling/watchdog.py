"""Notices when all sites stand still at once, and tells which page of which site was at work.

Sites are walked side by side by one loop of events: what takes long there is waited for by all. Pages are
parsed elsewhere (spiders.parsing), so that nothing should take that long; where something does, it is told.
"""

import asyncio
import logging
import time

from spiders.crawling.crawl_state import Link

logger = logging.getLogger(__name__)

STALL_SECONDS = 2.0
BEAT_SECONDS = 0.25


class Watchdog:
    """Is told what the loop turns to, and notices what kept it from turning to the next.

    stall: seconds that one piece of work may keep all others waiting.
    `stalls` counts those that took longer.
    """

    def __init__(self, stall: float = STALL_SECONDS) -> None:
        self._stall, self._since, self._worked = stall, time.monotonic(), time.process_time()
        self._link: Link | None = None
        self.stalls = 0

    def turn_to(self, link: Link | None) -> None:
        """Work begins for a link, None for work of no link; that before it has ended."""
        now = time.monotonic()
        if now - self._since > self._stall:
            self.stalls += 1
            worked = time.process_time()
            page = f"{self._link.url} of site {self._link.site_id}" if self._link else "no page in particular"
            told = "all sites stood still for %.1f s (%.1f s of work) over %s"
            # Little work means a machine that is busy with other things, or a slow disk.
            logger.warning(told, now - self._since, worked - self._worked, page)
        self._link, self._since = link, now

    async def beat(self) -> None:
        """Turn to nothing in particular again and again, so that waiting for answers is no work."""
        while True:
            self.turn_to(None)
            self._worked = time.process_time()  # here alone: asking takes longer than most turns
            await asyncio.sleep(BEAT_SECONDS)
