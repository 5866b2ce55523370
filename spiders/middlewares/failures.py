"""Words for what went wrong on the wire."""

from spiders.archive.reader import MAX_BODY
from spiders.net.tls import is_distrusted, is_handshake_failure

_WORDS = {
    "CannotResolveHostError": "the name leads to no public address",
    "DownloadCancelledError": f"body over the cap of {MAX_BODY >> 20} MB",
    "DownloadConnectionRefusedError": "connection refused",
    "DownloadFailedError": "connection broken",
    "DownloadTimeoutError": "no whole answer in time",
    "ResponseDataLossError": "body shorter than announced",
    "UnsupportedURLSchemeError": "no web address",
}


def words(error: Exception) -> str:
    """What happened, with the error's own name and text for who must look closer."""
    name = type(error).__name__
    if is_distrusted(error):
        return f"TLS certificate not to be trusted, read without its check ({name}: {error})"[:500]
    if is_handshake_failure(error):
        return f"TLS handshake failed, old TLS is tried next ({name}: {error})"[:500]
    return f"{_WORDS.get(name, 'request failed')} ({name}: {error})"[:500]
