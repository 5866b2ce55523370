"""The walk of one site: list pages in order, rows judged by their titles, reports and their attachments."""

import re
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from spiders.archive.reasons import Verdict, verdict
from spiders.content.page import Page
from spiders.crawling.article_walk import Answer, ArticleWalk, giving_way
from spiders.crawling.crawl_state import CrawlState, Link
from spiders.crawling.disk_store import DiskStore
from spiders.crawling.list_tally import ListTally
from spiders.families import FAMILIES, UNREADABLE
from spiders.families.base import Family
from spiders.families.links import Row
from spiders.families.listing import Listing, ListRefusedError, ListRequest
from spiders.parsing.parse import OVER_LIMITS, InProcess, OverLimitsError, Parser
from spiders.policy.settings import Politeness
from spiders.policy.titles import parse_title
from spiders.registry import Site

# What addresses of one page differ in: scheme and www, mobile copies (mpost_ in Guangdong), wap pages,
# port 80, and a folder or its index page.
_TWIN = re.compile(
    r"^https?://(?:www\.)?|(?<=/)m(?=post_)|_wap(?=\.)|(?<=/)wap/|:80(?=/)|/index\.s?html?$|/$"
)
# A gate that turns a whole site into traditional characters: the same reports once more.
_GATE = re.compile(r"/gate/big5/")


MOST_OVER_LIMITS = 3  # pages of a site


