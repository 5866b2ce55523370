"""static: plain pages of no known system, by link patterns; page 2 is the next link, else a guess."""

import re
from collections.abc import Iterator
from itertools import takewhile
from urllib.parse import urlsplit

from spiders.content.page import Page
from spiders.families.base import STUB, Family, redirect_target
from spiders.families.links import Row
from spiders.families.listing import Listing, ListRequest
from spiders.families.paging import guess_next

# Article addresses of real sites that no family claims; a title that names a report counts as well.
DIALECTS = re.compile(
    r"/t\d{8}_\d+\.s?html?$|/art_\w+\.html$|/\d{6}/[0-9a-f]{32}\.s?html$|/m?post_\d+\.html$"
    r"|/c(?:ontent)?_\d+\.s?html?$|/\d{4}-\d\d/\d\d/\w+\.s?html?$|/\d{12,}/index\.s?html$"
    r"|/\d{4}/\d\d-\d\d/\d+\.html$|/\w+/\d{8}/\w+_\d+\.html$|/\d{4}/\w+_\d{4}/\d+\.html$|/articles/\w+/\d{6}/[\w-]+\.shtml$"
    r"|/cols/\d{4}/\d+/\d+/[0-9a-f]{32}\.shtml$|/columns/[0-9a-f-]{36}/\d{6}/\d\d/[0-9a-f-]{36}\.html$"
)


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
        return Listing(fresh, self.more(request, page), self.promise(page))

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The next page by a pager or link, else a guess where the page has rows and does not end there."""
        known = super().more(request, page)
        pages = self.promise(page).pages
        is_last = pages is not None and request.page >= pages
        return known or (guess_next(request, page) if self.rows(page) and not is_last else [])

    def _note(self, found: list[Row]) -> None:
        self._known |= {hash(row.url) for row in found}
        self._folders |= {_folder(row.url) for row in found}

    def _is_new(self, row: Row) -> bool:
        """Page 2 of some sites lists another column (Changzhou: home news; Shuyang: other bureaus)."""
        if hash(row.url) in self._known:
            return False
        return any(folder in self._folders for folder in _leading_folders(row.url))


def _leading_folders(url: str) -> Iterator[str]:
    """What an address begins with, up to each of its slashes."""
    return (url[: found.end()] for found in re.finditer("/", url))


def _folder(url: str) -> str:
    """The leading folders of an address that hold no digit: /zwgk/nb/2026/1.html → /zwgk/nb/."""
    parts = urlsplit(url)
    steady = takewhile(lambda name: not re.search(r"\d", name), parts.path.split("/")[1:-1])
    return f"{parts.scheme}://{parts.netloc}/" + "".join(f"{name}/" for name in steady)
