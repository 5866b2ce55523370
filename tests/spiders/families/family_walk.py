"""Walk a column of the replica without sockets: the crawler's own walk over answers asked for directly."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

from spiders.archive.attempt import Attempt
from spiders.archive.reasons import verdict
from spiders.archive.warc import digest
from spiders.content.page import Page
from spiders.crawling.crawl_state import CrawlState, Link
from spiders.crawling.site_walk import SiteWalk
from spiders.parsing.parse import look
from spiders.policy.settings import REPLICA
from spiders.registry import Site, domain
from spiders.replica.families.base import ReplicaSite, Request
from tests.replica.hosts import sites


@dataclass(frozen=True)
class Answered:
    """As the collector answers a walk."""

    attempt: Attempt
    page: Page | None


@dataclass
class Walk:
    """What a walk logged; `answers` is how often each link was asked."""

    site: Site
    attempts: list[Attempt] = field(default_factory=list)
    _pages: dict[tuple[str, str, str, str | None], Answered] = field(default_factory=dict)

    def answered(self, link: Link) -> Attempt | None:
        return next((each for each in self.attempts if each.key == link.key), None)

    def previous(self, link: Link) -> None:
        """No earlier batch brought anything."""

    def write(self, attempt: Attempt) -> Attempt:
        self.attempts.append(attempt)
        return attempt

    async def fetch(self, link: Link) -> Answered:
        parts = urlsplit(link.url)
        if domain(parts.hostname or "") != self.site.domain:
            return Answered(self.write(link.attempt(verdict("host_out_of_scope", host=parts.hostname))), None)
        assert self.answered(link) is None, f"{link.url} was asked twice as {link.role}"
        headers = {name.lower(): value for name, value in link.headers}
        body = (link.post or "").encode()
        method = "GET" if link.post is None else "POST"
        host = parts.hostname or ""
        reply = sites()[host].respond(Request(method, host, parts.path or "/", parts.query, headers, body))
        page = Page(link.url, reply.body, reply.content_type or "")
        seen = look(link.asked(reply.status), None, page)
        attempt = link.attempt(
            seen.verdict,
            status=reply.status,
            media_type=seen.media_type,
            final_url=link.url,
            digest=digest(reply.body),
            page_meta=seen.meta,
            next_url=seen.next_url,
        )
        return Answered(self.write(attempt), page if attempt.has_content else None)

    async def recall(self, link: Link) -> Answered:
        """As fetch, and the same page again for a link that was asked before."""
        if done := self.answered(link):
            return self._pages[done.key]
        self._pages[link.key] = answered = await self.fetch(link)
        return answered

    def urls(self, role: str, *outcomes: str) -> Counter[str]:
        """Addresses asked in a role, with these outcomes."""
        return Counter(
            each.url
            for each in self.attempts
            if each.role == role and (each.outcome in outcomes or not outcomes)
        )


def walk(replica: ReplicaSite, family: str | None = None, url: str | None = None) -> Walk:
    """The walk of a replica site's column, as its registry row says or by another family or address."""
    row = replica.row
    assert row is not None
    site = Site(
        row.site_id, row.name, row.region_code, row.level, family or row.family, url or row.column_url,
        row.aggregator, row.first_year, "active", row.note,
    )  # fmt: skip
    done = Walk(site)
    asyncio.run(SiteWalk(site, cast(CrawlState, done), REPLICA, None, done.fetch).run())
    return done
