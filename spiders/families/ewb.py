"""ewb: EWB-FRONT sites: the site's guid from a script, then rows by a JSON call."""

import json
import re
from urllib.parse import parse_qs, urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.base import Family, Listing, ListRequest, json_answer
from spiders.families.links import Row, date_in

_SETTING = re.compile(r"[\"']?(projectName|siteGuid)[\"']?\s*:\s*[\"']([^\"']+)")
BUILDER = "/js/webBuilderCommon.js"
CALL = "/rest/lightfrontaction/getgovinfolist"
JSON = (("Content-Type", "application/json"),)
SIZE = 50


class Ewb(Family):
    """`…govInfoPub…?deptcode=D&categorynum=C`; an empty answer is the end of the list."""

    name = "ewb"
    article = re.compile(r"/\d{3,}/\d{8}/[\w-]+\.html$")
    signature = re.compile(r"\A\S*govInfoPub|EWB-FRONT|webBuilderCommon\.js")

    def __init__(self) -> None:
        self._query: dict[str, object] = {}

    def read(self, request: ListRequest, page: Page) -> Listing:
        """Column → script → pages of the call."""
        if request.post is not None:
            return self._answer(request, page)
        if request.url.endswith(BUILDER):
            setting = dict(_SETTING.findall(page.text))
            call = urljoin(page.url, setting.get("projectName", "/EWB-FRONT") + CALL)
            self._query["siteGuid"] = setting.get("siteGuid", "")
            return Listing(more=[self._page_request(call, 1)])
        return super().read(request, page)

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The script that says where the call goes."""
        query = parse_qs(urlsplit(page.url).query)
        self._query = {name: query.get(name, [""])[0] for name in ("deptcode", "categorynum")}
        return [ListRequest(urljoin(page.url, BUILDER))] if self._query["categorynum"] else []

    def _answer(self, request: ListRequest, page: Page) -> Listing:
        data = (json_answer(page).get("custom") or {}).get("data") or []
        found = [
            Row(
                urljoin(page.url, record["infourl"]),
                record.get("realtitle") or record.get("title") or "",
                date_in(str(record.get("infodate") or "")),
            )
            for record in data
        ]
        return Listing(found, [self._page_request(request.url, request.page + 1)] if found else [])

    def _page_request(self, call: str, number: int) -> ListRequest:
        body = json.dumps(self._query | {"pageIndex": number, "pageSize": SIZE})
        return ListRequest(call, body, JSON, number)
