"""trs-static: three districts of the demo, a city that collects copies, and the four real reports.

Shapes as in real columns: 0-based `index_N.html` pages, `createPageHTML` in its variants, year
sub-directories behind a script jump, GBK pages without a charset header, rows by `document.writeln`.
"""

from spiders.replica.bodies import District, districts
from spiders.replica.families.base import Listed, Page, ReplicaSite, SiteRow, fixed
from spiders.replica.families.pages import (
    Column,
    Row,
    article_pages,
    home,
    list_item,
    list_page,
    notice_page,
    report_rows,
)
from spiders.replica.model import Report
from spiders.replica.world import ReportId, world

STUB = fixed("<html><head><title></title></head><body>" + "<!-- -->" * 45 + "</body></html>")


def build(edition: int) -> list[ReplicaSite]:
    places = districts()
    return [
        _yunxi(places["yunxi"], edition),
        _shitang(places["shitang"], edition),
        _nanping(places["nanping"], edition),
        _city(edition),
        _real(edition),
    ]


def _column(district: District, path: str, first_year: int, note: str, encoding: str = "utf-8") -> Column:
    row = SiteRow(
        f"demo-{district.key}",
        district.name,
        district.region_code,
        "county",
        "trs-static",
        f"http://{district.host}{path}",
        first_year=first_year,
        note=note,
    )
    return Column(row, district.host, path, f"{district.name}人民政府", encoding)


def _of(edition: int, prefix: str) -> list[tuple[ReportId, Report]]:
    """A district's reports, newest first, as a list prints them."""
    found = [(key, report) for key, report in world(edition).items() if key[0].startswith(f"{prefix}-")]
    return sorted(found, key=lambda each: (each[1].published, each[0]), reverse=True)


def _written(row: Row) -> str:
    """A row that a script writes, with its address and title in variables."""
    title = row.listed.title
    return (
        f'<script>url="{row.href}"; title="{title}"; '
        f"document.writeln('<li><a href=\"'+url+'\">'+title+'</a><span>{row.listed.date}</span></li>');"
        "</script>"
    )


def _strays(column: Column) -> list[Row]:
    """Rows that are no reports: a notice, a picture edition, another host, a gateway copy, a lost page."""
    base, name = column.path, column.site_name
    site = column.row.site_id

    def row(href: str, url: str, title: str, fate: str) -> Row:
        return Row(href, Listed(site, url, title, "2024-02-02", fate))

    big5 = f"/gate/big5/{column.host}{base}202402/t20240202_9001.html"
    return [
        row("./202402/t20240202_9002.html", column.url(f"{base}202402/t20240202_9002.html"),
            "关于做好2024年政府信息公开工作年度报告编制发布工作的通知", "notice"),
        row("./202402/t20240202_9003.html", column.url(f"{base}202402/t20240202_9003.html"),
            f"图解：{name}2023年政府信息公开工作年度报告", "notice"),
        row("http://www.copycat.example/zwgk/t20240202_9004.html", "http://www.copycat.example/zwgk/t20240202_9004.html",
            f"{name}2022年政府信息公开工作年度报告", "off_host"),
        row(big5, column.url(big5), f"{name}2021年政府信息公開工作年度報告", "big5"),
        row("./202402/t20240202_9005.html", column.url(f"{base}202402/t20240202_9005.html"),
            f"{column.row.name}档案局2023年政府信息公开工作年度报告", "soft_404"),
    ]  # fmt: skip


def _yunxi(district: District, edition: int) -> ReplicaSite:
    """Two pages and a stub past the end; any unknown path answers 200 with the home page."""
    column = _column(
        district, "/zwgk/zfxxgk/zfxxgknb/", 2014, "two list pages, strays, soft 404 for unknown paths"
    )
    rows = report_rows(column, _of(edition, district.key), column.path)
    pages = article_pages(column, rows, edition)
    rows[3:3] = _strays(column)
    half = 50
    first = list_page(column, rows[:half], 'createPageHTML(2, 0, "index", "html");')
    pages |= {
        "/": home(column),
        column.path: first,
        f"{column.path}index.html": first,
        f"{column.path}index_1.html": list_page(
            column, rows[half:], 'createPageHTML(2, 1, "index", "html");'
        ),
        f"{column.path}index_2.html": STUB,
        **{
            f"{column.path}202402/t20240202_{number}.html": notice_page(column, title)
            for number, title in ((9002, rows[3].listed.title), (9003, rows[4].listed.title))
        },
    }
    return ReplicaSite(district.host, column.row, pages, [row.listed for row in rows], missing=home(column)())


