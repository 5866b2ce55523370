"""What CMS families share: list requests, rows of a list page, next pages, attachments of an article."""

import re
from dataclasses import dataclass, field
from typing import ClassVar, Protocol
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from spiders.page import Page

_DATE = re.compile(r"(20\d\d|19\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_FILE = re.compile(r"\.(pdf|docx?|xlsx?|wps|et|ofd|rtf|zip|rar|jpe?g|png)(?![\w.])", re.I)
_PICTURE = re.compile(r"\.(jpe?g|png|gif|bmp|tiff?)$", re.I)
STUB = 600  # bytes: shorter list pages are stubs past the end (seen on deep pages of several families)


class Column(Protocol):
    """What a family may know of the registry row."""

    @property
    def column_url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Ask:
    """One list request; `post` is a form or JSON body, `page` counts from 1, `depth` counts sub-columns."""

    url: str
    post: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    page: int = 1
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One link of a list or article: absolute URL, its title as printed, its date (YYYY-MM-DD) if shown."""

    url: str
    title: str
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What one list page gives: rows of articles and further list requests, in page order."""

    rows: list[Row] = field(default_factory=list)
    more: list[Ask] = field(default_factory=list)


class Family:
    """A CMS family. A subclass gives `name` and `article`, and overrides what differs."""

    name: ClassVar[str]
    article: ClassVar[re.Pattern[str]]  # what the URL of an article looks like

    def start(self, site: Column) -> list[Ask]:
        """The first list requests of a column."""
        return [Ask(site.column_url)]

    def read(self, ask: Ask, page: Page) -> Listing:
        """Rows and further requests of a list page."""
        return Listing(self.rows(page), self.more(ask, page))

    def rows(self, page: Page) -> list[Row]:
        """Every anchor whose URL is an article's, once."""
        return rows(page, self.article)

    def more(self, ask: Ask, page: Page) -> list[Ask]:
        """Further list requests; none by default."""
        return []

    def attachments(self, page: Page) -> list[Row]:
        """Files that an article offers: links to documents, and pictures where the page has no table."""
        return attachments(page)


def rows(page: Page, article: re.Pattern[str], selector: str = "a[href]") -> list[Row]:
    """Rows of the anchors that match `article`, first mention first, with the date printed beside them."""
    found: dict[str, Row] = {}
    for anchor in page.anchors(selector):
        url = page.join(anchor.attributes.get("href"))
        if url and article.search(url) and (title := title_of(anchor)):
            found.setdefault(url, Row(url, title, date_beside(anchor)))
    return list(found.values())


def title_of(anchor: LexborNode) -> str:
    """The longer of the title attribute and the text: the text is often cut with an ellipsis."""
    text = re.sub(r"\s+", " ", _DATE.sub("", anchor.text(deep=True)) or anchor.text(deep=True)).strip()
    given = (anchor.attributes.get("title") or "").strip()
    return given if given and (len(given) >= len(text) or "…" in text or "..." in text) else text


def date_beside(anchor: LexborNode) -> str | None:
    """The date in the row that holds an anchor (li, tr, dd, p or the parent), else None."""
    node: LexborNode | None = anchor
    for _ in range(3):
        node = node.parent if node is not None else None
        if node is None or len(node.css("a[href]")) > 2:
            return None
        if found := date_in(node.text(deep=True)):
            return found
    return None


def date_in(text: str) -> str | None:
    """The last date of a text as YYYY-MM-DD (a title may name one first), split lines allowed."""
    found = _DATE.findall(text)
    if not found:
        return None
    year, month, day = found[-1]
    return f"{year}-{int(month):02}-{int(day):02}" if 1 <= int(month) <= 12 and 1 <= int(day) <= 31 else None


def attachments(page: Page, pictures: bool | None = None) -> list[Row]:
    """Linked documents in page order, each once; pictures only where no text can hold the tables."""
    found: dict[str, Row] = {}
    for anchor in page.anchors():
        url, text = page.join(anchor.attributes.get("href")), title_of(anchor)
        if url and (
            _FILE.search(urlsplit(url).path) or _FILE.search(urlsplit(url).query) or _FILE.search(text)
        ):
            found.setdefault(url, Row(url, text))
    wanted = pictures if pictures is not None else not (found or page.tree.css_first("table td"))
    return [row for row in found.values() if wanted or not _PICTURE.search(urlsplit(row.url).path)]
