"""What passes between a family and the walk: requests for list pages, what a page gives, what it promises."""

from dataclasses import dataclass, field
from typing import Protocol

from spiders.families.links import Row


class ListRefusedError(ValueError):
    """What came is no list: an error object, an answer without its key, a page of maintenance.

    The text quotes what the server says. It costs the list that was asked for, not the walk.
    """


class Column(Protocol):
    """What a family may know of the registry row."""

    @property
    def column_url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Promise:
    """What a list says of itself: its records and its pages; None where it does not say."""

    records: int | None = None
    pages: int | None = None

    def __or__(self, other: "Promise") -> "Promise":
        """What `other` says, and this where it does not."""
        return Promise(
            self.records if other.records is None else other.records,
            self.pages if other.pages is None else other.pages,
        )


@dataclass(frozen=True, slots=True)
class ListRequest:
    """One request for a page of a list.

    post: the form or JSON body; None for a GET. page: its number, from 1. depth: sub-columns above it: what
    is deeper than the page that led to it is a list of its own, the rest goes on with that page's list.
    guess: the address was made up, not read: that nothing is there is no failure of the site.
    fallback: what to request instead where this brings no list.
    """

    url: str
    post: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    page: int = 1
    depth: int = 0
    guess: bool = False
    fallback: "ListRequest | None" = None

    def following(
        self, url: str, guess: bool = False, fallback: "ListRequest | None" = None
    ) -> "ListRequest":
        """The request for the page after this one, at its address."""
        return ListRequest(url, page=self.page + 1, depth=self.depth, guess=guess, fallback=fallback)

    def call(
        self,
        url: str,
        post: str | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        page: int = 1,
        fallback: "ListRequest | None" = None,
    ) -> "ListRequest":
        """The request for a page of this list that comes by a call; a guess where another stands by."""
        return ListRequest(url, post, headers, page, self.depth, fallback is not None, fallback)


@dataclass(frozen=True, slots=True)
class Listing:
    """What one list page gives: rows of articles and further list requests, in page order.

    promise: what the page says of its whole list. records: how many records it held, where these are not its
    rows: some are no articles.
    """

    rows: list[Row] = field(default_factory=list)
    more: list[ListRequest] = field(default_factory=list)
    promise: Promise = Promise()
    records: int | None = None
