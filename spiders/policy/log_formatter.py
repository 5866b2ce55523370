"""What Scrapy says of each answer, left out: the archive's log tells more of it."""

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter


class QuietLogFormatter(LogFormatter):
    """Scrapy's formatter without a line an answer, which it makes whether the log level shows it or not."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> None:  # type: ignore[override]
        """None: no line (https://docs.scrapy.org/en/latest/topics/logging.html#custom-log-formats)."""
