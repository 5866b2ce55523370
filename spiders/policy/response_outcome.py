"""What an answer is, by status and bytes: the verdict of an attempt. No figure is read."""

import re
from urllib.parse import urlsplit

from spiders.archive.articles import PART
from spiders.archive.reasons import FETCHED, Verdict, verdict
from spiders.content.charset import decode
from spiders.content.headings import count_headings
from spiders.content.media_type import HTML

# Walls of Chinese government sites: 412 is the challenge of 瑞数, 521 that of 加速乐 (__jsl_clearance).
BLOCKED = {403: "forbidden", 412: "browser_challenge", 429: "too_many_requests", 521: "browser_challenge"}
WHOLE = (200, 203)  # 203: a proxy on the way changed something, mostly a header (RFC 9110 section 15.3.4)
PARTIAL = 206
REDIRECTS = (301, 302, 303, 307, 308)
_FILE_LINK = re.compile(rb"href\s*=\s*[\"'][^\"'>]+\.(?:pdf|docx?|wps|ofd|xlsx?|rtf|zip)\b", re.I)


def judge_response(role: str, url: str, final_url: str, status: int, media_type: str, body: bytes) -> Verdict:
    """The verdict on a response that no redirect or retry follows.

    role, url: of the link that was asked; final_url: where its redirects ended; body: decoded.
    """
    if status in BLOCKED:
        return verdict(BLOCKED[status], status=status, **_wall(body))
    if status == PARTIAL:
        return verdict("partial_content", status=status)
    if status not in WHOLE:
        return verdict("http_error", status=status)
    if role == "robots":
        return FETCHED
    if not body.strip():
        return verdict("empty_body")
    if role == "report" and media_type == "text/html":
        return _judge_report_page(url, final_url, body)
    if role == PART:
        return verdict("not_a_part") if media_type != HTML or _is_home_page(url, final_url) else FETCHED
    if role == "attachment" and media_type == "text/html" and count_headings(decode(body)) < 2:
        return verdict("page_for_a_file")
    return FETCHED


def _wall(body: bytes) -> dict[str, str]:
    """Which wall answered, where its page says so."""
    for name in (b"GeoBL", b"__jsl_clearance", b"$_ts", b"EdgeOne"):
        if name in body[:20000]:
            return {"wall": name.decode()}
    return {}


def _is_home_page(url: str, final_url: str) -> bool:
    return urlsplit(final_url).path in ("", "/") and urlsplit(url).path not in ("", "/")


def _judge_report_page(url: str, final_url: str, body: bytes) -> Verdict:
    if count_headings(decode(body)) >= 2:
        return FETCHED
    if _is_home_page(url, final_url):
        return verdict("home_page_instead")
    if _FILE_LINK.search(body):
        return verdict("only_files")
    return verdict("no_headings")
