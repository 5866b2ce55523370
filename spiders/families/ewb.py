"""ewb: EWB-FRONT sites: the site's guid from a script, then rows by a JSON call."""

import json
import re
from urllib.parse import parse_qs, urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.base import Ask, Family, Listing, answer
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
        self._asked: dict[str, object] = {}

    def read(self, ask: Ask, page: Page) -> Listing:
        """Column → script → pages of the call."""
        if ask.post is not None:
            return self._answer(ask, page)
        if ask.url.endswith(BUILDER):
            setting = dict(_SETTING.findall(page.text))
            call = urljoin(page.url, setting.get("projectName", "/EWB-FRONT") + CALL)
            self._asked["siteGuid"] = setting.get("siteGuid", "")
            return Listing(more=[self._turn(call, 1)])
        return super().read(ask, page)

    def more(self, ask: Ask, page: Page) -> list[Ask]:
        """The script that says where the call goes."""
        query = parse_qs(urlsplit(page.url).query)
        self._asked = {name: query.get(name, [""])[0] for name in ("deptcode", "categorynum")}
        return [Ask(urljoin(page.url, BUILDER))] if self._asked["categorynum"] else []

    def _answer(self, ask: Ask, page: Page) -> Listing:
        data = (answer(page).get("custom") or {}).get("data") or []
        found = [
            Row(
                urljoin(page.url, each["infourl"]),
                each.get("realtitle") or each.get("title") or "",
                date_in(str(each.get("infodate") or "")),
            )
            for each in data
        ]
        return Listing(found, [self._turn(ask.url, ask.page + 1)] if found else [])

    def _turn(self, call: str, number: int) -> Ask:
        body = json.dumps(self._asked | {"pageIndex": number, "pageSize": SIZE})
        return Ask(call, body, JSON, number)
