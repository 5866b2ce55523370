"""Capture: every response and every failure becomes a record and a log line, before anything acts on it."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Headers, Response

from spiders.archive import warc
from spiders.archive.articles import DOCUMENTS
from spiders.archive.attempt import Attempt
from spiders.archive.reader import MAX_BODY, ArchiveError, body
from spiders.archive.reasons import Verdict, verdict
from spiders.archive.writer import Exchange, UnreadableError
from spiders.content.media_type import HTML
from spiders.content.page import Page
from spiders.crawling.crawl_state import Link
from spiders.middlewares.base import Middleware, Refused
from spiders.middlewares.failures import reason_of
from spiders.middlewares.retry import wait_before_retry
from spiders.parsing.parse import Look, unread
from spiders.policy.response_outcome import REDIRECTS


class Capture(Middleware):
    """Writes the archive, and leaves in the request's trace what came: the attempt, and its page decoded.

    The last of the chain before the wire: what the others retry, redirect or refuse is in the log already.
    """

    async def process_response(self, request: Request, response: Response) -> Response:
        """Archive a response as received."""
        state, link = self.spider.state, _link(request)
        self.spider.watchdog.turn_to(link)
        previous = state.previous(link)
        page, attempt = await self._judge(request, response, previous)
        source = previous if previous and attempt.digest and attempt.digest == previous.digest else None
        if attempt.outcome in ("fetched", "unchanged") and (twin := state.same_bytes(attempt)):
            attempt = _judged(attempt, verdict("same_bytes", url=twin.url))
            source = source or twin
        trace = request.meta["trace"]
        try:
            trace.last, trace.page = state.write(attempt, _exchange(request, response), source), page
        except UnreadableError as error:
            found = verdict("not_storable", exception=error)
            trace.last, trace.page = state.write(link.attempt(found, final_url=request.url)), None
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Archive a refusal or a failure."""
        if isinstance(exception, Refused):
            found = exception.verdict
        else:
            wait = wait_before_retry(self.spider.polite, request, exception)
            quoted = f"{type(exception).__name__}: {exception}"
            outcome = None if wait is None else "retry"
            found = verdict(reason_of(exception), outcome=outcome, exception=quoted)
        attempt = _link(request).attempt(found, final_url=request.url)
        trace = request.meta["trace"]
        trace.last, trace.exception = self.spider.state.write(attempt), exception

    async def _judge(
        self, request: Request, response: Response, previous: Attempt | None
    ) -> tuple[Page, Attempt]:
        """The page, its body decoded, and the attempt without its place."""
        attempt = _link(request).attempt(
            final_url=request.url, status=response.status, **_validators(response.headers)
        )
        if response.status == 304 and previous is not None:
            return await self._unchanged_page(request, attempt, previous)
        try:
            encodings = response.headers.getlist("Content-Encoding")
            content = warc.decode(response.body, b", ".join(encodings).decode("latin-1"), MAX_BODY)
        except warc.EncodingError as error:
            return Page(request.url, b""), _judged(attempt, verdict(error.reason, exception=error))
        page = Page(request.url, content, _header(response.headers, "Content-Type") or "")
        return page, await self._judge_page(request, response, page, attempt, previous)

    async def _unchanged_page(
        self, request: Request, attempt: Attempt, previous: Attempt
    ) -> tuple[Page, Attempt]:
        """The page of the capture that a 304 stands for."""
        try:
            content = body(self.spider.state.archive_dir, previous)
        except ArchiveError as error:
            self.spider.state.forget(_link(request), error)
            return Page(request.url, b""), _judged(attempt, verdict("record_damaged", exception=error))
        page, attempt = Page(request.url, content), _not_modified(attempt, previous)
        if attempt.media_type == HTML and attempt.role in DOCUMENTS and not attempt.next_url:
            attempt = replace(attempt, next_url=await self._next_url(_link(request), page))
        return page, attempt

    async def _next_url(self, link: Link, page: Page) -> str | None:
        """Where an article goes on, which logs do not say of the days before articles were followed."""
        try:
            return (await self._look(link, 200, page)).next_url
        except OSError:
            raise
        except Exception:
            return None  # the walk lists the files of the page next, and tells what breaks

    async def _judge_page(
        self, request: Request, response: Response, page: Page, attempt: Attempt, previous: Attempt | None
    ) -> Attempt:
        """The attempt with what its decoded body is."""
        digest = warc.digest(page.body)
        try:
            link = _link(request)
            seen = await self._look(link, response.status, page)
        except OSError:
            raise
        except Exception as error:
            return replace(_judged(attempt, unread(error)), digest=digest)
        found = self._verdict(request, response) or seen.verdict
        if found.outcome == "fetched" and previous is not None and previous.digest == digest:
            found = Verdict("unchanged")
        return replace(
            _judged(attempt, found),
            media_type=seen.media_type,
            digest=digest,
            page_meta=seen.meta,
            next_url=seen.next_url,
        )

    async def _look(self, link: Link, status: int, page: Page) -> Look:
        seen = await self.spider.parser.look(link.site_id, link.asked(status), page)
        self.spider.watchdog.turn_to(link)
        return seen

    def _verdict(self, request: Request, response: Response) -> Verdict | None:
        """That another attempt follows; None where the answer is the last."""
        status = response.status
        if status in REDIRECTS and "Location" in response.headers:
            return verdict("http_redirect", status=status, location=_header(response.headers, "Location"))
        if wait_before_retry(self.spider.polite, request, response) is not None:
            return verdict("http_error", outcome="retry", status=status)
        return None


def _link(request: Request) -> Link:
    link: Link = request.meta["link"]
    return link


def _judged(attempt: Attempt, found: Verdict) -> Attempt:
    return replace(attempt, **found._asdict())


def _not_modified(attempt: Attempt, previous: Attempt) -> Attempt:
    """A 304: the page is what it was before, so the verdict on it is the one before."""
    kept = Verdict(previous.outcome, previous.reason, previous.error)
    return replace(
        _judged(attempt, Verdict("unchanged") if kept.outcome == "fetched" else kept),
        page_meta=previous.page_meta,
        next_url=previous.next_url,
        digest=previous.digest,
        media_type=previous.media_type,
        etag=attempt.etag or previous.etag,
        last_modified=attempt.last_modified or previous.last_modified,
    )


def _header(headers: Headers, name: str) -> str | None:
    value = headers.get(name)
    return value.decode("latin-1") if value else None


def _validators(headers: Headers) -> dict[str, Any]:
    return {"etag": _header(headers, "ETag"), "last_modified": _header(headers, "Last-Modified")}


def _exchange(request: Request, response: Response) -> Exchange:
    parts = urlsplit(request.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    protocol = response.protocol or "HTTP/1.1"
    host = ((b"Host", parts.netloc.encode()),)
    return Exchange(
        url=request.url,
        request_line=f"{request.method} {path} HTTP/1.1",
        request_headers=host + _pairs(request.headers),
        request_body=request.body,
        status_line=f"{protocol} {response.status} {_phrase(response.status)}",
        response_headers=_pairs(response.headers),
        payload=response.body,
    )


def _pairs(headers: Headers) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name, value) for name, values in headers.items() for value in values)


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"
