"""static: plain pages of no known system, by link patterns; page 2 is the next link, else a guess."""

import re
from collections.abc import Iterator
from itertools import takewhile
from urllib.parse import urlsplit

from spiders.content.page import Page
from spiders.families.base import STUB, Family, Listing, ListRequest, redirect_target, sub_columns
from spiders.families.links import Row, rows
from spiders.families.paging import guess_next, next_link, year_links
from spiders.policy.titles import parse_title

# Article addresses of real sites that no family claims; a title that names a report counts as well.
DIALECTS = re.compile(
    r"/t\d{8}_\d+\.s?html?$|/art_\w+\.html$|/\d{6}/[0-9a-f]{32}\.s?html$|/m?post_\d+\.html$"
    r"|/c(?:ontent)?_\d+\.s?html?$|/\d{4}-\d\d/\d\d/\w+\.s?html?$|/\d{12,}/index\.s?html$"
    r"|/cols/\d{4}/\d+/\d+/[0-9a-f]{32}\.shtml$|/columns/[0-9a-f-]{36}/\d{6}/\d\d/[0-9a-f-]{36}\.html$"
)
_ANY = re.compile("")


class Static(Family):
    """The generic family, and the base of those whose paging nobody has seen."""

    name = "static"
    article = DIALECTS

    def __init__(self) -> None:
        self._known: set[int] = set()  # hashes: a column may hold tens of thousands of rows
        self._folders: set[str] = set()

    def read(self, request: ListRequest, page: Page) -> Listing:
        """As Family; a guessed page counts only for new rows in the folders of the pages before."""
        if not request.guess or redirect_target(page):
            listing = super().read(request, page)
            self._note(listing.rows)
            return listing
        fresh = [row for row in self.rows(page) if self._is_new(row)]
        if len(page.body) < STUB or not fresh:
            return Listing(more=[request.fallback] if request.fallback else [])
        self._note(fresh)
        return Listing(fresh, self.more(request, page))

    def rows(self, page: Page) -> list[Row]:
        """Anchors with an article's address, and others whose title names a report and its year."""
        columns = set(year_links(page))
        return [
            row
            for row in rows(page, _ANY)
            if self.article.search(row.url) or (row.url not in columns and _names_report(row.title))
        ]

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The next page, and year columns of the first page."""
        following = next_link(request, page)
        if not following and self.rows(page):
            following = guess_next(request, page)
        return following + (sub_columns(request, year_links(page)) if request.page == 1 else [])

    def _note(self, found: list[Row]) -> None:
        self._known |= {hash(row.url) for row in found}
        self._folders |= {_folder(row.url) for row in found}

    def _is_new(self, row: Row) -> bool:
        """Page 2 of some sites lists another column (Changzhou: home news; Shuyang: other bureaus)."""
        if hash(row.url) in self._known:
            return False
        return any(folder in self._folders for folder in _leading_folders(row.url))


def _names_report(title: str) -> bool:
    found = parse_title(title)
    return found.refusal is None and found.year is not None


def _leading_folders(url: str) -> Iterator[str]:
    """What an address begins with, up to each of its slashes."""
    return (url[: found.end()] for found in re.finditer("/", url))


def _folder(url: str) -> str:
    """The leading folders of an address that hold no digit: /zwgk/nb/2026/1.html → /zwgk/nb/."""
    parts = urlsplit(url)
    steady = takewhile(lambda name: not re.search(r"\d", name), parts.path.split("/")[1:-1])
    return f"{parts.scheme}://{parts.netloc}/" + "".join(f"{name}/" for name in steady)
