"""Bytes captured as the collector captures them: its own middleware, state and writer, without sockets."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from scrapy import Request
from scrapy.http import Response

from spiders.archive.attempt import Attempt
from spiders.archive.writer import BatchWriter
from spiders.content.page import Page
from spiders.crawling.crawl_state import CrawlState, Link
from spiders.crawling.spider import Trace
from spiders.middlewares.capture import Capture
from spiders.parsing.parse import Asked, Look, look
from spiders.policy.settings import REPLICA


class Here:
    """Looks at answers in this process."""

    async def look(self, site_id: str, asked: Asked, page: Page) -> Look:
        return look(asked, None, page)


@dataclass(frozen=True)
class Capturing:
    """A batch that takes answers; `take` gives what was logged of one, and its page."""

    middleware: Capture

    def take(
        self, link: Link, body: bytes, content_type: str = "text/html", status: int = 200
    ) -> tuple[Attempt, Page]:
        request = Request(link.url, meta={"link": link, "trace": (trace := Trace())})
        response = Response(link.url, status, {"Content-Type": content_type}, body)
        asyncio.run(self.middleware.process_response(request, response))
        assert trace.last is not None and trace.page is not None
        return trace.last, trace.page


@contextmanager
def capturing(archive_dir: Path, *sites: str, batch: str = "20260101T000000Z-a") -> Iterator[Capturing]:
    """A batch of these sites in `archive_dir`; on the disk when left."""
    with BatchWriter(archive_dir, batch) as writer:
        spider = SimpleNamespace(
            state=CrawlState(archive_dir, writer, sites),
            polite=REPLICA,
            parser=Here(),
            watchdog=SimpleNamespace(turn_to=lambda link: None),
        )
        yield Capturing(Capture(SimpleNamespace(spider=spider)))  # type: ignore[arg-type]
