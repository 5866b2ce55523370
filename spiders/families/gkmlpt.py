"""gkmlpt: Guangdong's disclosure catalogue: a tree in the page, lists as JSON."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urldefrag, urlsplit

from spiders.content.page import Page
from spiders.families.answers import count, json_answer, records
from spiders.families.attachments import attachments
from spiders.families.base import Family
from spiders.families.links import Row, record_row
from spiders.families.listing import Column, Listing, ListRefusedError, ListRequest, Promise

_TREE = re.compile(r"\bTREE\s*:\s*(?=\[)")
_SID = re.compile(r"\bSID\s*:\s*[\"']?(\d+)")
_NAMED = re.compile(r"年报|年度报告")
SHANGHAI = timedelta(hours=8)
SIZE = 100  # records a page


class Gkmlpt(Family):
    """`/gkmlpt/index`, or `/gkmlpt/annualreport#CATEGORY`, on the host or below a bureau's folder."""

    name = "gkmlpt"
    is_called = True
    article = re.compile(r"/content/(?:\d+/\d+/)?m?post_\d+\.html$")
    signature = re.compile(
        r"(?m)\A\S*/gkmlpt/|^(?>[^\n]*?window\._CONFIG)(?>[^\n]*?\bSID\s*:)(?>[^\n]*?\bTREE\s*:)"
    )

    def __init__(self) -> None:
        self._category: str | None = None
        self._files: dict[str, list[Row]] = {}

    def start(self, site: Column) -> list[ListRequest]:
        """The page without its fragment, which may name the category."""
        url, fragment = urldefrag(site.column_url)
        self._category = fragment if fragment.isdigit() else None
        return [ListRequest(url)]

    def read(self, request: ListRequest, page: Page) -> Listing:
        """The lists of the tree's annual-report nodes; the rows of a list."""
        if "/gkmlpt/api/" not in request.url:
            return super().read(request, page)
        answer = json_answer(page)
        self._files.clear()  # the articles of the page before were all walked
        articles = records(answer, "articles")
        found = [row for record in articles if (row := self._row(page, record))]
        promise = Promise(count(answer.get("total")))
        return Listing(found, _following(request, answer, len(articles)), promise, len(articles))

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """One list a category; a node may jump to an ordinary column instead."""
        sid = _SID.search(page.text)
        if sid is None:
            return []
        base = page.url.partition("/gkmlpt/")[0]
        found = [(_id(node), page.join(node.get("jump_url"))) for node in _annual(_tree(page))]
        if self._category:
            found = [(self._category, None)]
        return [
            ListRequest(target or _list(base, category, 1, sid[1]), depth=request.depth + 1)
            for category, target in found
        ]

    def attachments(self, page: Page) -> list[Row]:
        """What the article links to, and what the list said of it."""
        return attachments(page) + self._files.get(page.url, [])

    def _row(self, page: Page, record: dict[str, Any]) -> Row | None:
        """create_time is the day of publication; created_at only that of ingestion."""
        seconds = record.get("display_publish_time") or record.get("create_time") or record.get("date")
        found = record_row(page, record.get("url"), record.get("title"), _day(seconds))
        if found:
            files = (
                record_row(page, file.get("url"), file.get("name")) for file in record.get("attachment") or []
            )
            self._files[found.url] = [file for file in files if file]
        return found


def _day(seconds: object) -> str | None:
    """The day in Shanghai of a time in seconds; None for what is none, such as the year 99999999999."""
    try:
        return (datetime.fromtimestamp(float(str(seconds)), UTC) + SHANGHAI).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _tree(page: Page) -> list[dict[str, Any]]:
    """The uppermost nodes; raises ListRefusedError where they are no JSON, or too deep for a parser."""
    found = _TREE.search(page.text)
    if found is None:
        return []
    try:
        nodes: list[dict[str, Any]] = json.JSONDecoder().raw_decode(page.text, found.end())[0]
    except (ValueError, RecursionError) as error:
        raise ListRefusedError(f"the tree in its script cannot be read: {error}") from error
    return nodes


def _annual(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Nodes named after annual reports, and all below them."""
    for node in nodes:
        children = node.get("children") or []
        if _NAMED.search(node.get("name") or ""):
            yield node
            yield from (child for child in children if not _NAMED.search(child.get("name") or ""))
        yield from _annual(children)


def _id(node: dict[str, Any]) -> str:
    """The category that a node stands for; raises ListRefusedError where it names none."""
    if node.get("id") is None:
        raise ListRefusedError(f"the tree has no id for its node {node.get('name')!r}")
    return str(node["id"])


def _list(base: str, category: str, number: int, sid: str) -> str:
    return f"{base}/gkmlpt/api/all/{category}?page={number}&sid={sid}"


def _following(request: ListRequest, answer: dict[str, Any], came: int) -> list[ListRequest]:
    """By total and offset: post_count promises more than is listed, and a page too many may be a 404.

    Where an answer tells neither (Zhaoqing), a full page leads to a guess of the next.
    """
    total, offset = count(answer.get("total")), count(answer.get("offset"))
    if total is None:
        classify = answer.get("classify")
        posts = count(classify.get("post_count")) if isinstance(classify, dict) else None
        is_last = came < SIZE or (posts is not None and request.page * SIZE >= posts)
    else:
        is_last = not came or (offset or 0) + came >= total
    if is_last:
        return []
    base, category = request.url.partition("/gkmlpt/")[0], urlsplit(request.url).path.rpartition("/")[2]
    sid = request.url.rpartition("sid=")[2]
    return [request.following(_list(base, category, request.page + 1, sid), guess=total is None)]
