"""Finding a column of annual reports: follow the words 年报 and 信息公开, try what looks like the column."""

import heapq
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from spiders.content.chinese import tidy
from spiders.content.clean_text import clean_text
from spiders.content.page import Page
from spiders.crawling.article_walk import Answer
from spiders.crawling.crawl_state import CrawlState, Link
from spiders.crawling.site_walk import SiteWalk
from spiders.families.attachments import attachments
from spiders.families.base import Family, redirect_target
from spiders.families.detection import COLUMN, Evidence, column_links, is_named_column, recognise, weigh
from spiders.families.links import Row
from spiders.policy.settings import Politeness
from spiders.registry import Site, domain

PAGES = 15  # looked at before giving up
TRIALS = 5  # columns tried
CANDIDATES = 3  # families tried on each, and `static`
TRIAL_PAGES = 8  # list pages of a trial, guesses included
_SUBJECT = re.compile(r"信息公开|政务公开")
Fetch = Callable[[Link], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Found:
    """A column that lists reports.

    site: the registry row to be. sample: how its first report opened. evidence: what spoke for which family.
    """

    site: Site
    title: str
    reports: list[Row]
    list_pages: int
    sample: str
    evidence: Sequence[Evidence] = ()


@dataclass(frozen=True, slots=True)
class NotFound:
    """What was looked at, an address and a remark each."""

    looked: list[tuple[str, str]]


class TrialWalk(SiteWalk):
    """The walk of the first list pages of a column, which only notes the reports that they name."""

    def __init__(self, site: Site, state: CrawlState, polite: Politeness, fetch: Fetch) -> None:
        super().__init__(site, state, replace(polite, list_pages=TRIAL_PAGES), None, fetch)
        self.reports: list[Row] = []
        self.parents: dict[str, None] = {}

    async def _row(self, family: Family, row: Row, parent: str) -> None:
        if self._refuse(row) is None and domain(urlsplit(row.url).hostname or "") == self.site.domain:
            self.reports.append(row)
            self.parents[parent] = None


@dataclass
class ColumnSearch:
    """One search for a column of annual reports, best links first.

    site: a row whose `column_url` is where to begin: a home page, a disclosure page or the column itself.
    `looked` is what was looked at, an address and a remark each; `named` are addresses that call themselves
    annual reports, or that links call so.

        found = await ColumnSearch(site, state, REAL, spider.fetch).run()
    """

    site: Site
    state: CrawlState
    polite: Politeness
    fetch: Fetch
    looked: list[tuple[str, str]] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    _tried: set[str] = field(default_factory=set)

    async def run(self) -> Found | NotFound:
        """Search: pages that call themselves 年报 are tried as they come, the others once those are done.

        Raises what the walk of a family raises.
        """
        queue = [(0, 0, self.site.column_url, False)]
        seen, later = {self.site.column_url}, list[tuple[Page, Page]]()
        while queue and len(self.looked) < PAGES:
            _, _, url, was_named = heapq.heappop(queue)
            self.named += [url] * was_named
            page = await self._look(url)
            if page is None:
                continue
            shown = await self._behind(page, redirect_target(page))
            if is_named_column(shown) or was_named:
                self.named.append(page.url)
                if found := await self._try(page, shown):
                    return found
            else:
                later.append((page, shown))
            for rank, link in column_links(shown):
                if link not in seen and self._is_own(link):
                    seen.add(link)
                    heapq.heappush(queue, (rank, len(seen), link, rank == 0))
        return await self._try_later(later)

    async def _try_later(self, later: list[tuple[Page, Page]]) -> Found | NotFound:
        for page, shown in later:
            if COLUMN.search(shown.text) and (found := await self._try(page, shown)):
                return found
        return NotFound(self.looked)

    def _is_own(self, url: str) -> bool:
        return domain(urlsplit(url).hostname or "") == self.site.domain

    async def _look(self, url: str) -> Page | None:
        answer = await self.fetch(Link(self.site.site_id, "list", url))
        if answer.page is None:
            self.looked.append((url, f"{answer.attempt.outcome}: {answer.attempt.error}"))
        else:
            self.looked.append((url, "no reports listed"))
        return answer.page

    async def _try(self, page: Page, shown: Page) -> Found | None:
        """The column at `page`, which shows `shown`, if its lists name reports other than the page itself."""
        if len(self._tried) >= TRIALS or page.url in self._tried:
            return None
        self._tried.add(page.url)
        if recognise(shown) == "static":
            frame = shown.tree.css_first("iframe[src]")
            shown = await self._behind(shown, shown.join(frame.attributes.get("src")) if frame else None)
        evidence = weigh(shown)
        for name in dict.fromkeys((*(each.family for each in evidence[:CANDIDATES]), "static")):
            site = replace(self.site, column_url=page.url, family=name)
            trial = TrialWalk(site, self.state, self.polite, self.fetch)
            await trial.run()
            reports = [row for row in trial.reports if row.url != page.url]
            if reports and (sample := await self._open(reports, page)):
                return Found(site, _title(shown), reports, len(trial.parents), sample, evidence)
        return None

    async def _behind(self, page: Page, url: str | None) -> Page:
        """What stands at the address that a script shell or a frame names, if it may be asked for."""
        if url is None or not self._is_own(url):
            return page
        answer = await self.fetch(Link(self.site.site_id, "list", url))
        return answer.page or page

    async def _open(self, reports: list[Row], page: Page) -> str | None:
        """How the first report opened; None where it is none on open government: firms file 年报 too."""
        row = next((row for row in reports if _SUBJECT.search(row.title)), reports[0])
        answer = await self.fetch(Link(self.site.site_id, "report", row.url, page.url, row.title, row.date))
        attempt = answer.attempt
        if attempt.outcome in ("fetched", "unchanged", "duplicate"):
            return f"{row.url}: a report"
        if answer.page and attachments(answer.page) and _SUBJECT.search(row.title):
            return f"{row.url}: a page with the report to download"
        self.looked.append((row.url, f"{attempt.outcome}: {attempt.error}"))
        return None


def _title(page: Page) -> str:
    node = page.tree.css_first("title")
    return clean_text(tidy(node.text(deep=True))) if node else ""
