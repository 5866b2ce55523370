"""Redirects are followed as Scrapy does it, and name no page that they come from: our requests name none."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response


class Redirect(RedirectMiddleware):
    """Scrapy's, which would warn at every start that nothing sets a Referer."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Without the look for Scrapy's middleware of referers, whose absence is meant."""
        made = cls(crawler.settings)
        made.crawler = crawler
        return made

    def handle_referer(self, request: Request, response: Response) -> None:
        """A browser that came without one sends none on the way, either."""
        request.headers.pop("Referer", None)
