"""What an answer is, by status and bytes: the outcome of an attempt and its reason. No figure is read."""

import re
from urllib.parse import urlsplit

from spiders.content.charset import decode
from spiders.content.headings import count_headings

BLOCKED = {403: "forbidden", 412: "a browser challenge", 429: "too many requests", 521: "a browser challenge"}
REDIRECTS = (301, 302, 303, 307, 308)
_FILE_LINK = re.compile(rb"href\s*=\s*[\"'][^\"'>]+\.(?:pdf|docx?|wps|ofd|xlsx?|rtf|zip)\b", re.I)


def outcome(
    role: str, url: str, final_url: str, status: int, media_type: str, body: bytes
) -> tuple[str, str | None]:
    """(outcome, error) of a response that no redirect or retry follows."""
    if status in BLOCKED:
        return "blocked", f"HTTP {status}: {BLOCKED[status]}{_wall(body)}"
    if role == "robots":
        return ("fetched", None) if status == 200 else ("failed", f"HTTP {status}")
    if status != 200:
        return "failed", f"HTTP {status}"
    if not body.strip():
        return "failed", "empty body"
    if role == "report" and media_type == "text/html":
        return _report_page(url, final_url, body)
    if role == "attachment" and media_type == "text/html":
        return "not_a_report", "a web page where a file was promised"
    return "fetched", None


def _wall(body: bytes) -> str:
    """Which wall answered, where its page says so."""
    for name in (b"GeoBL", b"__jsl_clearance", b"$_ts", b"EdgeOne"):
        if name in body[:20000]:
            return f" ({name.decode()})"
    return ""


def _report_page(url: str, final_url: str, body: bytes) -> tuple[str, str | None]:
    if count_headings(decode(body)) >= 2:
        return "fetched", None
    if urlsplit(final_url).path in ("", "/") and urlsplit(url).path not in ("", "/"):
        return "not_a_report", "soft 404: the home page instead of the article"
    if _FILE_LINK.search(body):
        return "not_a_report", "no report on the page itself, but files to download"
    return "not_a_report", "fewer than two of the six fixed headings"
