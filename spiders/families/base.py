"""What CMS families share: how a list page is read, and traps that any of them may set."""

import re
from collections.abc import Iterable
from typing import ClassVar
from urllib.parse import urlsplit

from spiders.content.chinese import tidy
from spiders.content.headings import count_headings
from spiders.content.page import Page
from spiders.families import paging
from spiders.families.attachments import attachments
from spiders.families.links import Row, rows
from spiders.families.listing import Column, Listing, ListRefusedError, ListRequest, Promise

_SILENT = Promise()

STUB = 600  # bytes: shorter list pages are stubs past the end (seen on deep pages of several families)
_SAID = 1 << 16  # bytes
MAX_DEPTH = 3
# An address that is put together is the script of a pager, which no one has pressed.
_SHELL = re.compile(
    r"(?:location(?:\.href)?\s*(?:\.(?:replace|assign)\(|=)|window\.navigate\()\s*[\"'`]([^\"'`]++)(?![\"'`]\s*\+)"
)
_REFRESH = re.compile(r"<meta\b(?=[^>]*http-equiv=[\"']?refresh)[^>]*?\burl\s*=\s*[\"']?([^\"'>\s]+)", re.I)
# What stands on a page that is shown in place of every other while a site is being worked on.
_CLOSED = re.compile(
    r"系统(?:正在)?(?:维护|升级)|(?:正在|停机)维护|维护中|升级改造|暂停(?:服务|访问)|网站关闭|服务不可用"
)


class Family:
    """A CMS family: how its lists are read. One instance walks one column, and may keep state for it.

    A subclass gives `name`, `article` and mostly `signature`, and overrides `more` and `promise` where the
    pagers that `paging` knows are not its own, `rows` where they are no plain links, `read` where rows come
    from calls:

        class Jeecms(Family):
            name = "jeecms"
            article = re.compile("/[0-9]+[.]jhtml$")
            signature = re.compile("[.]jhtml")

            def promise(self, page: Page) -> Promise:
                return Promise(pages=highest("index_([0-9]+)[.]jhtml", page.text))

            def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
                return next_numbered(request, page, self.promise(page).pages, "index_{}.jhtml")

    article: what the URL of an article looks like. signature: what betrays the family in
    `URL + newline + page text`; None where only its links do. is_called: rows come by calls of their own.
    """

    name: ClassVar[str]
    article: ClassVar[re.Pattern[str]]
    signature: ClassVar[re.Pattern[str] | None] = None
    is_called: ClassVar[bool] = False

    def start(self, site: Column) -> list[ListRequest]:
        """The first list requests of a column."""
        return [ListRequest(site.column_url)]

    def read(self, request: ListRequest, page: Page) -> Listing:
        """Rows, promise and further requests of a list page; a script shell leads to the page it names.

        Raises ListRefusedError where what came is no list. What else this raises ends the walk of the site as
        `family_failed`: a page that is not understood is never an empty list.
        """
        found = self.rows(page)
        if not found and (shell := redirect_target(page)):
            return Listing(more=sub_columns(request, [shell]))
        more = self.more(request, page)
        if request.page == 1 and request.post is None:
            taken = {row.url for row in found} | {each.url for each in more}
            more = more + self.sub_columns(request, page, taken)
        promise = self.promise(page)
        if all(each.guess for each in more) and promise.pages is None and paging.scripted_next(page):
            promise |= Promise(pages=request.page + 1)  # which nobody can ask for: that is told
        return Listing(found, more, promise) if found or more else read_unlisted(request, page, promise)

    def rows(self, page: Page) -> list[Row]:
        """Every link whose URL is an article's or whose words name a report, once; year columns are none."""
        columns = set(paging.year_columns(page))
        found = rows(page, self.article)
        return [row for row in found if row.url not in columns or self.article.search(row.url)]

    def promise(self, page: Page) -> Promise:
        """What the page says of its list."""
        return paging.promise(page)

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The next page of the list, by the pagers that many systems share."""
        return paging.following(request, page)

    def sub_columns(self, request: ListRequest, page: Page, taken: set[str]) -> list[ListRequest]:
        """The columns of single years that the first page of a column links to."""
        return sub_columns(request, (url for url in paging.year_columns(page) if url not in taken))

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


def read_unlisted(request: ListRequest, page: Page, promise: Promise = _SILENT) -> Listing:
    """A page without a list: it is the report itself (Haidian), or frames the list (Changzhou, Ningbo).

    Raises ListRefusedError where the page says that the site is closed for now.
    """
    if row := inline_report(page):
        return Listing([row])
    if len(page.body) < 8 * STUB and _CLOSED.search(page.text):
        raise ListRefusedError(said(page))
    frames = (page.join(node.attributes.get("src")) for node in page.anchors("iframe[src], frame[src]"))
    host = urlsplit(page.url).netloc
    own = [url for url in frames if url and urlsplit(url).netloc == host]
    return Listing(more=sub_columns(request, own), promise=promise)


def inline_report(page: Page) -> Row | None:
    """The report that stands on the list page itself, titled by its meta, its heading or its window."""
    if count_headings(page.text) < 2:
        return None
    meta = page.tree.css_first("meta[name=ArticleTitle]")
    titles = [meta.attributes.get("content") if meta else None]
    titles += [node.text(deep=True) for name in ("h1", "title") for node in page.anchors(name)]
    title = next((tidy(text) for text in titles if text and text.strip()), "")
    return Row(page.url, title) if title else None


def said(page: Page) -> str:
    """The first words that a page shows, for people; of a long one its beginning is looked at."""
    page = Page(page.url, page.body[:_SAID], page.content_type)
    if page.body[:1] in b"{[":
        return tidy(page.text[:120])
    nodes = [page.tree.css_first("title"), page.tree.body]
    words = (tidy(node.text(deep=True, separator=" "))[:120] for node in nodes if node is not None)
    return next((text for text in words if text), tidy(page.text[:120]))


def html_fragment(page: Page, html: str) -> Page:
    """HTML found inside an answer (JSON, XML, script) as a page of its own."""
    return Page(page.url, html.encode(errors="replace"), "text/html; charset=utf-8")
