"""Daily cap of requests a host, and the night window."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scrapy import Request
from scrapy.crawler import Crawler

from spiders.archive.reasons import verdict
from spiders.middlewares.base import Middleware, Refused, host_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT_ENDS = 6  # o'clock; the window opens at midnight


class Limits(Middleware):
    """Counts the requests to a host in the last day, those of earlier batches included.

    With `--night` it lets requests through from 00:00 to 06:00 in Shanghai alone.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._asked: Counter[str] | None = None

    async def process_request(self, request: Request) -> None:
        """Raises Refused over the daily cap; with `--night`, waits for the night."""
        if self._asked is None:
            answered = (item for item in self.spider.state.recent if item.status is not None)
            self._asked = Counter(item.host for item in answered)
        host = host_of(request.url)
        if self._asked[host] >= self.spider.polite.daily_cap:
            raise Refused(verdict("daily_cap", requests=self.spider.polite.daily_cap, host=host))
        if self.spider.night_only:
            await asyncio.sleep(seconds_to_night(datetime.now(SHANGHAI)))
        self._asked[host] += 1


def seconds_to_night(moment: datetime) -> float:
    """Seconds until the window 00:00-06:00 Asia/Shanghai is open; 0 inside it."""
    here = moment.astimezone(SHANGHAI)
    if here.hour < NIGHT_ENDS:
        return 0.0
    midnight = (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - here).total_seconds()
