"""What an answer is, by status and bytes: the outcome of an attempt and its reason. No figure is read."""

import re
from urllib.parse import urlsplit

BLOCKED = {403: "forbidden", 412: "a browser challenge", 429: "too many requests", 521: "a browser challenge"}
REDIRECTS = (301, 302, 303, 307, 308)
# The six fixed headings of the 2019 and 2021 forms, and what reports on the 2014 form had in their place.
HEADINGS = (
    ("总体情况", "概述", "基本情况"),
    ("主动公开",),
    ("收到和处理政府信息公开申请", "依申请公开"),
    ("行政复议",),
    ("存在的主要问题", "存在问题", "主要问题", "不足"),
    ("其他需要报告的事项", "需要报告的其他事项", "附表"),
)
_FILE_LINK = re.compile(rb"href\s*=\s*[\"'][^\"'>]+\.(?:pdf|docx?|wps|ofd|xlsx?|rtf|zip)\b", re.I)
_HIDDEN = re.compile(rb"<(script|style)\b.*?</\1>|<!--.*?-->", re.I | re.S)
_TAG = re.compile(rb"<[^>]*>")
_BLANKS = b" \t\r\n\f\v"


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
    if headings(body) >= 2:
        return "fetched", None
    if urlsplit(final_url).path in ("", "/") and urlsplit(url).path not in ("", "/"):
        return "not_a_report", "soft 404: the home page instead of the article"
    if _FILE_LINK.search(body):
        return "not_a_report", "no report on the page itself, but files to download"
    return "not_a_report", "fewer than two of the six fixed headings"


def headings(body: bytes) -> int:
    """How many of the six fixed headings a page holds, in UTF-8 or GB18030, cut by markup or not."""
    text = _TAG.sub(b"", _HIDDEN.sub(b"", body)).translate(None, _BLANKS)
    text = text.replace(b"&nbsp;", b"").replace(b"&#160;", b"")
    return sum(any(_in(text, word) for word in words) for words in HEADINGS)


def _in(text: bytes, word: str) -> bool:
    return word.encode() in text or word.encode("gb18030") in text
