"""What every replica site is made of: requests, replies, pages by path, and what a crawl should find."""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from spiders.replica.model import Report
from spiders.replica.world import ReportId, world

HTML_UTF8 = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it reached the replica; `query` is the raw query string, header names are lower-case."""

    method: str
    host: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `content_type` None sends no such header; `modified` is an ISO date for Last-Modified."""

    body: bytes = b""
    status: int = 200
    content_type: str | None = HTML_UTF8
    modified: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A line of the demo registry (contract A of the design)."""

    site_id: str
    name: str
    region_code: str
    level: str
    family: str
    column_url: str
    aggregator: bool = False
    first_year: int = 2019
    status: str = "active"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list, and what a right crawl makes of it.

    fate: `report` (fetched and kept), `attachment` (fetched from its parent report's page), `notice` (not a
    report's title), `off_host` (never asked for), `big5` (a gateway copy, never asked for), `soft_404`
    (fetched, recognised as no report). `report` is None where there is none.
    """

    site_id: str
    url: str
    title: str
    date: str
    fate: str = "report"
    report: ReportId | None = None
    parent_url: str | None = None


Page = Callable[[], Reply]


@dataclass(frozen=True)
class ReplicaSite:
    """One host's pages by path; `row` is None for a host that no registry line names."""

    host: str
    row: SiteRow | None
    pages: Mapping[str, Page]
    listed: Sequence[Listed] = ()
    missing: Reply = Reply(b"<html><head><title>404</title></head><body>404 Not Found</body></html>", 404)
    robots: str | None = "User-agent: *\nDisallow: /search/\n"

    def respond(self, request: Request) -> Reply:
        if request.path == "/robots.txt" and self.robots is not None:
            return Reply(self.robots.encode(), content_type="text/plain")
        page = self.pages.get(request.path)
        return page() if page else self.missing


def fixed(body: str) -> Page:
    """A page that never changes."""
    return lambda: Reply(body.encode())


def lazy(make: Callable[[], Reply]) -> Page:
    """A page made when it is first asked for."""
    return cache(make)


def find(edition: int, body: str, year: int, variant: str = "") -> tuple[ReportId, Report]:
    key = (body, year, variant)
    return key, world(edition)[key]


def metas(site_name: str, column: str, report: Report | None = None, title: str = "", date: str = "") -> str:
    """The national meta block of government pages, as the CMS prints it."""
    named = {
        "SiteName": site_name,
        "SiteIDCode": "9900000000",
        "ColumnName": column,
        "ColumnType": "信息公开年报",
    }
    if report:
        named |= {"ArticleTitle": report.title, "PubDate": f"{report.published} 09:30"}
        named |= {"ContentSource": report.agency or ""}
    elif title:
        named |= {"ArticleTitle": title, "PubDate": f"{date} 09:30"}
    return "".join(f'<meta name="{name}" content="{html.escape(text)}">\n' for name, text in named.items())
