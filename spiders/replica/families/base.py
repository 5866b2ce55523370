"""What every replica site is made of: requests, replies, pages by path, and what a crawl should find."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from spiders.replica.figures import YEARS
from spiders.replica.world import ReportId

HTML_UTF8 = "text/html; charset=utf-8"
LAST_YEAR = max(YEARS)


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
    """An answer. `content_type` None sends no such header; `modified` is an ISO date for Last-Modified.

    `stream` sends its pieces after the body; `length` is the Content-Length told where it is not the body's
    (with a stream and no `length` none is told: the end of the connection ends it). Status 0 resets the
    connection.
    """

    body: bytes = b""
    status: int = 200
    content_type: str | None = HTML_UTF8
    modified: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    stream: Callable[[], Iterator[bytes]] | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A line of the demo registry (contract A of the design); the replica's world ends with LAST_YEAR."""

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
    last_year: int = LAST_YEAR


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list or of an article's attachments, and what a right crawl makes of it.

    fate: `report` (a page that holds the report), `carrier` (a page that only links to its attachment),
    `attachment` (a file of the page `parent_url`), `notice` (not a report's title), `off_host` and `big5`
    (never asked for), `soft_404` (fetched, recognised as no report), `twin` (another address of a listed
    page) and `other_column` (never asked for). `report` is None where the address holds none.
    """

    site_id: str
    url: str
    title: str
    date: str
    fate: str = "report"
    report: ReportId | None = None
    parent_url: str | None = None


Page = Callable[[Request], Reply]
NOT_FOUND = Reply(b"<html><head><title>404</title></head><body>404 Not Found</body></html>", 404)


@dataclass(frozen=True)
class ReplicaSite:
    """One host's pages by path; `row` is None for a host that no registry line names."""

    host: str
    row: SiteRow | None
    pages: Mapping[str, Page]
    listed: Sequence[Listed] = ()
    missing: Page = lambda request: NOT_FOUND
    robots: Reply = Reply(b"User-agent: *\nDisallow: /search/\n", content_type="text/plain")

    def respond(self, request: Request) -> Reply:
        if request.path == "/robots.txt":
            return self.robots
        return self.pages.get(request.path, self.missing)(request)
