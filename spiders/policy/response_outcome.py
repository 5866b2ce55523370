"""What an answer is, by status and bytes: the verdict of an attempt. No figure is read."""

import re
from urllib.parse import urlsplit

from spiders.archive.reasons import FETCHED, Verdict, verdict

# Walls of Chinese government sites: 412 is the challenge of 瑞数, 521 that of 加速乐 (__jsl_clearance).
BLOCKED = {403: "forbidden", 412: "browser_challenge", 429: "too_many_requests", 521: "browser_challenge"}
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


def judge_response(role: str, url: str, final_url: str, status: int, media_type: str, body: bytes) -> Verdict:
    """The verdict on a response that no redirect or retry follows.

    role, url: of the link that was asked; final_url: where its redirects ended; body: decoded.
    """
    if status in BLOCKED:
        return verdict(BLOCKED[status], status=status, **_wall(body))
    if status != 200:
        return verdict("http_error", status=status)
    if role == "robots":
        return FETCHED
    if not body.strip():
        return verdict("empty_body")
    if role == "report" and media_type == "text/html":
        return _judge_report_page(url, final_url, body)
    if role == "attachment" and media_type == "text/html":
        return verdict("page_for_a_file")
    return FETCHED


def _wall(body: bytes) -> dict[str, str]:
    """Which wall answered, where its page says so."""
    for name in (b"GeoBL", b"__jsl_clearance", b"$_ts", b"EdgeOne"):
        if name in body[:20000]:
            return {"wall": name.decode()}
    return {}


def _judge_report_page(url: str, final_url: str, body: bytes) -> Verdict:
    if headings(body) >= 2:
        return FETCHED
    if urlsplit(final_url).path in ("", "/") and urlsplit(url).path not in ("", "/"):
        return verdict("home_page_instead")
    if _FILE_LINK.search(body):
        return verdict("only_files")
    return verdict("no_headings")


def headings(body: bytes) -> int:
    """How many of the six fixed headings a page holds, in UTF-8 or GB18030, cut by markup or not."""
    text = _TAG.sub(b"", _HIDDEN.sub(b"", body)).translate(None, _BLANKS)
    text = text.replace(b"&nbsp;", b"").replace(b"&#160;", b"")
    return sum(any(_in(text, word) for word in words) for words in HEADINGS)


def _in(text: bytes, word: str) -> bool:
    return word.encode() in text or word.encode("gb18030") in text
