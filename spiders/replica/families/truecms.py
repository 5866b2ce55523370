"""truecms: JSONP windows that need a Referer; too large a window answers nothing (as Nantong's)."""

import json

from spiders.replica.families.base import NOT_FOUND, ReplicaSite, Reply, Request
from spiders.replica.families.builder import Builder, county, number, query

LARGEST = 10  # stands for the 50 of real servers


def build(edition: int) -> list[ReplicaSite]:
    site = Builder(
        county("jiangwan", "truecms", "/zfxxgknb/list.html", "JSONP, Referer needed"), edition, "hanweb"
    )
    rows = site.rows(lambda place, report: f"/art_{place:012x}.html")
    proxy = "/messageController/getMessage.do"
    script = f"<script>var config={{columnId:'c1',proxyUrl:'{proxy}',perpage:{LARGEST}}};</script>"
    site.add(site.column_path, f"<html>{site.head()}<body><div id='list'></div>{script}</body></html>")

    def answer(request: Request) -> Reply:
        fields = query(request)
        if site.host not in request.headers.get("referer", ""):
            return NOT_FOUND
        start, end = number(fields, "startrecord", 1), number(fields, "endrecord", 0)
        chosen = rows[start - 1 : end] if end - start < LARGEST and fields.get("columnId") == "c1" else []
        html = "".join(
            f"<li><a href='{row.href}' title='{row.title}'>{row.title}</a>{row.date}</li>" for row in chosen
        )
        text = f"{fields.get('callback', 'cb')}({json.dumps({'result': html}, ensure_ascii=False)});"
        return Reply(text.encode(), content_type="text/javascript;charset=UTF-8")

    site.pages[proxy] = answer
    return [site.done()]
