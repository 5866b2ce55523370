"""Capture: every response and every failure becomes a record and a log line, before anything acts on it."""

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Headers, Response

from spiders.archive import reader as archive
from spiders.archive import warc
from spiders.archive.reader import Attempt
from spiders.archive.writer import Exchange
from spiders.content.media_type import media_type
from spiders.content.page import Page
from spiders.crawling.crawl_state import Link
from spiders.middlewares.base import Middleware, Refused
from spiders.middlewares.failures import words
from spiders.middlewares.retry import wait_before_retry
from spiders.policy.response_outcome import REDIRECTS, outcome


class Capture(Middleware):
    """Writes the archive, and leaves in the request's trace what came: the attempt, and its page decoded."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Archive a response as received."""
        ledger, link = self.spider.ledger, _link(request)
        past = ledger.past(link)
        page, attempt = self._judge(request, response, past)
        source = past if past and attempt.digest and attempt.digest == past.digest else None
        if attempt.outcome in ("fetched", "unchanged") and (twin := ledger.same_bytes(attempt)):
            attempt = replace(attempt, outcome="duplicate", error=f"same bytes as {twin.url}")
            source = source or twin
        trace = request.meta["trace"]
        trace.last, trace.page = ledger.write(attempt, _exchange(request, response), source), page
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Archive a refusal or a failure."""
        link = _link(request)
        if isinstance(exception, Refused):
            result, reason = exception.outcome, str(exception)
        else:
            wait = wait_before_retry(self.spider.polite, request, exception)
            result = "failed" if wait is None else "retry"
            reason = words(exception)
        attempt = link.attempt(result, reason, final_url=request.url)
        trace = request.meta["trace"]
        trace.last, trace.error = self.spider.ledger.write(attempt), exception

    def _judge(self, request: Request, response: Response, past: Attempt | None) -> tuple[Page, Attempt]:
        """The page, its body decoded, and the attempt without its place."""
        link = _link(request)
        attempt = link.attempt(
            "fetched", final_url=request.url, status=response.status, **_validators(response.headers)
        )
        if response.status == 304 and past is not None:
            body = archive.body(self.spider.ledger.archive_dir, past)
            kept = "unchanged" if past.outcome == "fetched" else past.outcome
            return Page(request.url, body), replace(
                attempt,
                page_meta=past.page_meta,
                digest=past.digest,
                media_type=past.media_type,
                outcome=kept,
                error=past.error,
                etag=attempt.etag or past.etag,
                last_modified=attempt.last_modified or past.last_modified,
            )
        try:
            body = warc.decode(response.body, _text(response.headers, "Content-Encoding"), archive.MAX_BODY)
        except warc.EncodingError as error:
            return Page(request.url, b""), replace(attempt, outcome="failed", error=str(error))
        kind = media_type(body)
        result, reason = self._outcome(request, response, kind, body)
        digest = warc.digest(body)
        if result == "fetched" and past is not None and past.digest == digest:
            result = "unchanged"
        page = Page(request.url, body, _text(response.headers, "Content-Type") or "")
        meta = page.meta or None if link.role == "report" and kind == "text/html" else None
        return page, replace(
            attempt, media_type=kind, digest=digest, outcome=result, error=reason, page_meta=meta
        )

    def _outcome(
        self, request: Request, response: Response, kind: str, body: bytes
    ) -> tuple[str, str | None]:
        if response.status in REDIRECTS and "Location" in response.headers:
            return "redirected", f"HTTP {response.status} to {_text(response.headers, 'Location')}"
        if wait_before_retry(self.spider.polite, request, response) is not None:
            return "retry", f"HTTP {response.status}"
        link = _link(request)
        return outcome(link.role, link.url, request.url, response.status, kind, body)


def _link(request: Request) -> Link:
    link: Link = request.meta["link"]
    return link


def _text(headers: Headers, name: str) -> str | None:
    value = headers.get(name)
    return value.decode("latin-1") if value else None


def _validators(headers: Headers) -> dict[str, str | None]:
    return {"etag": _text(headers, "ETag"), "last_modified": _text(headers, "Last-Modified")}


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
