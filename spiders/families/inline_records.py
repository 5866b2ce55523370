"""Lists whose records stand in a script of the page: pc-list of Sichuan and Yunnan, Huzhou's dataList."""

import json
import re
from typing import Any, ClassVar

from spiders.content.page import Page
from spiders.families.attachments import attachments
from spiders.families.base import Family
from spiders.families.links import Row, record_row
from spiders.families.listing import Listing, ListRefusedError, ListRequest


class InlineRecords(Family):
    """Records as a JSON array after a name; `place` ends where the array begins."""

    place: ClassVar[re.Pattern[str]]

    def __init__(self) -> None:
        self._files: dict[str, list[Row]] = {}

    def read(self, request: ListRequest, page: Page) -> Listing:
        """As Family; raises ListRefusedError for an array that cannot be read."""
        self._files.clear()  # the articles of the page before were all walked
        return super().read(request, page)

    def rows(self, page: Page) -> list[Row]:
        """The records, and what links stand beside them."""
        found: dict[str, Row] = {}
        for record in _records(page, self.place):
            if row := self._row(page, record):
                found.setdefault(row.url, row)
        for row in super().rows(page):
            found.setdefault(row.url, row)
        return list(found.values())

    def attachments(self, page: Page) -> list[Row]:
        """What the article links to, and what the list said of it."""
        return attachments(page) + self._files.get(page.url, [])

    def _row(self, page: Page, record: dict[str, Any]) -> Row | None:
        raise NotImplementedError


class PcList(InlineRecords):
    """SITE/cNNNNN/pc/list.html: `var listData = {articleList: [{title, pubDate, urls, articleFiles}]}`."""

    name = "pc-list"
    article = re.compile(r"/pc/content/content_\d+\.html$")
    signature = re.compile(r"\A\S*/pc/list\.html|\barticleList\s*:\s*\[")
    place = re.compile(r"\barticleList[\"']?\s*:\s*(?=\[)")

    def _row(self, page: Page, record: dict[str, Any]) -> Row | None:
        urls = record.get("urls")
        try:
            links = json.loads(urls) if isinstance(urls, str) else urls
        except (ValueError, RecursionError):
            links = None
        link = links.get("pc") if isinstance(links, dict) else urls
        found = record_row(page, link, record.get("title"), record.get("pubDate"))
        if found:
            files = (
                record_row(
                    page, f"{file.get('domainName') or ''}{file.get('filePath')}", file.get("fileName")
                )
                for file in record.get("articleFiles") or []
                if isinstance(file, dict) and file.get("filePath")
            )
            self._files[found.url] = [file for file in files if file]
        return found


class DataList(InlineRecords):
    """`var dataList=[{"infolist":[{title, daytime, url}]}]` (Huzhou); how it goes on was not seen."""

    name = "datalist"
    article = re.compile(r"/\d{8}/i?\d+\.html$")
    signature = re.compile(r"\bdataList\s*=\s*\[\s*\{\s*[\"']infolist")
    place = re.compile(r"[\"']infolist[\"']\s*:\s*(?=\[)")

    def _row(self, page: Page, record: dict[str, Any]) -> Row | None:
        return record_row(page, record.get("url"), record.get("title"), record.get("daytime"))


def _records(page: Page, place: re.Pattern[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for start in place.finditer(page.text):
        try:
            array = json.JSONDecoder().raw_decode(page.text, start.end())[0]
        except (ValueError, RecursionError) as error:
            raise ListRefusedError(f"the records in its script cannot be read: {error}") from error
        found += [record for record in array if isinstance(record, dict)]
    return found
