"""What CMS families share: requests for list pages, what a page gives, and traps that any of them may set."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol
from urllib.parse import urlsplit

from spiders.content.chinese import tidy
from spiders.content.headings import count_headings
from spiders.content.page import Page
from spiders.families.links import Row, attachments, rows

STUB = 600  # bytes: shorter list pages are stubs past the end (seen on deep pages of several families)
MAX_DEPTH = 3
_SHELL = re.compile(r"location(?:\.href)?\s*(?:\.replace\(|=)\s*[\"']([^\"']+)")
_REFRESH = re.compile(r"http-equiv=[\"']?refresh[\"']?[^>]*url\s*=\s*[\"']?([^\"'>\s]+)", re.I)


class Column(Protocol):
    """What a family may know of the registry row."""

    @property
    def column_url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ListRequest:
    """One request for a page of a list.

    post: the form or JSON body; None for a GET. page: its number, from 1. depth: sub-columns above it.
    guess: the address was made up, not read: that nothing is there is no failure of the site.
    fallback: what to request instead where this brings no page.
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


@dataclass(frozen=True, slots=True)
class Listing:
    """What one list page gives: rows of articles and further list requests, in page order."""

    rows: list[Row] = field(default_factory=list)
    more: list[ListRequest] = field(default_factory=list)


class Family:
    """A CMS family: how its lists are read. One instance walks one column, and may keep state for it.

    A subclass gives `name`, `article` and mostly `signature`, and overrides `more` where lists have pages,
    `rows` where they are no plain anchors, `read` where rows come from calls:

        class Jeecms(Family):
            name = "jeecms"
            article = re.compile("/[0-9]+[.]jhtml$")
            signature = re.compile("[.]jhtml")

            def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
                return next_numbered(request, page, 3, "index_{}.jhtml")

    article: what the URL of an article looks like. signature: what betrays the family in
    `URL + newline + page text`; None where only its links do.
    """

    name: ClassVar[str]
    article: ClassVar[re.Pattern[str]]
    signature: ClassVar[re.Pattern[str] | None] = None

    def start(self, site: Column) -> list[ListRequest]:
        """The first list requests of a column."""
        return [ListRequest(site.column_url)]

    def read(self, request: ListRequest, page: Page) -> Listing:
        """Rows and further requests of a list page; a script shell leads to the page it names.

        What this raises ends the walk of the site as `family_failed`: a page that is not understood is never
        an empty list.
        """
        if shell := redirect_target(page):
            return Listing(more=sub_columns(request, [shell]))
        found, more = self.rows(page), self.more(request, page)
        return Listing(found, more) if found or more else read_unlisted(request, page)

    def rows(self, page: Page) -> list[Row]:
        """Every anchor whose URL is an article's, once."""
        return rows(page, self.article)

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """Further list requests; none by default."""
        return []

    def attachments(self, page: Page) -> list[Row]:
        """Files that an article offers: links to documents, and pictures where the page has no table."""
        return attachments(page)


def redirect_target(page: Page) -> str | None:
    """Where a page without content of its own sends a browser (seen: Dongcheng, Shijingshan, Huairou)."""
    if len(page.body) >= 4 * STUB:
        return None
    found = _SHELL.search(page.text) or _REFRESH.search(page.text)
    target = page.join(found[1]) if found else None
    return target if target != page.url else None


def sub_columns(request: ListRequest, urls: Iterable[str | None]) -> list[ListRequest]:
    """Requests for sub-columns one step deeper, each address once; none below MAX_DEPTH."""
    if request.depth >= MAX_DEPTH:
        return []
    return [ListRequest(url, depth=request.depth + 1) for url in dict.fromkeys(urls) if url]


def read_unlisted(request: ListRequest, page: Page) -> Listing:
    """A page without a list: it is the report itself (Haidian), or frames the list (Changzhou, Ningbo)."""
    if row := inline_report(page):
        return Listing([row])
    frames = (page.join(node.attributes.get("src")) for node in page.anchors("iframe[src]"))
    host = urlsplit(page.url).netloc
    return Listing(more=sub_columns(request, [url for url in frames if url and urlsplit(url).netloc == host]))


def inline_report(page: Page) -> Row | None:
    """The report that stands on the list page itself, titled by its meta, its heading or its window."""
    if count_headings(page.text) < 2:
        return None
    meta = page.tree.css_first("meta[name=ArticleTitle]")
    titles = [meta.attributes.get("content") if meta else None]
    titles += [node.text(deep=True) for name in ("h1", "title") for node in page.anchors(name)]
    title = next((tidy(text) for text in titles if text and text.strip()), "")
    return Row(page.url, title) if title else None


def json_answer(page: Page) -> dict[str, Any]:
    """The JSON object that a call answers with, bare or in a JSONP call.

    Raises ValueError that quotes what came instead.
    """
    text = page.text.strip()
    wrapped = re.fullmatch(r"[\w.$]*\(?(\{.*\})\)?;?", text, re.S)
    try:
        found = json.loads(wrapped[1] if wrapped else text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ValueError(f"{page.url} answered {text[:60]!r} where a JSON object was expected")
    return found


def html_fragment(page: Page, html: str) -> Page:
    """HTML found inside an answer (JSON, XML, script) as a page of its own."""
    return Page(page.url, html.encode(errors="replace"), "text/html; charset=utf-8")