def _shitang(district: District, edition: int) -> ReplicaSite:
    """The column is a script jump into the newest year's sub-directory, which links to the other years."""
    column = _column(district, "/xxgk/gknb/", 2019, "year sub-directories behind a script jump")
    found = _of(edition, district.key)
    years = sorted({report.year for _, report in found}, reverse=True)
    menu = "".join(f'<a href="../{year}nb/">{year}年</a> ' for year in years)
    shell = f'<html><head><script>location.replace("./{years[0]}nb/")</script></head><body></body></html>'
    pages: dict[str, Page] = {"/": home(column), column.path: fixed(shell)}
    listed: list[Listed] = []
    for year in years:
        base = f"{column.path}{year}nb/"
        rows = report_rows(column, [each for each in found if each[1].year == year], base)
        items = "\n".join(list_item(row, place) for place, row in enumerate(rows))
        body = f'</ul><div class="years">{menu}</div><ul class="list">{items}'
        page = list_page(column, rows, 'createPage(1, 0, "index", "html");', body)
        pages |= {base: page, f"{base}index.html": page, **article_pages(column, rows, edition)}
        listed += [row.listed for row in rows]
    return ReplicaSite(district.host, column.row, pages, listed)


def _nanping(district: District, edition: int) -> ReplicaSite:
    """GBK without a charset header; the second page's rows are written by a script."""
    note = "GBK without a charset header; rows by document.writeln"
    column = _column(district, "/zfxxgk/nb/", 2019, note, "gb18030")
    rows = report_rows(column, _of(edition, district.key), column.path)
    half = len(rows) // 2
    script = f'createPageHTML({len(rows)},2,%d,"index","html");'
    first = list_page(column, rows[:half], script % 0)
    pages = article_pages(column, rows, edition) | {
        "/": home(column),
        column.path: first,
        f"{column.path}index.html": first,
        f"{column.path}index_1.html": list_page(
            column, rows[half:], script % 1, "\n".join(_written(row) for row in rows[half:])
        ),
    }
    return ReplicaSite(district.host, column.row, pages, [row.listed for row in rows])


def _city(edition: int) -> ReplicaSite:
    """A city's page of copies of its districts' government reports, paged in the browser."""
    host, path = "www.shili.gov.example", "/gongkai/zfxxgknb/qzf/"
    row = SiteRow(
        "demo-agg-shili", "示例市各区县汇集", "990100", "prefecture", "trs-static", f"http://{host}{path}",
        aggregator=True, first_year=2022, note="copies of district reports; paged in the browser",
    )  # fmt: skip
    column = Column(row, host, path, "示例市人民政府")
    copies = [
        (key, report)
        for key, report in world(edition).items()
        if key[0].endswith("-qzf") and not key[0].startswith("real") and 2022 <= key[1] <= 2024
    ]
    rows = report_rows(column, sorted(copies, key=lambda each: each[1].published, reverse=True), path)
    page = list_page(column, rows, "var countPage = 1; var $list = $('.default_news li')")
    pages = article_pages(column, rows, edition) | {"/": home(column), path: page, f"{path}index.html": page}
    return ReplicaSite(host, row, pages, [each.listed for each in rows])


def _real(edition: int) -> ReplicaSite:
    """The four real reports' figures under their real names."""
    host, path = "www.shiju.gov.example", "/zwgk/zfxxgknb/"
    row = SiteRow(
        "demo-real-four", "真实报告数据重印", "990000", "province", "trs-static", f"http://{host}{path}",
        aggregator=True, first_year=2019, note="figures of four real reports, words of our own",
    )  # fmt: skip
    column = Column(row, host, path, "真实报告数据重印")
    rows = report_rows(column, _of(edition, "real"), path)
    page = list_page(column, rows, 'createPageHTML(1, 0, "index", "html");')
    pages = article_pages(column, rows, edition) | {"/": home(column), path: page, f"{path}index.html": page}
    return ReplicaSite(host, row, pages, [each.listed for each in rows])
