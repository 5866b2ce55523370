"""Circuit breaker: a host that blocks is left alone for a day, and says so; no block is evaded."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from spiders.archive.reader import Attempt
from spiders.middlewares.base import Middleware, Refused
from spiders.policy.response_outcome import BLOCKED
from spiders.registry import domain

OPEN = "circuit open"  # how the log names it; the next crawl finds the day by this word


class Breaker(Middleware):
    """Opens after answers of 403, 412, 429 or 521 in a row, or after one body under several addresses."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._in_row: Counter[str] = Counter()
        self._bodies: dict[str, Counter[str]] = {}
        self._open: dict[str, str] | None = None

    def process_request(self, request: Request) -> None:
        """Raises Refused(blocked) while the circuit of the host is open."""
        if self._open is None:
            self._open = {}
            self._recall()
        if reason := self._open.get(_host(request.url)):
            raise Refused(reason, "blocked")

    def process_response(self, request: Request, response: Response) -> Response:
        """Counts what looks like a block."""
        host = _host(request.url)
        last: Attempt | None = request.meta["trace"].last
        self._count(host, response.status, datetime.now(UTC))
        if last and last.role == "report" and last.outcome == "not_a_report":
            bodies = self._bodies.setdefault(host, Counter())
            bodies[last.digest or ""] += 1
            if bodies[last.digest or ""] >= self.spider.polite.breaker_after:
                self._break(host, f"one body under {bodies[last.digest or '']} addresses", datetime.now(UTC))
        return response

    def _count(self, host: str, status: int, moment: datetime) -> None:
        self._in_row[host] = self._in_row[host] + 1 if status in BLOCKED else 0
        if self._in_row[host] >= self.spider.polite.breaker_after:
            self._break(host, f"HTTP {status} {self._in_row[host]} times in a row", moment)

    def _break(self, host: str, reason: str, moment: datetime) -> None:
        until = moment + timedelta(hours=self.spider.polite.breaker_hours)
        if self._open is not None and until > datetime.now(UTC):
            self._open.setdefault(host, f"{OPEN} until {until:%Y-%m-%dT%H:%MZ}: {reason}")

    def _recall(self) -> None:
        """What earlier runs of the last day met: blocks in a row, and circuits that are still open."""
        assert self._open is not None
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")
        for recent in self.spider.ledger.recent:
            if recent.status is not None:
                self._count(recent.host, recent.status, datetime.fromisoformat(recent.fetched_at))
            if recent.error.startswith(OPEN) and recent.error.split(" ")[3].rstrip(":") > now:
                self._open.setdefault(recent.host, recent.error)


def _host(url: str) -> str:
    return domain(urlsplit(url).hostname or "")
