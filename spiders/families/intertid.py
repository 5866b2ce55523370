"""intertid: columns whose rows come from /intertidwebapp/govChanInfo (Wuxi and its districts, Taiyuan)."""

import re
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.answers import count, json_answer, records
from spiders.families.base import Family
from spiders.families.links import record_row
from spiders.families.listing import Listing, ListRequest, Promise

_CALL = re.compile(r"(/intertidwebapp/govChanInfo/get\w{0,20}Documents)")
_CHANNEL = re.compile(r"\bchan(?:Id|nelId)?[\"']?\s*[:=]\s*[\"']?(\d+)", re.I)
_SITE = re.compile(r"\bsiteId[\"']?\s*[:=]\s*[\"']?(\d+)", re.I)
DEFAULT = "/intertidwebapp/govChanInfo/getDocuments"
SIZE = 20


class Intertid(Family):
    """`…?chan=N`, or the numbers in a script; an answer with fewer rows than were asked for is the last."""

    name = "intertidwebapp"
    is_called = True
    article = re.compile(r"/\d{4}/\d{2}/\d{2}/\d+\.s?html$|/doc/\d{4}/")
    signature = re.compile(r"/intertidwebapp/")

    def read(self, request: ListRequest, page: Page) -> Listing:
        """The column names the call; the call gives rows."""
        if not _CALL.search(request.url):
            return super().read(request, page)
        answer = json_answer(page)
        listed = records(answer, "list")
        found = [
            record_row(page, each.get("url"), each.get("title"), each.get("openTime")) for each in listed
        ]
        total = count(answer.get("totalCount") or answer.get("total"))
        more = [_page_request(request, request.url, request.page + 1)] if len(listed) >= SIZE else []
        return Listing([row for row in found if row], more, Promise(total), len(listed))

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The first call, where page or address name the channel."""
        named = parse_qs(urlsplit(page.url).query)
        given = named.get("chan") or named.get("chanId") or _CHANNEL.findall(page.text)
        if not given:
            return []
        site, call = _SITE.search(page.text), _CALL.search(page.text)
        fields = {
            "pageSize": SIZE,
            "siteId": site[1] if site else "1",
            "ChannelType": "1",
            "chanId": given[0],
        }
        return [
            _page_request(
                request, f"{urljoin(page.url, call[1] if call else DEFAULT)}?{urlencode(fields)}", 1
            )
        ]


def _page_request(request: ListRequest, call: str, number: int) -> ListRequest:
    path, _, query = call.partition("?")
    fields = dict(parse_qsl(query, keep_blank_values=True)) | {"pageIndex": str(number)}
    return request.call(f"{path}?{urlencode(fields)}", "", page=number)
