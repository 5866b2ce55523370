"""What CMS families share: list requests, what a list page gives, and the traps that any of them may set."""

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
class Ask:
    """One list request; `post` is a form or JSON body, `page` counts from 1, `depth` counts sub-columns.

    guess: the address was made up, not read: that nothing is there is no failure of the site.
    otherwise: what to ask instead where this brings no page.
    """

    url: str
    post: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    page: int = 1
    depth: int = 0
    guess: bool = False
    otherwise: "Ask | None" = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What one list page gives: rows of articles and further list requests, in page order."""

    rows: list[Row] = field(default_factory=list)
    more: list[Ask] = field(default_factory=list)


class Family:
    """A CMS family; one instance walks one column. A subclass gives `name` and `article`.

    signature: what betrays the family in `URL + newline + page text`; None where only its links do.
    """

    name: ClassVar[str]
    article: ClassVar[re.Pattern[str]]  # what the URL of an article looks like
    signature: ClassVar[re.Pattern[str] | None] = None

    def start(self, site: Column) -> list[Ask]:
        """The first list requests of a column."""
        return [Ask(site.column_url)]

    def read(self, ask: Ask, page: Page) -> Listing:
        """Rows and further requests of a list page; a script shell leads to the page it names."""
        if shell := jump(page):
            return Listing(more=below(ask, [shell]))
        found, more = self.rows(page), self.more(ask, page)
        return Listing(found, more) if found or more else bare(ask, page)

    def rows(self, page: Page) -> list[Row]:
        """Every anchor whose URL is an article's, once."""
        return rows(page, self.article)

    def more(self, ask: Ask, page: Page) -> list[Ask]:
        """Further list requests; none by default."""
        return []

    def attachments(self, page: Page) -> list[Row]:
        """Files that an article offers: links to documents, and pictures where the page has no table."""
        return attachments(page)


def jump(page: Page) -> str | None:
    """Where a page without content of its own sends a browser (Dongcheng, Shijingshan, Huairou)."""
    if len(page.body) >= 4 * STUB:
        return None
    found = _SHELL.search(page.text) or _REFRESH.search(page.text)
    target = page.join(found[1]) if found else None
    return target if target != page.url else None


def below(ask: Ask, urls: Iterable[str | None]) -> list[Ask]:
    """Sub-columns one step deeper, each once."""
    if ask.depth >= MAX_DEPTH:
        return []
    return [Ask(url, depth=ask.depth + 1) for url in dict.fromkeys(urls) if url]


def bare(ask: Ask, page: Page) -> Listing:
    """A page without a list: it is the report itself (Haidian), or frames the list (Changzhou, Ningbo)."""
    if row := inline(page):
        return Listing([row])
    frames = (page.join(node.attributes.get("src")) for node in page.anchors("iframe[src]"))
    host = urlsplit(page.url).netloc
    return Listing(more=below(ask, [url for url in frames if url and urlsplit(url).netloc == host]))


def inline(page: Page) -> Row | None:
    """The report that a page shows itself, titled by its meta, its heading or its window."""
    if count_headings(page.text) < 2:
        return None
    meta = page.tree.css_first("meta[name=ArticleTitle]")
    titles = [meta.attributes.get("content") if meta else None]
    titles += [node.text(deep=True) for name in ("h1", "title") for node in page.anchors(name)]
    title = next((tidy(text) for text in titles if text and text.strip()), "")
    return Row(page.url, title) if title else None


def answer(page: Page) -> dict[str, Any]:
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


def fragment(page: Page, html: str) -> Page:
    """HTML found inside an answer (JSON, XML, script) as a page of its own."""
    return Page(page.url, html.encode(), "text/html; charset=utf-8")
