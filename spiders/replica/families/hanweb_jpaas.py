"""hanweb-jpaas: pages from the publish server's build/unit call, whose paging hides in `paramJson`."""

import json

from spiders.replica.families.base import ReplicaSite, Reply, Request
from spiders.replica.families.builder import Builder, as_json, county, items, pages_of, query
from spiders.replica.model import Report

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
SIZE = 6


def build(edition: int) -> list[ReplicaSite]:
    return [
        _site("zhuhai", edition, False, "bare pageNo is ignored: only paramJson turns the page"),
        _site("meipo", edition, True, "data is the HTML itself, not an object"),
    ]


def _site(key: str, edition: int, is_bare: bool, note: str) -> ReplicaSite:
    site = Builder(county(key, "hanweb-jpaas", "/zfxxgk/zfxxgknb/index.html", note), edition, "hanweb")

    def path(place: int, report: Report) -> str:
        return f"/zfxxgk/zfxxgknb/art/{report.published[:4]}/art_2c2f{place:028x}.html"

    rows = site.rows(path)
    pages = [f"<ul>{items(page, '<b>{}</b>')}</ul>" for page in pages_of(rows, SIZE)]
    wanted = {"webId": "3185", "pageId": "1229565788", "tagId": "信息列表", "tplSetId": "o0YcVH"}
    wanted |= {"parseType": "bulidstatic", "pageType": "column"}
    asked = ",".join(f"'{name}':'{value}'" for name, value in wanted.items())
    site.add(
        site.column_path,
        f"<html>{site.head()}<body>{pages[0]}"
        f'<div class="pagination" count="{len(rows)}" rows="{SIZE}" pageNo="1" unitUrl="{UNIT}" '
        f'queryData="{{{asked}}}"></div></body></html>',
    )

    def unit(request: Request) -> Reply:
        fields = query(request)
        if any(fields.get(name) != value for name, value in wanted.items()):
            return as_json({"success": False, "data": None})
        page = int(json.loads(fields.get("paramJson", "{}")).get("pageNo", 1))
        html = pages[page - 1] if 1 <= page <= len(pages) else "<ul></ul>"
        return as_json({"success": True, "data": html if is_bare else {"html": html}})

    site.pages[UNIT] = unit
    return site.done()
