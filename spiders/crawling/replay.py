"""The download handler of a replay: every request is answered from WARC files, and no socket is opened."""

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Headers, Response

from spiders.archive.captures import Captures
from spiders.archive.http_message import Message


class ReplayHandler(BaseDownloadHandler):
    """Answers http and https from the `captures` of the running spider.

    It stands in for the wire alone, so that middlewares, robots.txt and the archive see what they always see.
    """

    async def download_request(self, request: Request) -> Response:
        """The captured response; raises NotHeldError."""
        captures: Captures = self.crawler.spider.captures  # type: ignore[union-attr]
        media_type = (request.headers.get("Content-Type") or b"").decode("latin-1")
        return _response(request, captures.answer(request.method, request.url, request.body, media_type))


def _response(request: Request, held: Message) -> Response:
    headers = Headers()
    for name, value in held.headers:
        headers.appendlist(name, value)
    return Response(request.url, held.status, headers, held.body, protocol=held.protocol)
