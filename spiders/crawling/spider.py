"""The one Scrapy spider: walks the sites of a batch, hosts side by side, the sites of a host one by one."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from protego import Protego
from scrapy import Request, Spider

from spiders.archive import reader as archive
from spiders.archive.reader import ArchiveError, Attempt
from spiders.archive.writer import GROUP_SECONDS
from spiders.content.page import Page
from spiders.crawling.browser import Browser
from spiders.crawling.crawl_state import Ledger, Link
from spiders.crawling.site_cache import HELD
from spiders.crawling.site_walk import Visit
from spiders.net.tls import HOSTS_AT_ONCE
from spiders.policy.settings import Politeness
from spiders.registry import Site, domain

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Trace:
    """The last attempt logged for a request, over redirects and retries: its page, or the error behind it."""

    last: Attempt | None = None
    page: Page | None = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """How asking a link ended: the final attempt, and the page where bytes came."""

    attempt: Attempt
    page: Page | None


class Collector(Spider):
    """Fetches and labels; reads no figure. `years` are report years, both ends included."""

    name = "collector"

    def __init__(
        self,
        ledger: Ledger,
        sites: Sequence[Site],
        polite: Politeness,
        years: tuple[int, int] | None = None,
        night_only: bool = False,
        proxy: str | None = None,
        on_site: Callable[[str], None] = lambda site_id: None,
        browser: bool = False,
    ) -> None:
        super().__init__()
        self.browser = Browser(self.fetch) if browser else None
        self.ledger, self.sites, self.polite, self.years = ledger, sites, polite, years
        self.night_only, self.proxy, self.on_site = night_only, proxy, on_site
        self.domains = frozenset(site.domain for site in sites)
        self.old_tls: set[str] = set()  # hosts whose handshake failed with today's TLS
        self.unverified: set[str] = set()  # hosts whose certificate could not be trusted
        self.robots: dict[str, Protego | None] = {}
        self.finished = False
        self.kept: dict[str, int] = {}

    async def start(self) -> AsyncIterator[Request]:
        """Walk every site. Scrapy's scheduler gets nothing, so that the order is the same at every run."""
        by_host: dict[str, list[Site]] = {}
        for site in self.sites:
            by_host.setdefault(site.domain, []).append(site)
        turns = asyncio.Semaphore(HOSTS_AT_ONCE)
        committer = asyncio.create_task(self._commit_often())
        try:
            async with self.browser or nullcontext(), asyncio.TaskGroup() as group:
                for sites in by_host.values():
                    group.create_task(self._walk(sites, turns))
        finally:
            committer.cancel()
        self.finished = True
        return
        yield

    async def _commit_often(self) -> None:
        while True:
            await asyncio.sleep(GROUP_SECONDS)
            self.ledger.writer.commit()

    async def _walk(self, sites: Sequence[Site], turns: asyncio.Semaphore) -> None:
        async with turns:
            for site in sites:
                await self._visit(site)

    async def _visit(self, site: Site) -> None:
        """One site; a page that breaks its family costs that site, never the run."""
        render = self.browser.render if self.browser else None
        visit = Visit(site, self.ledger, self.polite, self.years, self.fetch, render)
        try:
            await visit.walk()
        except (ArchiveError, OSError):
            raise
        except Exception as error:
            logger.exception("site %s stopped", site.site_id)
            link = Link(site.site_id, "list", site.column_url)
            reason = f"the {site.family} family broke: {type(error).__name__}: {error}"
            self.ledger.write(link.attempt("failed", reason[:500]))
        self.kept[site.site_id] = visit.kept
        self.ledger.forget(site.site_id)
        self.on_site(site.site_id)

    async def fetch(self, link: Link) -> Answer:
        """Ask a link, from the batch's own log where it was asked before; every end is logged."""
        if done := self.ledger.done(link):
            return Answer(done, self._recall(done))
        trace = Trace()
        try:
            await self.crawler.engine.download_async(self._request(link, trace))
        except Exception as error:
            if trace.last is None or (trace.last.is_final and error is not trace.error):
                raise  # not a failure of the site but of this program or this machine
            return self._ended(link, trace.last, f"a redirect without an answer: {error}")
        assert trace.last is not None
        if not trace.last.is_final:
            return self._ended(link, trace.last, "a redirect without an answer")
        return Answer(trace.last, trace.page if trace.last.outcome in HELD else None)

    def _request(self, link: Link, trace: Trace) -> Request:
        headers = dict(link.headers) | _conditions(self.ledger.past(link))
        meta = {"link": link, "trace": trace}
        request = Request(
            link.url,
            method="GET" if link.post is None else "POST",
            body=link.post or "",
            headers=headers,
            meta=meta | ({"proxy": self.proxy} if self.proxy else {}),
            dont_filter=True,
        )
        request.meta["download_slot"] = domain(request.url.split("/")[2])
        return request

    def _ended(self, link: Link, last: Attempt, reason: str) -> Answer:
        """Close a chain of redirects or retries that came to no answer."""
        if not last.is_final:
            last = self.ledger.write(link.attempt("failed", reason, final_url=last.final_url))
        return Answer(last, None)

    def _recall(self, done: Attempt) -> Page | None:
        if done.outcome not in HELD or done.digest is None:
            return None
        return Page(done.final_url or done.url, archive.body(self.ledger.archive_dir, done))


def _conditions(past: Attempt | None) -> dict[str, str]:
    """Headers that ask only for what changed since the archive last held it."""
    if past is None:
        return {}
    pairs = {"If-None-Match": past.etag, "If-Modified-Since": past.last_modified}
    return {name: value for name, value in pairs.items() if value}
