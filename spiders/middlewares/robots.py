"""robots.txt is obeyed; where it cannot be had the host is asked more slowly.

RFC 9309 (2.3.1) allows all paths where robots.txt answers 4xx. Of those, 403 and 429 are walls and no
absence: the rules count as unknown then. One that came and cannot be read may say anything: it forbids.
"""

import asyncio
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler

from spiders.archive.reasons import verdict
from spiders.content.charset import decode
from spiders.crawling.crawl_state import Link
from spiders.middlewares.base import Middleware, Refused
from spiders.policy.response_outcome import WHOLE
from spiders.policy.settings import USER_AGENT

MOST_ROBOTS = 500 << 10  # bytes; RFC 9309 (2.5) asks for that many at least
MOST_KEPT = 4 << 20  # bytes of robots.txt whose rules are kept: they take forty times that in memory
FORBIDDEN = "User-agent: *\nDisallow: /"
_AGENT = USER_AGENT.split("/")[0]


class KeptRules:
    """The rules of the origins asked last; those of others are read again from the archive.

    A name under which a host answers any number of names would otherwise fill the memory with rules.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most, self._size = most, 0
        self._rules: dict[str, tuple[Protego | None, int]] = {}

    def __contains__(self, origin: str) -> bool:
        return origin in self._rules

    def __getitem__(self, origin: str) -> Protego | None:
        """The rules of an origin, which is asked last from now on."""
        found = self._rules[origin] = self._rules.pop(origin)
        return found[0]

    def keep(self, origin: str, rules: Protego | None, size: int) -> None:
        """Keep rules made of so many bytes, and drop those that were not asked for the longest time."""
        _, before = self._rules.pop(origin, (None, 0))
        self._rules[origin] = rules, size
        self._size += size - before
        while self._size > self._most and len(self._rules) > 1:
            _, dropped = self._rules.pop(next(iter(self._rules)))
            self._size -= dropped


class Robots(Middleware):
    """Reads the robots.txt of each scheme and host, through the archive like everything else."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._known = KeptRules()

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
        if origin not in self._known:
            answer = await self.spider.fetch(Link(site_id, "robots", f"{origin}/robots.txt"))
            content = answer.page.body[:MOST_ROBOTS] if answer.page else None
            self._known.keep(origin, _parse(content, answer.attempt.status), len(content or b""))
        return self._known[origin]


def _parse(content: bytes | None, status: int | None) -> Protego | None:
    """The rules of what came; None where nothing did that is one."""
    if content is None:
        if status in WHOLE:
            return Protego.parse(FORBIDDEN)
        return Protego.parse("") if _is_absent(status) else None
    try:
        return Protego.parse(decode(content))
    except ValueError:
        return Protego.parse(FORBIDDEN)


def _is_absent(status: int | None) -> bool:
    return status is not None and 400 <= status < 500 and status not in (403, 429)
