"""trs-static: three districts of the demo, a city that collects copies, and the four real reports.

Shapes as in real columns: 0-based `index_N.html` pages, `createPageHTML` in its variants, year
sub-directories behind a script jump, GBK pages without a charset header, rows by `document.writeln`.
"""

from collections.abc import Sequence

from spiders.replica.families.base import ReplicaSite, SiteRow
from spiders.replica.families.builder import Builder, Row, county, items, newest_first
from spiders.replica.model import Report
from spiders.replica.world import ReportId, world

STUB = "<html><head><title></title></head><body>" + "<!-- -->" * 45 + "</body></html>"


def build(edition: int) -> list[ReplicaSite]:
    return [_yunxi(edition), _shitang(edition), _nanping(edition), _city(edition), _real(edition)]


def _publish(site: Builder, found: Sequence[tuple[ReportId, Report]], base: str) -> list[Row]:
    """Articles at `base` + YYYYMM/tYYYYMMDD_ID.html; years before 2018 carry the migration's date."""
    rows = []
    for place, (key, report) in enumerate(found):
        date = "20190612" if report.year < 2018 else report.published.replace("-", "")
        path = f"{base}{date[:6]}/t{date}_{1000 + len(found) - place}.html"
        row = site.report(key, path)
        rows.append(Row(f"./{path.removeprefix(base)}", row.title, row.date))
    return rows


def _list(site: Builder, rows: Sequence[Row], script: str, lines: str = "") -> str:
    date = '<b class="u_time">{}</b>' if len(rows) % 2 else "<span>{}</span>"
    return (
        f'<html>{site.head()}<body>\n<ul class="list">\n{lines or items(rows, date)}\n</ul>\n'
        f"<script>{script}</script></body></html>"
    )


def _yunxi(edition: int) -> ReplicaSite:
    """Two pages and a stub past the end; any unknown path answers 200 with the home page."""
    note = "two list pages, strays among the rows, a home page for unknown paths"
    site = Builder(county("yunxi", "trs-static", "/zwgk/zfxxgk/zfxxgknb/", note), edition, "trs")
    base = site.column_path
    rows = _publish(site, newest_first(edition, "yunxi"), base)
    rows[3:3] = _strays(site, base)
    first = _list(site, rows[:50], 'createPageHTML(2, 0, "index", "html");')
    site.add(base, first)
    site.add(f"{base}index.html", first)
    site.add(f"{base}index_1.html", _list(site, rows[50:], 'createPageHTML(2, 1, "index", "html");'))
    site.add(f"{base}index_2.html", STUB)
    return site.done(missing=site.pages["/"])


def _strays(site: Builder, base: str) -> list[Row]:
    """Rows that are no reports: a notice, a picture edition, another host, a gateway copy, a lost page."""
    name, day = site.site_name, "2024-02-02"
    here = f"{base}202402/t20240202_"
    elsewhere = "http://www.copycat.example/zwgk/t20240202_9004.html"
    return [
        site.notice(f"{here}9002.html", "关于做好2024年政府信息公开工作年度报告编制发布工作的通知", day),
        site.notice(f"{here}9003.html", f"图解：{name}2023年政府信息公开工作年度报告", day),
        site.stray(elsewhere, f"{name}2022年政府信息公开工作年度报告", day, "off_host"),
        site.stray(
            f"/gate/big5/{site.host}{here}9001.html", f"{name}2021年政府資訊公開工作年度報告", day, "big5"
        ),
        site.stray(
            f"{here}9005.html", f"{site.row.name}档案局2023年政府信息公开工作年度报告", day, "soft_404"
        ),
    ]


def _shitang(edition: int) -> ReplicaSite:
    """The column is a script jump into the newest year's sub-directory, which links to the other years."""
    note = "year sub-directories behind a script jump"
    site = Builder(county("shitang", "trs-static", "/xxgk/gknb/", note), edition, "trs")
    found = newest_first(edition, "shitang")
    years = sorted({report.year for _, report in found}, reverse=True)
    menu = "".join(f'<a href="../{year}nb/">{year}年</a> ' for year in years)
    jump = f'location.replace("./{years[0]}nb/")'
    site.add(site.column_path, f"<html><head><script>{jump}</script></head><body></body></html>")
    for year in years:
        base = f"{site.column_path}{year}nb/"
        rows = _publish(site, [each for each in found if each[1].year == year], base)
        lines = f'</ul><div class="years">{menu}</div><ul class="list">{items(rows)}'
        page = _list(site, rows, 'createPage(1, 0, "index", "html");', lines)
        site.add(base, page)
        site.add(f"{base}index.html", page)
    return site.done()


def _nanping(edition: int) -> ReplicaSite:
    """GBK without a charset header; the second page's rows are written by a script."""
    note = "GBK without a charset header; rows by document.writeln"
    site = Builder(county("nanping", "trs-static", "/zfxxgk/nb/", note), edition, "trs", "gb18030")
    base = site.column_path
    rows = _publish(site, newest_first(edition, "nanping"), base)
    half = len(rows) // 2
    script = f'createPageHTML({len(rows)},2,%d,"index","html");'
    first = _list(site, rows[:half], script % 0)
    site.add(base, first)
    site.add(f"{base}index.html", first)
    written = "\n".join(_written(row) for row in rows[half:])
    site.add(f"{base}index_1.html", _list(site, rows[half:], script % 1, written))
    return site.done()


def _written(row: Row) -> str:
    """A row that a script writes, with its address and title in variables."""
    return (
        f'<script>url="{row.href}"; title="{row.title}"; '
        f"document.writeln('<li><a href=\"'+url+'\">'+title+'</a><span>{row.date}</span></li>');</script>"
    )


def _city(edition: int) -> ReplicaSite:
    """A city's page of copies of its districts' government reports, paged in the browser."""
    row = SiteRow(
        "demo-agg-shili",
        "示例市各区县汇集",
        "990100",
        "prefecture",
        "trs-static",
        "http://www.shili.gov.example/gongkai/zfxxgknb/qzf/",
        aggregator=True,
        first_year=2022,
        note="copies of district reports; paged in the browser",
        last_year=2024,
    )
    copied = {f"{district}-qzf" for district in ("yunxi", "shitang", "nanping")}
    copies = [
        (key, report) for key, report in world(edition).items() if key[0] in copied and 2022 <= key[1] <= 2024
    ]
    copies.sort(key=lambda each: each[1].published, reverse=True)
    return _single(row, edition, copies, "var countPage = 1; var $list = $('.default_news li')")


def _real(edition: int) -> ReplicaSite:
    """The four real reports' figures under their real names."""
    row = SiteRow(
        "demo-real-four",
        "真实报告数据重印",
        "990000",
        "province",
        "trs-static",
        "http://www.shiju.gov.example/zwgk/zfxxgknb/",
        aggregator=True,
        first_year=2019,
        note="figures of four real reports; words of our own",
        last_year=2024,
    )
    return _single(row, edition, newest_first(edition, "real"), 'createPageHTML(1, 0, "index", "html");')


def _single(row: SiteRow, edition: int, found: list[tuple[ReportId, Report]], script: str) -> ReplicaSite:
    """A column of one page, its dates inside the anchors (as on a ministry's pages)."""
    site = Builder(row, edition, "trs")
    rows = _publish(site, found, site.column_path)
    lines = "".join(
        f'<li><a href="{each.href}">{each.title}<span>{each.date}</span></a></li>' for each in rows
    )
    page = _list(site, rows, script, lines)
    site.add(site.column_path, page)
    site.add(f"{site.column_path}index.html", page)
    return site.done()
