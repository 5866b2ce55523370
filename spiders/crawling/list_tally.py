"""What a list promised against what came of it, over all its pages."""

from dataclasses import dataclass, field

from spiders.archive.reasons import Verdict, verdict
from spiders.content.page import Page
from spiders.families.base import said
from spiders.families.listing import Listing, ListRequest, Promise


@dataclass
class ListTally:
    """One list of a column: the column itself, the one of a year, a category.

    number: its own within the walk. waiting: requests of it that are not asked yet. last: the request that
    was read last. is_told: a failure of it stands in the log already. without_rows: the page read last, where
    it has no row: its words are asked for only where the promise is broken.
    """

    number: int
    promise: Promise = field(default_factory=Promise)
    records: int = 0
    pages: int = 0
    waiting: int = 0
    last: ListRequest | None = None
    is_told: bool = False
    is_repeating: bool = False
    without_rows: Page | None = None

    def note(self, request: ListRequest, page: Page, listing: Listing, fresh: int) -> None:
        """Take a page into account; `fresh` of its rows were on none of the list's pages before.

        Records that are no rows (of other columns, jumps to other sites) count as they come.
        """
        self.last, self.promise = request, self.promise | listing.promise
        self.records += fresh + max(0, (listing.records or 0) - len(listing.rows))
        self.pages += bool(fresh)
        self.is_repeating = bool(listing.rows) and not fresh
        self.without_rows = None if listing.rows else page

    def broken_promise(self) -> Verdict | None:
        """Why the list, read to its end, is not whole; None for one that is, or that promised nothing.

        A list that tells its records may come in larger pages than it shows: then those are what counts.
        """
        promised, came = self.promise, f"{self.records} records on {self.pages} pages"
        if promised.records is not None:
            is_whole, of = self.records >= promised.records, f"{promised.records} records"
        else:
            is_whole, of = max(self.pages, 1) >= (promised.pages or 0), f"{promised.pages} pages"
        if is_whole or self.is_told or self.last is None:
            return None
        came, page = f"{came} of {of}", self.last.page
        if self.is_repeating:
            return verdict("list_page_repeats", came=came, page=page)
        says = f"; the page says: {said(self.without_rows)}" if self.without_rows else ""
        return verdict("list_ends_early", came=came, page=page, says=says)
