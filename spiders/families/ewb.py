"""ewb: EWB-FRONT sites of Epoint: the site's guid from a script, then rows by a JSON call."""

import json
import re
from urllib.parse import parse_qs, urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.answers import count, json_answer, records
from spiders.families.base import Family
from spiders.families.links import Row, record_row
from spiders.families.listing import Listing, ListRequest, Promise

_SETTING = re.compile(r"[\"']?(projectName|siteGuid)[\"']?\s*:\s*[\"']([^\"']+)")
_SCRIPT = re.compile(r"[\"']([^\"'\s]*(?:webBuilderCommon|ajaxReq)\.js)[^\"']*[\"']")
SCRIPTS = ("/js/webBuilderCommon.js", "/js/ajaxReq.js")
CALL = "/rest/lightfrontaction/getgovinfolist"
JSON = (("Content-Type", "application/json"),)
SIZE = 50


class Ewb(Family):
    """`…govInfoPub…?deptcode=D&categorynum=C`: pages count from 0 (Xuzhou, Yingkou, Jiawang).

    A server that counts from 1 answers 0 with nothing or as 1. Some want the fields in `params` (Yingkou).
    """

    name = "ewb"
    is_called = True
    article = re.compile(r"/\d{3,}/\d{8}/[\w-]+\.html$")
    signature = re.compile(r"\A\S*govInfoPub|EWB-FRONT|webBuilderCommon\.js|lightfrontaction/getgovinfolist")

    def __init__(self) -> None:
        self._query: dict[str, object] = {}
        self._first: list[str] = []  # addresses of the page 0

    def read(self, request: ListRequest, page: Page) -> Listing:
        """Column → script → pages of the call."""
        if request.post is not None:
            return self._answer(request, page)
        if request.url.endswith(".js"):
            setting = dict(_SETTING.findall(page.text))
            call = urljoin(page.url, setting.get("projectName", "/EWB-FRONT") + CALL)
            self._query["siteGuid"] = setting.get("siteGuid", "")
            return Listing(more=[self._page_request(request, call, 0)])
        return super().read(request, page)

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The script that says where the call goes: the one that the page names, else the usual ones."""
        query = parse_qs(urlsplit(page.url).query)
        self._query = {name: query.get(name, [""])[0] for name in ("deptcode", "categorynum")}
        if not self._query["categorynum"]:
            return []
        named = _SCRIPT.search(page.text)
        links = dict.fromkeys([*([named[1]] if named else []), *SCRIPTS])
        asked: ListRequest | None = None
        for url in reversed([page.join(link) for link in links]):
            asked = request.call(url, fallback=asked) if url else asked
        return [asked] if asked else []

    def _answer(self, request: ListRequest, page: Page) -> Listing:
        answer = json_answer(page)
        listed = records(answer, "custom", "data")
        index, is_wrapped = _asked(request)
        if not listed and not self._first:
            return Listing(more=self._otherwise(request, index, is_wrapped))
        rows = [_row(page, each) for each in listed]
        found = [row for row in rows if row]
        urls = [row.url for row in found]
        more = [self._page_request(request, request.url, index + 1, is_wrapped)] if listed else []
        if index == 1 and urls == self._first:
            return Listing(more=more)  # counts from 1: the page 0 was this one
        self._first = self._first or urls
        total = count(answer["custom"].get("total") or answer.get("total"))
        return Listing(found, more, Promise(total), len(listed))

    def _otherwise(self, request: ListRequest, index: int, is_wrapped: bool) -> list[ListRequest]:
        """What is asked where the first page came empty: page 1, then both in the other form."""
        if index == 0:
            return [self._page_request(request, request.url, 1, is_wrapped)]
        return [] if is_wrapped else [self._page_request(request, request.url, 0, is_wrapped=True)]

    def _page_request(
        self, request: ListRequest, call: str, index: int, is_wrapped: bool = False
    ) -> ListRequest:
        asked = self._query | {"pageIndex": index, "pageSize": SIZE}
        body = json.dumps({"params": asked} if is_wrapped else asked)
        other = None
        if index == 0 and not is_wrapped:
            other = self._page_request(request, call, 0, is_wrapped=True)
        return request.call(call, body, JSON, index + 1, other)


def _asked(request: ListRequest) -> tuple[int, bool]:
    """(pageIndex, whether the fields stood in `params`) of a call."""
    asked = json.loads(request.post or "{}")
    return int(asked.get("params", asked)["pageIndex"]), "params" in asked


def _row(page: Page, record: dict[str, object]) -> Row | None:
    title = record.get("realtitle") or record.get("title")
    return record_row(page, record.get("infourl"), title, record.get("infodate"))
