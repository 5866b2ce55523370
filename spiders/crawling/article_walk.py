"""The walk of one report: the further pages of its article in their order, and what each page offers."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from typing import Protocol

from spiders.archive.articles import PART, goes_on
from spiders.archive.attempt import Attempt
from spiders.archive.reasons import Verdict, verdict
from spiders.content.media_type import HTML
from spiders.content.page import Page
from spiders.crawling.crawl_state import Link
from spiders.families.article_pages import is_scripted
from spiders.families.base import Family
from spiders.families.links import Row
from spiders.parsing.parse import Parser
from spiders.policy.settings import Politeness
from spiders.registry import Site

MOST_STEPS = 3  # frames in frames and jumps after jumps
SECONDS_AT_ONCE = 0.05  # spent on the rows of a page before other sites are let in


class Answer(Protocol):
    """What a fetch gives, as spider.Answer."""

    @property
    def attempt(self) -> Attempt: ...
    @property
    def page(self) -> Page | None: ...


class Asker(Protocol):
    """The walk of the site that a report stands on, as site_walk.SiteWalk."""

    site: Site
    polite: Politeness
    parser: Parser

    async def ask(self, link: Link) -> Answer:
        """The answer to a link."""

    def log(self, link: Link, found: Verdict) -> None:
        """Log why a link is not asked for, or what else is to be told of it."""

    def is_new(self, row: Row) -> bool:
        """Whether an address was not met before."""

    def is_due(self, link: Link) -> bool:
        """Whether a document that the archive may hold is to be asked for."""

    def unread(self, page: Page, found: Verdict) -> None:
        """Log that what a page offers is not known."""


class ArticleWalk:
    """Follows what a row of a list leads to.

    walk: asks and logs. row: of the list; its title and date go with all that it leads to.

        await ArticleWalk(walk, family, row).run(await walk.ask(link))
    """

    def __init__(self, walk: Asker, family: Family, row: Row) -> None:
        self._walk, self._family, self._row = walk, family, row
        self._files = 0  # offered so far

    async def run(self, answer: Answer, steps: int = 0) -> None:
        """Ask for the pages that go on from an answer, and for the files of each.

        steps: frames and jumps that led to it; what they show may lead on in its turn.
        """
        async for page in self._pages(answer):
            async for found in giving_way(await self._files_of(page)):
                shown = await self._file(found, page)
                if shown and not found.title and steps < MOST_STEPS:
                    await self.run(shown, steps + 1)

    async def _pages(self, answer: Answer) -> AsyncIterator[Page]:
        """The pages of an article from the first on, as long as each brings the next that it names.

        Those of a copy are not asked for: its first page is read where it was met first.
        """
        if answer.page is None or answer.attempt.media_type != HTML:
            return
        yield answer.page
        is_copy = answer.attempt.outcome == "duplicate"
        first, digests = answer.page.url, {answer.attempt.digest}
        title = (answer.attempt.page_meta or {}).get("ArticleTitle")
        while (url := answer.attempt.next_url) and not is_copy:
            link = self._link(PART, url, first, title=title)
            if is_scripted(url):
                self._walk.log(link, verdict("link_by_script", link=url.partition("#")[2]))
                return
            if len(digests) > self._walk.polite.pages:
                self._walk.log(link, verdict("part_cap", pages=self._walk.polite.pages))
                return
            self._walk.is_new(Row(url, ""))  # a list that links to it as well leads to nothing new
            answer = await self._walk.ask(link)
            if answer.page is None or not goes_on(answer.attempt, digests):
                return
            digests.add(answer.attempt.digest)
            yield answer.page

    async def _files_of(self, page: Page) -> list[Row]:
        """What a page offers; one that is not parsed says so, its own bytes are held all the same."""
        found = await self._walk.parser.attachments(self._family, page)
        if isinstance(found, list):
            return found
        self._walk.unread(page, found)
        return []

    async def _file(self, found: Row, page: Page) -> Answer | None:
        """Ask for what a page offers, unless it was met before or is not due."""
        self._files += 1
        if not self._walk.is_new(found):
            return None
        link = self._link("attachment", found.url, page.url, found.title)
        if self._files > self._walk.polite.files:
            self._walk.log(link, verdict("report_cap", files=self._walk.polite.files))
            return None
        return await self._walk.ask(link) if self._walk.is_due(link) else None

    def _link(self, role: str, url: str, parent: str, text: str = "", title: str | None = None) -> Link:
        words = text or self._row.title
        return Link(self._walk.site.site_id, role, url, parent, words, self._row.date, title=title)


async def giving_way(rows: Iterable[Row]) -> AsyncIterator[Row]:
    """Rows one by one, with the walks of other sites let in between: 50,000 rows take minutes to log."""
    since = time.monotonic()
    for row in rows:
        if time.monotonic() - since > SECONDS_AT_ONCE:
            await asyncio.sleep(0)
            since = time.monotonic()
        yield row
