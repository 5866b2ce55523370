"""An article on several pages, as the log of a batch tells it: each page names the next."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from spiders.archive.attempt import Attempt

PART = "part"  # the role of a further page
DOCUMENTS = frozenset({"report", "attachment", PART})  # roles whose bodies may be of a report
Parts = Mapping[tuple[str, str], Attempt]  # final attempts at further pages, by site and address


class Article(NamedTuple):
    """A document with the pages after its first in their order; `gap`: why it is not whole, in words."""

    first: Attempt
    parts: tuple[Attempt, ...] = ()
    gap: str | None = None


def article(first: Attempt, asked: Parts) -> Article:
    """The article that begins with a capture, from the attempts at further pages in the same batch.

    It ends with a page that names no other. One that names a page which did not come, or came as the bytes of
    a page before, has a gap.
    """
    pages = [first]
    while url := pages[-1].next_url:
        page = asked.get((first.site_id, url))
        if page is None or not goes_on(page, {each.digest for each in pages}):
            return Article(first, tuple(pages[1:]), f"it goes on at {url}: {_why(page)}")
        pages.append(page)
    return Article(first, tuple(pages[1:]))


def goes_on(page: Attempt, before: Collection[str | None]) -> bool:
    """Whether an attempt brought the next page of an article; `before`: the digests of its pages so far.

    Servers that do not know a page answer with another one, for ever.
    """
    came = page.outcome in ("fetched", "unchanged", "duplicate")
    return came and page.digest is not None and page.digest not in before


def _why(page: Attempt | None) -> str:
    if page is None:
        return "that page was not asked for"
    return page.error or "a page equal to one before it came"
