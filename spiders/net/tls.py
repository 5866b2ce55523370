"""Certificates are verified. Less is asked only after a failure, only of that site, and logged.

Many county sites have broken chains or certificates of another name: they are read all the same, and the log
and `status` say so. Old TLS is for sites that know no other: others who read them met old ciphers and
renegotiation, and broken elliptic-curve points.
"""

import copy
from types import SimpleNamespace
from typing import Any

from OpenSSL import SSL
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from service_identity import CertificateError, VerificationError
from twisted.internet.ssl import TLSVersion

from spiders.net.header_cap import CappedFactory

HOSTS_AT_ONCE = 64  # walked side by side
# SSL_R_CERTIFICATE_VERIFY_FAILED of OpenSSL's ssl_err.c: pyOpenSSL gives the reason's text, not its number.
CERTIFICATE_VERIFY_FAILED = "certificate verify failed"


class _OldCiphers:
    """A cipher list for CertificateOptions; Twisted's own class drops the security level from the string.

    Security level 0 admits the SHA-1 signatures of TLS 1.0, which OpenSSL 3 forbids from level 1 on.
    """

    def selectCiphers(self, available: object) -> list[SimpleNamespace]:  # noqa: N802 (Twisted's name)
        """What OpenSSL is told, joined by colons."""
        return [SimpleNamespace(fullName="DEFAULT"), SimpleNamespace(fullName="@SECLEVEL=0")]


class Handler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https; what the spider's `old_tls` and `unverified` name gets less."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # A slot keeps to one connection a host; a proxy is one address for all of them.
        self._pool.maxPersistentPerHost = HOSTS_AT_ONCE
        self._pool._factory = CappedFactory
        self._pool.retryAutomatically = False  # at once and unseen by the log; Retry waits
        self._contexts = {
            (is_old, is_verified): _context(self._contextFactory, is_old, is_verified)
            for is_old in (False, True)
            for is_verified in (False, True)
        }

    async def download_request(self, request: Request) -> Response:
        """As Scrapy; the context is taken up before the first wait, so that requests do not mix."""
        spider, host = self._crawler.spider, request.meta.get("download_slot")
        is_old = host in getattr(spider, "old_tls", ())
        self._contextFactory = self._contexts[is_old, host not in getattr(spider, "unverified", ())]
        return await super().download_request(request)


def _context(modern: Any, is_old: bool, is_verified: bool) -> Any:
    """A copy of Scrapy's context factory that verifies less, or speaks TLS from 1.0 on."""
    factory = copy.copy(modern)
    factory._verify_certificates = is_verified
    if is_old:
        factory.tls_ciphers, factory.tls_min_version = _OldCiphers(), TLSVersion.TLSv1_0
    return factory


def is_handshake_failure(error: Exception) -> bool:
    """Whether a download failed in TLS itself."""
    return bool(_tls_errors(error)) or _is_of_another_name(error)


def is_distrusted(error: Exception) -> bool:
    """Whether the certificate is what failed: expired, self-signed, a broken chain, another name."""
    return _is_of_another_name(error) or any(
        queued[-1] == CERTIFICATE_VERIFY_FAILED
        for failure in _tls_errors(error)
        for queued in next(iter(failure.args), ())
    )


def _is_of_another_name(error: Exception) -> bool:
    """Names are compared after the handshake, by another library."""
    return any(isinstance(cause, (VerificationError, CertificateError)) for cause in _causes(error))


def _tls_errors(error: Exception) -> list[SSL.Error]:
    return [cause for cause in _causes(error) if isinstance(cause, SSL.Error)]


def _causes(error: Exception) -> list[object]:
    reasons = getattr(error.__cause__, "reasons", None) or [error.__cause__]
    return [getattr(reason, "value", reason) for reason in reasons]
