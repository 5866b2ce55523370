"""What the middlewares share: the running spider, and the exception that refuses a request with a reason."""

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from spiders.archive.reasons import Verdict
from spiders.registry import domain

if TYPE_CHECKING:
    from spiders.crawling.spider import Collector


class Refused(IgnoreRequest):
    """A request that must not be made; `verdict` says why, and goes into the log as it is.

    raise Refused(verdict("daily_cap", requests=3000, host="bjft.gov.cn"))
    """

    def __init__(self, found: Verdict) -> None:
        super().__init__(found.error)
        self.verdict = found


class Middleware:
    """A Scrapy downloader middleware of the collector; settings.py gives the order."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(crawler)

    @property
    def spider(self) -> "Collector":
        """The running collector with its state and politeness."""
        assert self.crawler.spider is not None
        return self.crawler.spider  # type: ignore[return-value]


def host_of(url: str) -> str:
    """The registrable name that caps and circuits count by: http://www.x.gov.cn/a → x.gov.cn."""
    return domain(urlsplit(url).hostname or "")
