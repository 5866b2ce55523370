"""The reason of a failed download, by the class of its exception."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from spiders.archive.captures import NotHeldError
from spiders.net.header_cap import is_header_flood
from spiders.net.tls import is_distrusted, is_handshake_failure

_REASONS: dict[type[Exception], str] = {
    CannotResolveHostError: "host_unresolved",
    DownloadCancelledError: "body_over_cap",  # Scrapy cancels for DOWNLOAD_MAXSIZE alone
    DownloadConnectionRefusedError: "connection_refused",
    DownloadFailedError: "connection_broken",
    DownloadTimeoutError: "timeout",
    NotHeldError: "not_in_replay",
    ResponseDataLossError: "body_too_short",
    UnsupportedURLSchemeError: "not_a_web_address",
}
_PERMANENT = (CannotResolveHostError, DownloadCancelledError, NotHeldError, UnsupportedURLSchemeError)


def is_permanent(error: Exception) -> bool:
    """Whether asking again gives the same: no public address, a body or headers over the cap, a replay."""
    return isinstance(error, _PERMANENT) or is_header_flood(error)


def reason_of(error: Exception) -> str:
    """The reason of an exception that a request ended in; `request_failed` for one not known here."""
    if is_header_flood(error):
        return "headers_over_cap"
    if is_distrusted(error):
        return "tls_untrusted"
    if is_handshake_failure(error):
        return "tls_handshake"
    return next((reason for kind, reason in _REASONS.items() if isinstance(error, kind)), "request_failed")
