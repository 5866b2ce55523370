"""Finding a column of annual reports: follow the words 年报 and 信息公开, try what looks like the column."""

import heapq
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import urlsplit

from spiders.archive.attempt import Attempt
from spiders.archive.reasons import Verdict, verdict
from spiders.content.markup import PageOverCapError
from spiders.content.page import Page
from spiders.crawling.article_walk import Answer
from spiders.crawling.crawl_state import CrawlState, Link
from spiders.crawling.site_walk import MOST_OVER_LIMITS, SiteWalk
from spiders.crawling.spider import OURS
from spiders.families.base import Family
from spiders.families.detection import Evidence, Overview, Recognition
from spiders.families.links import Row
from spiders.families.static import Static
from spiders.parsing.parse import OVER_LIMITS, InProcess, OverLimitsError, Parser, quoted, unread
from spiders.policy.settings import Politeness
from spiders.registry import Site, domain

PAGES = 15  # looked at before giving up
TRIALS = 5  # columns tried
CANDIDATES = 3  # families tried on each, and `static`
TRIAL_PAGES = 8  # list pages of a trial, guesses included
_SUBJECT = re.compile(r"信息公开|政务公开")
Fetch = Callable[[Link], Awaitable[Answer]]
_Parsed = TypeVar("_Parsed")
_PLAIN = Static()  # lists what an article offers in the common way


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

    def __init__(
        self, site: Site, state: CrawlState, polite: Politeness, fetch: Fetch, parser: Parser
    ) -> None:
        super().__init__(site, state, replace(polite, list_pages=TRIAL_PAGES), None, fetch, parser=parser)
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
    parser: parses the pages, in the process of the search unless given.
    `looked` is what was looked at, an address and a remark each; `named` are addresses that call themselves
    annual reports, or that links call so; `unread` says of what could not be parsed why not.

        found = await ColumnSearch(site, state, REAL, spider.fetch, spider.parser).run()
    """

    site: Site
    state: CrawlState
    polite: Politeness
    fetch: Fetch
    parser: Parser = field(default_factory=InProcess)
    looked: list[tuple[str, str]] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    unread: list[Verdict] = field(default_factory=list)
    _tried: set[str] = field(default_factory=set)

    async def run(self) -> Found | NotFound:
        """Search: pages that call themselves 年报 are tried as they come, the others once those are done.

        A page that cannot be parsed, or breaks the code of a family, costs itself. Raises what is a failure
        of this machine (spider.OURS).
        """
        queue = [(0, 0, self.site.column_url, False)]
        seen, later = {self.site.column_url}, list[tuple[Page, Page]]()
        while queue and len(self.looked) < PAGES and not self._is_too_costly():
            _, _, url, was_named = heapq.heappop(queue)
            self.named += [url] * was_named
            if (page := await self._look(url)) is None:
                continue
            shown, seen_there = await self._shown(page)
            if seen_there is None:
                continue
            if seen_there.is_column or was_named:
                self.named.append(page.url)
                if found := await self._try(page, shown):
                    return found
            elif seen_there.names_reports:
                later.append((page, shown))
            for rank, link in seen_there.links:
                if link not in seen and self._is_own(link):
                    seen.add(link)
                    heapq.heappush(queue, (rank, len(seen), link, rank == 0))
        return await self._try_later(later)

    async def _try_later(self, later: list[tuple[Page, Page]]) -> Found | NotFound:
        for page, shown in later:
            if found := await self._try(page, shown):
                return found
        return NotFound(self.looked)

    def _is_own(self, url: str) -> bool:
        return domain(urlsplit(url).hostname or "") == self.site.domain

    def _is_too_costly(self) -> bool:
        """Whether a site's pages exceed their limits again and again: other sites wait for them."""
        return sum(each.reason == OVER_LIMITS for each in self.unread) >= MOST_OVER_LIMITS

    async def _look(self, url: str) -> Page | None:
        attempt, page = await self._ask(url)
        remark = "no reports listed" if page else f"{attempt.outcome}: {attempt.error}"
        self.looked.append((url, remark))
        return page

    async def _ask(self, url: str) -> tuple[Attempt, Page | None]:
        answer = await self.fetch(Link(self.site.site_id, "list", url))
        attempt = answer.attempt
        if attempt.reason == OVER_LIMITS:
            self.unread.append(Verdict(attempt.outcome, attempt.reason, attempt.error))
        return attempt, answer.page

    async def _shown(self, page: Page) -> tuple[Page, Overview | None]:
        """What a page shows once its script has sent the browser on, and an overview of that."""
        found = await self._parsed(page.url, self.parser.overview(page))
        shown = await self._behind(page, found.jump) if found else page
        if shown is not page:
            found = await self._parsed(shown.url, self.parser.overview(shown))
        return shown, found

    async def _parsed(self, url: str, work: Awaitable[_Parsed]) -> _Parsed | None:
        """What parsing a page gives; None where it breaks, which is told."""
        try:
            return await work
        except OURS:
            raise
        except Exception as error:
            self._note(url, unread(error))
            return None

    def _note(self, url: str, found: Verdict) -> None:
        self.unread.append(found)
        self.looked.append((url, f"{found.outcome}: {found.error}"))

    async def _try(self, page: Page, shown: Page) -> Found | None:
        """The column at `page`, which shows `shown`, if its lists name reports other than the page itself."""
        if len(self._tried) >= TRIALS or page.url in self._tried or self._is_too_costly():
            return None
        self._tried.add(page.url)
        recognised = await self._recognise(shown)
        if recognised is None:
            return None
        evidence = recognised.evidence
        for name in dict.fromkeys((*(each.family for each in evidence[:CANDIDATES]), "static")):
            site = replace(self.site, column_url=page.url, family=name)
            trial = await self._walk(site)
            reports = [row for row in trial.reports if row.url != page.url]
            if reports and (sample := await self._open(reports, page)):
                return Found(site, recognised.title, reports, len(trial.parents), sample, evidence)
        return None

    async def _recognise(self, shown: Page) -> Recognition | None:
        """What a page is, or what its frame shows where nothing else is known of it."""
        found = await self._parsed(shown.url, self.parser.recognise(shown))
        if found is None or found.family != "static":
            return found
        framed = await self._behind(shown, found.frame)
        return found if framed is shown else await self._parsed(framed.url, self.parser.recognise(framed))

    async def _walk(self, site: Site) -> TrialWalk:
        """A walk of the first list pages, as far as it comes."""
        trial = TrialWalk(site, self.state, self.polite, self.fetch, self.parser)
        try:
            await trial.run()
        except OURS:
            raise
        except (PageOverCapError, OverLimitsError) as error:
            self._note(site.column_url, unread(error))
        except Exception as error:
            self._note(site.column_url, verdict("family_failed", family=site.family, exception=quoted(error)))
        return trial

    async def _behind(self, page: Page, url: str | None) -> Page:
        """What stands at the address that a script shell or a frame names, if it may be asked for."""
        if url is None or not self._is_own(url):
            return page
        return (await self._ask(url))[1] or page

    async def _open(self, reports: list[Row], page: Page) -> str | None:
        """How the first report opened; None where it is none on open government: firms file 年报 too."""
        row = next((row for row in reports if _SUBJECT.search(row.title)), reports[0])
        answer = await self.fetch(Link(self.site.site_id, "report", row.url, page.url, row.title, row.date))
        attempt = answer.attempt
        if attempt.outcome in ("fetched", "unchanged", "duplicate"):
            return f"{row.url}: a report"
        if answer.page and _SUBJECT.search(row.title):
            offered = await self.parser.attachments(_PLAIN, answer.page)
            if isinstance(offered, list) and offered:
                return f"{row.url}: a page with the report to download"
        self.looked.append((row.url, f"{attempt.outcome}: {attempt.error}"))
        return None
