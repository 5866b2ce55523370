"""ewb: EWB-FRONT sites, whose list is a JSON call with the site's guid from a script."""

import json

from spiders.replica.families.base import NOT_FOUND, ReplicaSite, Reply, Request
from spiders.replica.families.builder import Builder, as_json, county, pages_of

GUID = "7eb5f7f1-0000-4000-8000-000000000001"
CALL = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"


def build(edition: int) -> list[ReplicaSite]:
    column = "/govInfoPub/list.html?deptcode=x01&categorynum=001"
    site = Builder(county("shanyin", "ewb", column, "rows by a JSON call"), edition, "hanweb")
    rows = site.rows(lambda place, report: f"/xxgk/001/{report.published.replace('-', '')}/{place}.html")
    info = json.dumps({"projectName": "/EWB-FRONT", "siteGuid": GUID})
    script = "<script src='/js/webBuilderCommon.js'></script>"
    site.add("/govInfoPub/list.html", f"<html>{site.head()}<body>{script}<div id='list'></div></body></html>")
    site.add("/js/webBuilderCommon.js", f"var siteInfo = {info};")

    def listing(request: Request) -> Reply:
        try:
            asked = json.loads(request.body)
        except ValueError:
            return NOT_FOUND
        wanted = {"deptcode": "x01", "categorynum": "001", "siteGuid": GUID}
        if any(asked.get(name) != value for name, value in wanted.items()):
            return as_json({"custom": {"data": []}})
        pages, index = pages_of(rows, min(int(asked.get("pageSize", 15)), 8)), int(asked.get("pageIndex", 1))
        chosen = pages[index - 1] if 1 <= index <= len(pages) else []
        data = [{"infourl": row.href, "title": row.title[:12], "realtitle": row.title} for row in chosen]
        return as_json({"custom": {"data": data}})

    site.pages[CALL] = listing
    return [site.done()]
