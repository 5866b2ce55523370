"""A cap on what comes before a body: Twisted keeps every header that a server sends, for ever."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientFactory, _LenientHTTP11ClientProtocol
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.http_headers import InvalidHeaderName

MOST_HEADER_BYTES = 128 << 10  # of a response, status line included; Chrome takes 256 KiB, curl 300
MOST_HEADER_LINES = 500
_HEAD_ENDS = re.compile(rb"\n\r?\n")


class HeadersTooLargeError(Exception):
    """A response has more headers, or longer ones, than are read."""


class CappedProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's client protocol, which hangs up on a server whose headers go on over the cap."""

    def request(self, request: Any) -> Any:
        """As Twisted; the next response is counted anew."""
        self._head_bytes = self._head_lines = 0
        self._tail = b""
        sent = super().request(request)
        if self._parser is not None:
            self._parser.MAX_LENGTH = MOST_HEADER_BYTES  # a line: with Twisted's 16 KiB sites are lost
            taken = _bearing(self._parser.headerReceived)
            self._parser.headerReceived = taken  # type: ignore[method-assign]
        return sent

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 (Twisted's name)
        """As Twisted, with the bytes of the head counted; those of a 1xx before it count as well."""
        if self._parser is None:  # hung up: what was on its way still arrives
            return
        if self._parser.state in (STATUS, HEADER) and self._is_over_cap(data):
            reason = f"{self._head_lines} header lines of {self._head_bytes} bytes and more to come"
            self.transport.abortConnection()  # type: ignore[union-attr]
            self._giveUp(Failure(HeadersTooLargeError(reason)))  # type: ignore[no-untyped-call]
            return
        super().dataReceived(data)  # type: ignore[no-untyped-call]

    def _is_over_cap(self, data: bytes) -> bool:
        seen = self._tail + data
        end = _HEAD_ENDS.search(seen)
        head = seen[: end.end()] if end else seen
        self._head_bytes += max(0, len(head) - len(self._tail))
        self._head_lines += max(0, head.count(b"\n") - self._tail.count(b"\n"))
        self._tail = seen[-2:]
        return self._head_bytes > MOST_HEADER_BYTES or self._head_lines > MOST_HEADER_LINES


def _bearing(received: Callable[[bytes, bytes], None]) -> Callable[[bytes, bytes], None]:
    """What takes a header, and lets go of one whose name is none: browsers drop such lines too."""

    def take(name: bytes, value: bytes) -> None:
        with suppress(InvalidHeaderName):
            received(name, value)

    return take


class CappedFactory(_LenientHTTP11ClientFactory):
    """Builds such protocols for a connection pool."""

    def buildProtocol(self, addr: Any) -> CappedProtocol:  # noqa: N802 (Twisted's name)
        """As Twisted asks for it."""
        return CappedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def is_header_flood(error: Exception) -> bool:
    """Whether a download failed by this cap."""
    reasons = getattr(error.__cause__, "reasons", None) or []
    return any(isinstance(getattr(reason, "value", reason), HeadersTooLargeError) for reason in reasons)
