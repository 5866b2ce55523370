"""Old TLS for the sites that know no other: only after a failed handshake, only for that site, and logged.

Others who read county sites met old ciphers and renegotiation, and broken elliptic-curve points.
"""

import copy
from types import SimpleNamespace

from OpenSSL import SSL
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.ssl import TLSVersion


class _OldCiphers:
    """A cipher list for CertificateOptions; Twisted's own class drops the security level from the string."""

    def selectCiphers(self, available: object) -> list[SimpleNamespace]:  # noqa: N802 (Twisted's name)
        """What OpenSSL is told, joined by colons."""
        return [SimpleNamespace(fullName="DEFAULT"), SimpleNamespace(fullName="@SECLEVEL=0")]


class Handler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https, with an older context for the hosts in the spider's `old_tls`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._modern = self._contextFactory
        self._old = copy.copy(self._modern)
        self._old.tls_ciphers = _OldCiphers()
        self._old.tls_min_version = TLSVersion.TLSv1_0

    async def download_request(self, request: Request) -> Response:
        """As Scrapy; the context is taken up before the first wait, so that requests do not mix."""
        known: set[str] = getattr(self._crawler.spider, "old_tls", set())
        self._contextFactory = self._old if request.meta.get("download_slot") in known else self._modern
        return await super().download_request(request)


def is_handshake_failure(error: Exception) -> bool:
    """Whether a download failed in TLS itself."""
    reasons = getattr(error.__cause__, "reasons", None) or [error.__cause__]
    return any(isinstance(getattr(reason, "value", reason), SSL.Error) for reason in reasons)
