"""The one Scrapy spider: walks the sites of a batch, hosts side by side, the sites of a host one by one."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import cast

from scrapy import Request, Spider
from twisted.internet.base import ReactorBase

from spiders.archive.attempt import Attempt
from spiders.archive.captures import Captures
from spiders.archive.reader import ArchiveError, body
from spiders.archive.reasons import Verdict, verdict
from spiders.archive.writer import GROUP_SECONDS
from spiders.content.markup import PageOverCapError
from spiders.content.page import Page
from spiders.crawling.browser import Browser, BrowserError
from spiders.crawling.crawl_state import CrawlState, Link
from spiders.crawling.site_walk import SiteWalk
from spiders.crawling.watchdog import Watchdog
from spiders.net.tls import HOSTS_AT_ONCE
from spiders.parsing.parse import OVER_LIMITS, OverLimitsError, quoted
from spiders.parsing.pool import ParserPool
from spiders.parsing.worker_process import Limits
from spiders.policy.settings import Politeness
from spiders.registry import Site

logger = logging.getLogger(__name__)
# Failures of this machine, whatever site is asked: a full disk, a log that cannot be read.
OURS = (ArchiveError, OSError, sqlite3.Error)


@dataclass(slots=True)
class Trace:
    """The last attempt logged for a request, over redirects and retries, with its page or exception."""

    last: Attempt | None = None
    page: Page | None = None
    exception: Exception | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """How asking a link ended: the final attempt, and the page where bytes came."""

    attempt: Attempt
    page: Page | None


class Collector(Spider):
    """Fetches and labels; reads no figure.

    state: what the batch knows, and its writer. sites: rows of the registry, whose hosts are the scope.
    years: report years wanted, both ends included; None for all.
    night_only: ask from 00:00 to 06:00 Shanghai. browser: run the scripts of list pages without rows.
    proxy: an address that all requests go through (the replica). captures: what a replay answers from.
    on_site: called with each site that ended. limits: what parsing a page may take.
    `finished`: every site was walked to its end; `stopped_by`: the failure of this machine that forbade it.
    `kept`: documents of each site that were not due.
    """

    name = "collector"

    def __init__(
        self,
        state: CrawlState,
        sites: Sequence[Site],
        polite: Politeness,
        years: tuple[int, int] | None = None,
        night_only: bool = False,
        proxy: str | None = None,
        on_site: Callable[[str], None] = lambda site_id: None,
        browser: bool = False,
        limits: Limits | None = None,
        captures: Captures | None = None,
    ) -> None:
        super().__init__()
        self.browser = Browser(self.fetch) if browser else None
        self.parser, self.watchdog = ParserPool(limits), Watchdog()
        self.state, self.sites, self.polite, self.years = state, sites, polite, years
        self.night_only, self.proxy, self.on_site = night_only, proxy, on_site
        self.captures = captures
        self.domains = frozenset(site.domain for site in sites)
        self.old_tls: set[str] = set()  # hosts whose handshake failed with today's TLS
        self.unverified: set[str] = set()  # hosts whose certificate could not be trusted
        self.finished = False
        self.stopped_by: BaseException | None = None
        self.kept: dict[str, int] = {}

    async def start(self) -> AsyncIterator[Request]:
        """Walk every site. Scrapy's scheduler gets nothing, so that the order is the same at every run."""
        by_host: dict[str, list[Site]] = {}
        for site in self.sites:
            by_host.setdefault(site.domain, []).append(site)
        turns = asyncio.Semaphore(HOSTS_AT_ONCE)
        work = self._commit_often(), self.watchdog.beat(), _drop_cancelled_timers()
        chores = [asyncio.create_task(each) for each in work]
        try:
            async with self.browser or nullcontext(), self.parser, asyncio.TaskGroup() as group:
                for sites in by_host.values():
                    group.create_task(self._walk_host(sites, turns))
        except BrowserError as error:
            self.stopped_by = error
        except BaseExceptionGroup as errors:
            if (ours := errors.subgroup(OURS)) is None:
                raise
            self.stopped_by = _first(ours)
        finally:
            for chore in chores:
                chore.cancel()
        self.finished = self.stopped_by is None
        return
        yield  # makes this an async generator, as Scrapy wants it

    async def _commit_often(self) -> None:
        while True:
            await asyncio.sleep(GROUP_SECONDS)
            await self.state.writer.committed()

    async def _walk_host(self, sites: Sequence[Site], turns: asyncio.Semaphore) -> None:
        async with turns:
            for site in sites:
                await self._walk_site(site)

    async def _walk_site(self, site: Site) -> None:
        """One site; a page that breaks its family costs that site, never the run."""
        render = self.browser.render if self.browser else None
        walk = SiteWalk(site, self.state, self.polite, self.years, self.fetch, render, self.parser)
        try:
            await walk.run()
        except OURS:
            raise
        except PageOverCapError as error:
            self._fail(site, verdict("page_over_cap", exception=error))
        except OverLimitsError as error:
            self._fail(site, verdict(OVER_LIMITS, why=error))
        except Exception as error:
            logger.warning("site %s stopped", site.site_id, exc_info=error)
            self._fail(site, verdict("family_failed", family=site.family, exception=quoted(error)))
        self.kept[site.site_id] = walk.kept
        await self.state.finish_site(site.site_id)
        self.on_site(site.site_id)

    def _fail(self, site: Site, found: Verdict) -> None:
        self.state.write(Link(site.site_id, "list", site.column_url).attempt(found))

    async def fetch(self, link: Link) -> Answer:
        """Ask a link, from the batch's own log where it was asked before; every end is logged.

        What our code or Scrapy's makes of an odd answer costs the link. Raises what is a failure of this
        machine: the archive cannot be written, or not be read.
        """
        answer = await self._fetch(link)
        self.watchdog.turn_to(link)  # its walk goes on from here
        return answer

    async def _fetch(self, link: Link) -> Answer:
        if (answered := self.state.answered(link)) and (answer := self._recall(answered)):
            return answer
        trace = Trace()
        try:
            await self.crawler.engine.download_async(self._request(link, trace))
        except OURS:
            if trace.last is None or (trace.last.is_final and not trace.exception):
                raise
            return self._ended(link, trace.last, trace.exception)
        except Exception as error:
            if trace.last is None or (trace.last.is_final and error is not trace.exception):
                return self._broke(link, error)
            return self._ended(link, trace.last, error)
        assert trace.last is not None
        if not trace.last.is_final:
            return self._ended(link, trace.last)
        return Answer(trace.last, trace.page if trace.last.has_content else None)

    def _request(self, link: Link, trace: Trace) -> Request:
        headers = dict(link.headers) | _conditions(self.state.verified(link))
        # Rules count as far as they came, whatever length was announced: without them all would be allowed.
        meta = {"link": link, "trace": trace, "download_fail_on_dataloss": link.role != "robots"}
        return Request(
            link.url,
            method="GET" if link.post is None else "POST",
            body=link.post or "",
            headers=headers,
            meta=meta | ({"proxy": self.proxy} if self.proxy else {}),
            dont_filter=True,
        )

    def _ended(self, link: Link, last: Attempt, error: Exception | None = None) -> Answer:
        """Close a chain of redirects or retries that came to no answer."""
        if not last.is_final:
            found = verdict("redirect_unanswered", exception=error or "none came")
            last = self.state.write(link.attempt(found, final_url=last.final_url))
        return Answer(last, None)

    def _broke(self, link: Link, error: Exception) -> Answer:
        logger.warning("%s: %s", link.url, error, exc_info=error)
        found = verdict("answer_unprocessable", exception=quoted(error))
        return Answer(self.state.write(link.attempt(found)), None)

    def _recall(self, answered: Attempt) -> Answer | None:
        """What this batch had for an answer before it was cut short; None where its record is damaged."""
        if not answered.has_content or answered.digest is None:
            return Answer(answered, None)
        try:
            content = body(self.state.archive_dir, answered)
        except ArchiveError as error:
            logger.warning("%s is asked again: %s", answered.url, error)
            return None
        return Answer(answered, Page(answered.final_url or answered.url, content))


async def _drop_cancelled_timers() -> None:
    """Have Twisted let go of the time limits of answers that came: it looks at them only when a timer is due.

    Until then, up to a minute, two timers of each request stay in memory.
    """
    from twisted.internet import reactor  # there is none before Scrapy has chosen one

    while True:
        cast(ReactorBase, reactor).callLater(0, lambda: None)
        await asyncio.sleep(1)


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    found: BaseException = errors
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found


def _conditions(previous: Attempt | None) -> dict[str, str]:
    """Headers that ask only for what changed since the last capture (RFC 9110 section 13.1)."""
    if previous is None:
        return {}
    pairs = {"If-None-Match": previous.etag, "If-Modified-Since": previous.last_modified}
    return {name: value for name, value in pairs.items() if value}
