"""A column of twenty thousand reports, for benches of speed and memory; no part of the demo registry.

The pages are one report's with other numbers in the title: every body differs and none costs to render.
"""

import re
from collections.abc import Callable
from functools import cache

from spiders.replica.families.base import NOT_FOUND, ReplicaSite, Reply, Request, SiteRow
from spiders.replica.families.builder import Builder, Row, items, newest_first

COUNT, SIZE = 20_000, 50
BASE = "/zwgk/nb/"
ROW = SiteRow(
    "crowd",
    "故障县",
    "990299",
    "county",
    "trs-static",
    f"http://www.crowd.gov.example{BASE}",
    first_year=2024,
    note="twenty thousand reports",
)
_LIST = re.compile(rf"{BASE}(?:index(?:_(\d+))?\.html)?")
_ARTICLE = re.compile(rf"{BASE}202501/t20250115_(\d+)\.html")


def build(edition: int) -> list[ReplicaSite]:
    site = Builder(ROW, edition, "trs")
    report = newest_first(edition, "guzhang")[0][1]

    @cache
    def template() -> bytes:
        page = site.answer(newest_first(edition, "guzhang")[0][0])
        return page(Request("GET", site.host, BASE)).body

    def title(number: int) -> str:
        return f"故障县第{number}所{report.year}年政府信息公开工作年度报告"

    def answer(request: Request) -> Reply:
        if found := _ARTICLE.fullmatch(request.path):
            number = int(found[1])
            body = template().replace(report.title.encode(), title(number).encode())
            return Reply(body, modified="2025-01-15") if number < COUNT else NOT_FOUND
        if listed := _LIST.fullmatch(request.path):
            return _list_page(site, int(listed[1] or 0), title)
        return NOT_FOUND

    return [ReplicaSite(site.host, None, {"/": site.pages["/"]}, missing=answer)]


def _list_page(site: Builder, page: int, title: Callable[[int], str]) -> Reply:
    if page >= COUNT // SIZE:
        return NOT_FOUND
    rows = [
        Row(f"./202501/t20250115_{number}.html", title(number), "2025-01-15")
        for number in range(page * SIZE, (page + 1) * SIZE)
    ]
    script = f'createPageHTML({COUNT // SIZE}, {page}, "index", "html");'
    return site.reply(
        f"<html>{site.head()}<body><ul>{items(rows)}</ul><script>{script}</script></body></html>"
    )
