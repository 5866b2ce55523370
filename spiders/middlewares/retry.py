"""At most a few retries, with back-off, and the wait that Retry-After asks for."""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from spiders.middlewares.base import Middleware, host_of
from spiders.middlewares.failures import is_permanent
from spiders.net.tls import is_distrusted, is_handshake_failure
from spiders.policy.settings import Politeness

STATUSES = (408, 429, 500, 502, 503, 504)


class Retry(Middleware):
    """Asks again, after a wait, where another answer is likely: see `wait_before_retry`.

    After a TLS failure less is demanded of that host: no check of its certificate, or old TLS.
    """

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """The response, or the same request again after the wait."""
        wait = wait_before_retry(self.spider.polite, request, response)
        return response if wait is None else await self._again(request, wait)

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The same request again where the connection broke."""
        wait = wait_before_retry(self.spider.polite, request, exception)
        if wait is not None and is_handshake_failure(exception):
            hosts = self.spider.unverified if is_distrusted(exception) else self.spider.old_tls
            hosts.add(host_of(request.url))
        return None if wait is None else await self._again(request, wait)

    async def _again(self, request: Request, wait: float) -> Request:
        await asyncio.sleep(wait)
        again = request.replace(dont_filter=True)
        again.meta["retries"] = retry_count(request) + 1
        return again


def retry_count(request: Request) -> int:
    """How often a request was retried already."""
    return int(request.meta.get("retries", 0))


def wait_before_retry(polite: Politeness, request: Request, result: Response | Exception) -> float | None:
    """Seconds to wait before asking again; None where it must not be asked again.

    A 429 that does not say when to come back is a wall: it is counted by the breaker, not asked again.
    """
    if retry_count(request) >= polite.retries or isinstance(result, IgnoreRequest):
        return None
    if isinstance(result, Exception):
        return None if is_permanent(result) else _back_off(polite, request)
    if result.status not in STATUSES:
        return None
    wait = retry_after(result, datetime.now(UTC))
    if wait is None:
        return None if result.status == 429 else _back_off(polite, request)
    return wait if wait <= polite.longest_wait else None


def _back_off(polite: Politeness, request: Request) -> float:
    return float(polite.back_off * 2 ** retry_count(request))


def retry_after(response: Response, moment: datetime) -> float | None:
    """Seconds that Retry-After asks for, given as a number or a date; None without a readable one."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdigit():  # ² is a digit to isdigit, and no number
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - moment).total_seconds())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
