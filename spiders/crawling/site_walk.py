"""One visit to one site: list pages in order, rows judged by their titles, reports and their attachments."""

import re
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from spiders.archive.reader import Attempt
from spiders.content.page import Page
from spiders.crawling.crawl_state import Ledger, Link
from spiders.crawling.disk_store import Shelf
from spiders.families import FAMILIES, UNREADABLE
from spiders.families.base import Ask, Family, Listing
from spiders.families.links import Row
from spiders.policy import titles
from spiders.policy.settings import Politeness
from spiders.registry import Site

_TWIN = re.compile(
    r"^https?://(?:www\.)?|(?<=/)m(?=post_)|_wap(?=\.)|(?<=/)wap/|:80(?=/)|/index\.s?html?$|/$"
)
_GATE = re.compile(r"/gate/big5/")
NOT_CRAWLED = "registry says"  # how the reason begins of a row that is not to be crawled


class Answer(Protocol):
    """As collector.Answer."""

    @property
    def attempt(self) -> Attempt: ...
    @property
    def page(self) -> Page | None: ...


class Visit:
    """Walks a column; order depends on the pages alone, so that a resumed visit repeats itself."""

    def __init__(
        self,
        site: Site,
        ledger: Ledger,
        polite: Politeness,
        years: tuple[int, int] | None,
        fetch: Callable[[Link], Awaitable[Answer]],
        render: Callable[[Page, str], Awaitable[Page]] | None = None,
    ) -> None:
        self._render = render
        self.site, self.ledger, self.polite, self.years, self._fetch = site, ledger, polite, years, fetch
        self._met = Shelf()
        self.kept = 0  # documents the archive holds that were not due to be asked for again

    async def walk(self) -> None:
        """Visit the whole column, or log why not."""
        if reason := refusal(self.site):
            self._log(self._list_link(Ask(self.site.column_url)), *reason)
            return
        family = FAMILIES[self.site.family]()
        queue, asked = deque(family.start(self.site)), set[tuple[str, str | None]]()
        while queue:
            ask = queue.popleft()
            if (ask.url, ask.post) in asked:
                continue
            if len(asked) >= self.polite.list_pages:
                self._log(
                    self._list_link(ask), "refused", f"cap of {self.polite.list_pages} list pages a site"
                )
                return
            asked.add((ask.url, ask.post))
            queue.extend(await self._list_page(family, ask))

    def _list_link(self, ask: Ask) -> Link:
        parent = None if ask.url == self.site.column_url else self.site.column_url
        role = "probe" if ask.guess else "list"
        return Link(self.site.site_id, role, ask.url, parent_url=parent, post=ask.post, headers=ask.headers)

    async def _list_page(self, family: Family, ask: Ask) -> list[Ask]:
        """Fetch a list page and its new rows; further pages only where this one had something new."""
        answer = await self._fetch(self._list_link(ask))
        if answer.page is None:
            return [ask.otherwise] if ask.otherwise else []
        listing = family.read(ask, answer.page)
        if self._render and listing == Listing() and not ask.guess:
            listing = family.read(ask, await self._render(answer.page, self.site.site_id))
        fresh = [row for row in listing.rows if self._is_new(row)]
        for row in fresh:
            await self._row(family, row, ask.url)
        return listing.more if fresh or not listing.rows else []

    def _is_new(self, row: Row) -> bool:
        """Whether the address was not met before; the same address again is no attempt."""
        if not self._met.add("addresses", (row.url,), ""):
            return False
        self._met.add("twins", (canonical(row.url),), row.url)
        return True

    async def _row(self, family: Family, row: Row, parent: str) -> None:
        link = Link(self.site.site_id, "report", row.url, parent, row.title, row.date)
        if reason := self._refuse(row):
            self._log(link, *reason)
        elif not self._is_due(link):
            self.kept += 1
        else:
            answer = await self._fetch(link)
            if answer.page and answer.attempt.media_type == "text/html":
                await self._attachments(family, answer.page, row)

    def _refuse(self, row: Row) -> tuple[str, str] | None:
        verdict = titles.judge(row.title)
        first = self._met.get("twins", (canonical(row.url),))
        if _GATE.search(row.url):
            return "refused", "the big5 copy of a page"
        if first != row.url:
            return "duplicate", f"another address of {first}"
        if verdict.refusal:
            return "refused", verdict.refusal
        if self.years and verdict.year and not self.years[0] <= verdict.year <= self.years[1]:
            return "refused", f"report year {verdict.year} was not asked for"
        return None

    async def _attachments(self, family: Family, page: Page, row: Row) -> None:
        for found in family.attachments(page):
            if self._is_new(found):
                link = Link(
                    self.site.site_id, "attachment", found.url, page.url, found.title or row.title, row.date
                )
                if self._is_due(link):
                    await self._fetch(link)

    def _is_due(self, link: Link) -> bool:
        """Whether the recheck policy asks for a document again that the archive holds."""
        past = self.ledger.past(link)
        if past is None or self.ledger.done(link):
            return True
        if (past.link_text, past.listed_date) != (link.link_text, link.listed_date):
            return True
        young = _days_since(link.listed_date) <= self.polite.recheck_young_days
        return young or _days_since(past.fetched_at) >= self.polite.recheck_old_days

    def _log(self, link: Link, outcome: str, reason: str) -> None:
        if not self.ledger.done(link):
            self.ledger.write(link.attempt(outcome, reason))


def refusal(site: Site) -> tuple[str, str] | None:
    """(outcome, reason) why a registry row is not crawled at all."""
    if site.status in ("blocked", "gone"):
        return (
            "blocked" if site.status == "blocked" else "refused"
        ), f"{NOT_CRAWLED} {site.status}: {site.note}"
    if site.family not in FAMILIES:
        return "refused", f"family {site.family} cannot be read: {UNREADABLE[site.family]}"
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
