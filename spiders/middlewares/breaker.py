"""Circuit breaker: a host that blocks is left alone for a day, and says so; no block is evaded."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from spiders.archive.attempt import Attempt
from spiders.archive.reasons import Verdict, verdict
from spiders.middlewares.base import Middleware, Refused, host_of
from spiders.policy.response_outcome import BLOCKED

UNTIL = "%Y-%m-%dT%H:%MZ"  # minutes are enough for a day


class Breaker(Middleware):
    """Opens a host's circuit after walls (403, 412, 429, 521) in a row, or one body under many addresses.

    The second sign is that of walls that answer 200: a page of refusal wherever a report was asked for.
    What earlier batches of the last day met counts as well, so that a new crawl does not begin anew.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._walls_in_row: Counter[str] = Counter()
        self._bodies: dict[str, Counter[str]] = {}
        self._open: dict[str, Verdict] | None = None  # by host; None until the log was looked at

    def process_request(self, request: Request) -> None:
        """Raises Refused(blocked) while the circuit of the host is open."""
        if self._open is None:
            self._open = {}
            self._recall()
        if found := self._open.get(host_of(request.url)):
            raise Refused(found)

    def process_response(self, request: Request, response: Response) -> Response:
        """Counts what looks like a block."""
        host = host_of(request.url)
        self._count_wall(host, response.status, datetime.now(UTC))
        last: Attempt | None = request.meta["trace"].last
        if last and last.role == "report" and last.outcome == "not_a_report":
            self._count_body(host, last.digest or "")
        return response

    def _count_wall(self, host: str, status: int, moment: datetime) -> None:
        times = self._walls_in_row[host] = self._walls_in_row[host] + 1 if status in BLOCKED else 0
        if times >= self.spider.polite.breaker_after:
            until = self._until(moment)
            self._break(host, verdict("circuit_blocked", until=until, code=status, times=times))

    def _count_body(self, host: str, digest: str) -> None:
        bodies = self._bodies.setdefault(host, Counter())
        bodies[digest] += 1
        if bodies[digest] >= self.spider.polite.breaker_after:
            until = self._until(datetime.now(UTC))
            self._break(host, verdict("circuit_same_body", until=until, times=bodies[digest]))

    def _until(self, moment: datetime) -> str:
        return (moment + timedelta(hours=self.spider.polite.breaker_hours)).strftime(UNTIL)

    def _break(self, host: str, found: Verdict) -> None:
        """Open a circuit, unless its day is over; one that is open stays as it is."""
        is_over = found.until is None or datetime.fromisoformat(found.until) <= datetime.now(UTC)
        if self._open is not None and not is_over:
            self._open.setdefault(host, found)

    def _recall(self) -> None:
        """What earlier runs of the last day met: walls in a row, and circuits that are still open."""
        for recent in self.spider.state.recent:
            if recent.status is not None:
                self._count_wall(recent.host, recent.status, datetime.fromisoformat(recent.fetched_at))
            if recent.verdict.until:
                self._break(recent.host, recent.verdict)