class SiteWalk:
    """The walk of one column, from its registry row to the attachments of its reports.

    state: what the batch knows of the site. years: report years wanted, both included; None for all.
    fetch: asks a link. render: runs the scripts of a list page that shows no row; None without the extra.
    parser: parses list and article pages, in the process of the walk unless given.
    The order depends on the pages alone, so that a walk that was cut short repeats itself from the log.

        await SiteWalk(site, state, REAL, (2019, 2025), spider.fetch).run()
    """

    def __init__(
        self,
        site: Site,
        state: CrawlState,
        polite: Politeness,
        years: tuple[int, int] | None,
        fetch: Callable[[Link], Awaitable[Answer]],
        render: Callable[[Page, str], Awaitable[Page]] | None = None,
        parser: Parser | None = None,
    ) -> None:
        self._render, self.parser = render, parser or InProcess()
        self._over_limits = 0  # pages
        self.site, self.state, self.polite, self.years, self._fetch = site, state, polite, years, fetch
        self._met = DiskStore()
        self._lists = 0  # met so far
        self.kept = 0  # documents the archive holds that were not due to be asked for again

    async def run(self) -> None:
        """Walk the whole column, or log why not; what the family raises is raised."""
        if found := refusal(self.site):
            self.log(self._list_link(ListRequest(self.site.column_url)), found)
            return
        family = FAMILIES[self.site.family]()
        queue, asked = deque[tuple[ListRequest, ListTally]](), set[tuple[str, str | None]]()
        self.parser.begin(self.site.site_id, family)
        for request in family.start(self.site):
            self._enqueue(queue, request, None)
        while queue:
            request, tally = queue.popleft()
            tally.waiting -= 1
            if (request.url, request.post) not in asked:
                if len(asked) >= self.polite.list_pages:
                    self.log(self._list_link(request), verdict("list_page_cap", pages=self.polite.list_pages))
                    return
                asked.add((request.url, request.post))
                for each in (await self._list_page(family, request, tally))[: self.polite.list_pages + 1]:
                    self._enqueue(queue, each, tally if each.depth <= request.depth else None)
            if not tally.waiting:
                self._close(tally)

    def _enqueue(
        self, queue: deque[tuple[ListRequest, ListTally]], request: ListRequest, tally: ListTally | None
    ) -> None:
        """Line up a request of a list; of a new one where `tally` is None."""
        if tally is None:
            self._lists += 1
            tally = ListTally(self._lists)
        tally.waiting += 1
        queue.append((request, tally))

    def _close(self, tally: ListTally) -> None:
        """A list was read to its end: what it did not keep of its promise is told."""
        if tally.last and (found := tally.broken_promise()):
            self._log_promise(tally.last, found)

    def _log_promise(self, request: ListRequest, found: Verdict) -> None:
        """That a list is not whole, beside the line of its page, which came as it was asked for."""
        self.log(replace(self._list_link(request), role="promise"), found)

    def _list_link(self, request: ListRequest) -> Link:
        parent = None if request.url == self.site.column_url else self.site.column_url
        role = "probe" if request.guess else "list"
        return Link(
            self.site.site_id,
            role,
            request.url,
            parent_url=parent,
            post=request.post,
            headers=request.headers,
        )

    async def _list_page(self, family: Family, request: ListRequest, tally: ListTally) -> list[ListRequest]:
        """Fetch a list page and its new rows; further pages only where this one had something new.

        Servers that ignore the number of a page answer with the first one for ever.
        """
        answer = await self.ask(self._list_link(request))
        other = [request.fallback] if request.fallback else []
        if answer.page is None:
            tally.is_told |= not request.guess and not other
            return other
        try:
            listing = await self._read(family, request, answer.page)
        except ListRefusedError as error:
            if not other and not request.guess:
                tally.is_told = True
                self._log_promise(request, verdict("list_answer_refused", exception=error))
            return other
        fresh = 0
        async for row in giving_way(listing.rows):
            fresh += self._met.add(f"list {tally.number}", (row.url,), "")
        tally.note(request, answer.page, listing, fresh)
        new = [row async for row in giving_way(listing.rows) if self.is_new(row)]
        async for row in giving_way(new):
            await self._row(family, row, request.url)
        return listing.more if fresh or not listing.rows else []

    async def _read(self, family: Family, request: ListRequest, page: Page) -> Listing:
        listing = await self.parser.read(family, request, page)
        if self._render and not (listing.rows or listing.more or request.guess):
            rendered = await self._render(page, self.site.site_id)
            listing = await self.parser.read(family, request, rendered)
        return listing

    def is_new(self, row: Row) -> bool:
        """Whether the address was not met before; the same address again is no attempt."""
        if not self._met.add("addresses", (row.url,), ""):
            return False
        self._met.add("twins", (canonical(row.url),), row.url)
        return True

    async def _row(self, family: Family, row: Row, parent: str) -> None:
        link = Link(self.site.site_id, "report", row.url, parent, row.title, row.date)
        if found := self._refuse(row):
            self.log(link, found)
        elif not self.is_due(link):
            self.kept += 1
        else:
            await ArticleWalk(self, family, row).run(await self.ask(link))

    def _refuse(self, row: Row) -> Verdict | None:
        """Why a row is not asked for; None for one that may be a report."""
        title = parse_title(row.title)
        if row.refusal:
            return verdict(row.refusal, link=row.link)
        first = self._met.get("twins", (canonical(row.url),))
        if _GATE.search(row.url):
            return verdict("big5_copy")
        if first != row.url:
            return verdict("twin_address", url=first)
        if self.years and title.year and not self.years[0] <= title.year <= self.years[1]:
            return title.refusal or verdict("year_not_asked", year=title.year)
        return title.refusal

    def unread(self, page: Page, found: Verdict) -> None:
        """Log that what an article offers is not known."""
        self.log(Link(self.site.site_id, "attachment", page.url, page.url), found)
        self._count(found.reason, found.error)

    async def ask(self, link: Link) -> Answer:
        """The answer to a link; raises OverLimitsError where the site's pages exceed their limits."""
        answer = await self._fetch(link)
        self._count(answer.attempt.reason, answer.attempt.error)
        return answer

    def _count(self, reason: str | None, error: str | None) -> None:
        """End the walk of a site whose pages exceed their limits again and again: others wait for them."""
        self._over_limits += reason == OVER_LIMITS
        if reason == OVER_LIMITS and self._over_limits >= MOST_OVER_LIMITS:
            raise OverLimitsError(f"{self._over_limits} such pages end the walk of a site; the last: {error}")

    def is_due(self, link: Link) -> bool:
        """Whether the recheck policy asks for a document again that the archive holds."""
        previous = self.state.previous(link)
        if previous is None or self.state.answered(link):
            return True
        if (previous.link_text, previous.listed_date) != (link.link_text, link.listed_date):
            return True
        young = _days_since(link.listed_date) <= self.polite.recheck_young_days
        age = _days_since(previous.fetched_at)
        # A capture dated in the future says nothing of when it was made: a clock was wrong.
        return young or age < 0 or age >= self.polite.recheck_old_days

    def log(self, link: Link, found: Verdict) -> None:
        """Log what is told of a link that is not asked for, once in a batch."""
        if not self.state.answered(link):
            self.state.write(link.attempt(found))


def refusal(site: Site) -> Verdict | None:
    """Why a registry row is not crawled at all; None for one that is."""
    if site.status == "blocked":
        return verdict("registry_blocked", note=site.note)
    if site.status == "gone":
        return verdict("registry_gone", note=site.note)
    if site.family not in FAMILIES:
        return verdict("family_unreadable", family=site.family, why=UNREADABLE[site.family])
    return None


def canonical(url: str) -> str:
    """What twins share: http and https, apex and www, wap copies, a directory and its index page."""
    return _TWIN.sub("", url)


def _days_since(moment: str | None) -> float:
    """Days since an ISO date or time; a missing date counts as today."""
    try:
        day = date.fromisoformat((moment or "")[:10])
    except ValueError:
        return 0.0
    return (datetime.now(UTC).date() - day) / timedelta(days=1)
