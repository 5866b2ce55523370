"""What the middlewares share: the crawler's parts, and the exception that refuses a request with a reason."""

from typing import TYPE_CHECKING, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from spiders.crawling.spider import Collector


class Refused(IgnoreRequest):
    """A request that must not be made; `outcome` is refused or blocked, the text says why."""

    def __init__(self, reason: str, outcome: str = "refused") -> None:
        super().__init__(reason)
        self.outcome = outcome


class Middleware:
    """A downloader middleware of the collector."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(crawler)

    @property
    def spider(self) -> "Collector":
        """The running collector with its ledger and politeness."""
        assert self.crawler.spider is not None
        return self.crawler.spider  # type: ignore[return-value]
