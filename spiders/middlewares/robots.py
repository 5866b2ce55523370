"""robots.txt is obeyed; where it cannot be had the host is asked more slowly.

RFC 9309 (2.3.1) allows all paths where robots.txt answers 4xx. Of those, 403 and 429 are walls and no
absence: the rules count as unknown then. One that came and cannot be read may say anything: it forbids.
"""

import asyncio
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request

from spiders.archive.reasons import verdict
from spiders.content.page import Page
from spiders.crawling.crawl_state import Link
from spiders.middlewares.base import Middleware, Refused
from spiders.policy.response_outcome import WHOLE
from spiders.policy.settings import USER_AGENT

MOST_ROBOTS = 500 << 10  # characters; RFC 9309 (2.5) asks for that many bytes at least
FORBIDDEN = "User-agent: *\nDisallow: /"
_AGENT = USER_AGENT.split("/")[0]


class Robots(Middleware):
    """Reads the robots.txt of each scheme and host once a batch, through the archive like everything else."""

    async def process_request(self, request: Request) -> None:
        """Raises Refused for a forbidden path; waits longer where the rules are unknown or ask for it."""
        link: Link = request.meta["link"]
        if link.role == "robots":
            return
        parts = urlsplit(request.url)
        rules = await self._rules(f"{parts.scheme}://{parts.netloc}", link.site_id)
        polite = self.spider.polite
        if rules is None:
            await asyncio.sleep(polite.delay * (polite.slow_factor - 1))
        elif not rules.can_fetch(request.url, _AGENT):
            raise Refused(verdict("robots_forbid"))
        elif polite.delay and (asked := rules.crawl_delay(_AGENT)):
            await asyncio.sleep(min(max(asked - polite.delay, 0), polite.max_delay))

    async def _rules(self, origin: str, site_id: str) -> Protego | None:
        """The rules of a host; None where its robots.txt is forbidden, broken or out of reach."""
        known = self.spider.robots
        if origin not in known:
            answer = await self.spider.fetch(Link(site_id, "robots", f"{origin}/robots.txt"))
            known[origin] = _parse(answer.page, answer.attempt.status)
        return known[origin]


def _parse(page: Page | None, status: int | None) -> Protego | None:
    """The rules of what came; None where nothing did that is one."""
    if page is None:
        if status in WHOLE:
            return Protego.parse(FORBIDDEN)
        return Protego.parse("") if _is_absent(status) else None
    try:
        return Protego.parse(page.text[:MOST_ROBOTS])
    except ValueError:
        return Protego.parse(FORBIDDEN)


def _is_absent(status: int | None) -> bool:
    return status is not None and 400 <= status < 500 and status not in (403, 429)
