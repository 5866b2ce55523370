"""hanweb-xxgk: the disclosure module's search, and its annual-report page by unit and year."""

from spiders.replica.bodies import bodies
from spiders.replica.families.base import ReplicaSite, Reply, Request
from spiders.replica.families.builder import Builder, Row, county, newest_first, number, pages_of, query
from spiders.replica.model import Report
from spiders.replica.world import world

SEARCH = "/module/xxgk/search.jsp"
ANNUAL = "/module/xxgk/xxgkAnnualReport.jsp"
COLUMN = 1229312560
AREA = "11990208000000000P"


def build(edition: int) -> list[ReplicaSite]:
    return [_search("liuchuan", edition), _annual("tonghua", edition)]


def _search(key: str, edition: int) -> ReplicaSite:
    """search.jsp answers with rows of every column: the column's own must be told by art_COLUMN_."""
    note = "search answers with rows of other columns too"
    site = Builder(county(key, "hanweb-xxgk", f"/col/col{COLUMN}/index.html", note), edition, "hanweb")

    def path(place: int, report: Report) -> str:
        year, month, day = (int(part) for part in report.published.split("-"))
        return f"/art/{year}/{month}/{day}/art_{COLUMN}_{place}.html"

    rows = site.rows(path)
    stray = site.stray(
        "/art/2024/1/9/art_999_2.html", "2023年机关食堂工作年度报告", "2024-01-09", "other_column"
    )
    rows.insert(2, stray)
    pages = pages_of(rows, 8)
    tree = f"/module/xxgk/tree.jsp?area={AREA}&divid=div1229498488&infotypeId=A0212&jdid=3096&standardXxgk=1"
    site.add(
        site.column_path,
        f'<html>{site.head()}<body><script src="{tree}"></script>'
        '<div id="div1229498488"></div></body></html>',
    )

    def search(request: Request) -> Reply:
        fields = query(request)
        page = number(fields, "currpage", 1)
        if fields.get("infotypeId") != "A0212" or not 1 <= page <= len(pages):
            return site.reply("<table></table>")
        return site.reply(_fragment(pages[page - 1], len(pages)))

    site.pages[SEARCH] = search
    return site.done()


def _fragment(rows: list[Row], total: int) -> str:
    lines = "\n".join(
        f'<tr class="tr_main_value_{"even" if place % 2 else "odd"}"><td>{place + 1}</td>'
        f'<td><a href="{row.href}" title="{row.title}" class="bt_link">{row.title}</a></td>'
        f"<td>{row.date}</td></tr>"
        for place, row in enumerate(rows)
    )
    return f"<table>{lines}</table>&nbsp;&nbsp;共{total}页&nbsp;"


def _annual(key: str, edition: int) -> ReplicaSite:
    """One page a unit and year; an unknown unit or year answers 200 with an empty shell."""
    members = [body for body in bodies().values() if body.district.key == key]
    areas = {body.id: f"1199020{9 + place}000000000P-1" for place, body in enumerate(members)}
    first = f"{ANNUAL}?area={areas[members[0].id]}"
    site = Builder(county(key, "hanweb-xxgk", first, "reports by unit and year"), edition, "hanweb")
    held = {}
    for name, report in newest_first(edition, key):
        site.report(name, f"{ANNUAL}?area={areas[name[0]]}&fbtime={report.year}")
        held[areas[name[0]], str(report.year)] = site.answer(name)
    units = "".join(f'<li><a href="{ANNUAL}?area={areas[body.id]}">{body.name}</a></li>' for body in members)
    years = "".join(f"<option>{year}</option>" for year in sorted({year for _, year in held}, reverse=True))
    shell = (
        f'<html>{site.head()}<body><ul class="units">{units}</ul>'
        f'<select id="fbtime">{years}</select><div id="zoom"></div></body></html>'
    )

    def annual(request: Request) -> Reply:
        fields = query(request)
        page = held.get((fields.get("area", ""), fields.get("fbtime", "")))
        return page(request) if page else site.reply(shell)

    site.pages[ANNUAL] = annual
    assert len(held) == sum(name[0].startswith(f"{key}-") for name in world(edition))
    return site.done()
