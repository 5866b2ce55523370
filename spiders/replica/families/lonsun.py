"""lonsun: Anhui's publicInfoList fragments, and the showList columns of some of its counties."""

from urllib.parse import urlencode

from spiders.replica.families.base import ReplicaSite, Reply, Request
from spiders.replica.families.builder import Builder, county, items, number, pages_of, query

ORGAN, CATEGORY, SIZE = "4140867", "11908678", 6
NOTHING = "暂无相关信息"


def build(edition: int) -> list[ReplicaSite]:
    return [_public("songtao", edition), _show_list("haitang", edition)]


def _public(key: str, edition: int) -> ReplicaSite:
    column = f"/public/column/{ORGAN}?type=4&action=list&nav=&sub=&catId={CATEGORY}"
    site = Builder(county(key, "lonsun-public", column, "rows by /site/label/8888"), edition, "lonsun")
    rows = site.rows(lambda place, report: f"/public/{ORGAN}/{15194800 + place}.html")
    pages = pages_of(rows, SIZE)
    fields = {
        "IsAjax": "1", "dataType": "html", "labelName": "publicInfoList", "siteId": "1", "organId": ORGAN,
        "pageSize": str(SIZE), "action": "list", "isDate": "true", "dateFormat": "yyyy-MM-dd", "length": "80",
        "type": "4", "catId": CATEGORY, "cId": "", "result": NOTHING,
        "file": "/xxgk/publicInfoList_newest2020",
    }  # fmt: skip
    script = f"var listUrl='/site/label/8888?{urlencode(fields)}'; var pager={{pageCount:{len(pages)}}};"
    site.add(
        f"/public/column/{ORGAN}",
        f"<html>{site.head()}<body><div id='list'></div><script>{script}</script></body></html>",
    )

    def label(request: Request) -> Reply:
        asked = query(request)
        page = number(asked, "pageIndex", 1)
        is_known = all(asked.get(name) == fields[name] for name in ("labelName", "organId", "catId", "file"))
        if not is_known or not 1 <= page <= len(pages):
            return site.reply(asked.get("result", NOTHING))
        lines = "".join(
            f'<ul><li class="mc"><a href="{site.url(row.href)}" title="{row.title}">{row.title}</a></li>'
            f'<li class="rq">{row.date}</li></ul>'
            for row in pages[page - 1]
        )
        return site.reply(f'<div class="xxgk_navli">{lines}</div>')

    site.pages["/site/label/8888"] = label
    return site.done()


def _show_list(key: str, edition: int) -> ReplicaSite:
    """/XxgkContent/showList/UNIT/CATEGORY/page_N.html with reports at /XxgkAnnualReport/show/ID.html."""
    base = "/XxgkContent/showList/21/381/"
    site = Builder(county(key, "xxgk-showlist", f"{base}page_1.html"), edition, "lonsun")
    rows = site.rows(lambda place, report: f"/XxgkAnnualReport/show/{6380 + place}.html")
    pages = pages_of(rows, SIZE)
    links = "".join(f'<a href="{base}page_{number}.html">{number}</a>' for number in range(1, len(pages) + 1))
    for place, part in enumerate(pages, 1):
        text = (
            f"<html>{site.head()}<body><ul>{items(part)}</ul><div class='pages'>{links}</div></body></html>"
        )
        site.add(f"{base}page_{place}.html", text)
    return site.done()
