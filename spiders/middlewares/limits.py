"""Daily cap of requests a host, and the night window."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from scrapy import Request
from scrapy.crawler import Crawler

from spiders.middlewares.base import Middleware, Refused
from spiders.registry import domain

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT_ENDS = 6  # o'clock; the window opens at midnight


class Limits(Middleware):
    """Counts what was asked of a host in the last day, earlier batches included."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._asked: Counter[str] | None = None

    async def process_request(self, request: Request) -> None:
        """Raises Refused over the daily cap; with `--night`, waits for the night."""
        if self._asked is None:
            self._asked = Counter(item.host for item in self.spider.ledger.recent if item.status is not None)
        host = _host(request.url)
        if self._asked[host] >= self.spider.polite.daily_cap:
            raise Refused(f"daily cap: {self.spider.polite.daily_cap} requests to {host} in 24 hours")
        if self.spider.night_only:
            await asyncio.sleep(seconds_to_night(datetime.now(SHANGHAI)))
        self._asked[host] += 1


def _host(url: str) -> str:
    return domain(urlsplit(url).hostname or "")


def seconds_to_night(moment: datetime) -> float:
    """Seconds until the window 00:00-06:00 Asia/Shanghai is open; 0 inside it."""
    here = moment.astimezone(SHANGHAI)
    if here.hour < NIGHT_ENDS:
        return 0.0
    midnight = (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - here).total_seconds()
