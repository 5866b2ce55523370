"""Circuit breaker: a host that blocks is left alone for a day, and says so; no block is evaded."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from spiders.archive import Attempt
from spiders.judge import BLOCKED
from spiders.middlewares.base import Middleware, Refused
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
            self._open = self._from_history()
        if reason := self._open.get(_host(request.url)):
            raise Refused(reason, "blocked")

    def process_response(self, request: Request, response: Response) -> Response:
        """Counts what looks like a block."""
        host, limit = _host(request.url), self.spider.polite.breaker_after
        last: Attempt | None = request.meta["trace"].last
        if response.status in BLOCKED:
            self._in_row[host] += 1
            if self._in_row[host] >= limit:
                self._break(host, f"HTTP {response.status} {self._in_row[host]} times in a row")
        else:
            self._in_row[host] = 0
        if last and last.role == "report" and last.outcome == "not_a_report":
            bodies = self._bodies.setdefault(host, Counter())
            bodies[last.digest or ""] += 1
            if bodies[last.digest or ""] >= limit:
                self._break(host, f"one body under {limit} addresses")
        return response

    def _break(self, host: str, reason: str) -> None:
        hours = self.spider.polite.breaker_hours
        until = datetime.now(UTC) + timedelta(hours=hours)
        assert self._open is not None
        self._open.setdefault(host, f"{OPEN} until {until:%Y-%m-%dT%H:%MZ}: {reason}")

    def _from_history(self) -> dict[str, str]:
        """Circuits that an earlier run opened and that are still open."""
        found: dict[str, str] = {}
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")
        for attempt in self.spider.ledger.history:
            reason = attempt.error or ""
            if reason.startswith(OPEN) and reason.split(" ")[3].rstrip(":") > now:
                found[_host(attempt.url)] = reason
        return found


def _host(url: str) -> str:
    return domain(urlsplit(url).hostname or "")
