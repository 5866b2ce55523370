"""Pages that many families share: a column with its rows, articles with metas, a home page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from spiders.replica.families.base import Listed, Page, Reply, SiteRow, lazy, metas
from spiders.replica.model import Report
from spiders.replica.render import html
from spiders.replica.world import ReportId, world

COLUMN = "政府信息公开年报"
STYLE_BY_BODY = {
    "zfb": "word",
    "zrj": "spans",
    "cgj": "word",
    "scj": "chrome",
    "jyj": "spans",
    "zhen": "chrome",
}


@dataclass(frozen=True)
class Column:
    """Where a column lives and how its pages are written."""

    row: SiteRow
    host: str
    path: str
    site_name: str
    encoding: str = "utf-8"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def reply(self, text: str, modified: str | None = None) -> Reply:
        """The page in the column's encoding; only UTF-8 is said in the header."""
        said = "text/html; charset=utf-8" if self.encoding == "utf-8" else "text/html"
        return Reply(text.encode(self.encoding), content_type=said, modified=modified)


@dataclass(frozen=True)
class Row:
    """A row to print: its address as written in the list, and what it is."""

    href: str
    listed: Listed


def report_rows(column: Column, found: Sequence[tuple[ReportId, Report]], base: str) -> list[Row]:
    """Rows for reports at `base` + YYYYMM/tYYYYMMDD_ID.html; years before 2018 carry the migration's date."""
    rows = []
    for place, (key, report) in enumerate(reversed(found)):
        date = "20190612" if report.year < 2018 else report.published.replace("-", "")
        href = f"./{date[:6]}/t{date}_{1000 + place}.html"
        listed = Listed(
            column.row.site_id, column.url(base + href[2:]), report.title, report.published, "report", key
        )
        rows.append(Row(href, listed))
    return rows[::-1]


def article_pages(column: Column, rows: Iterable[Row], edition: int) -> dict[str, Page]:
    pages: dict[str, Page] = {}
    for row in rows:
        if row.listed.report:
            path = row.listed.url.removeprefix(f"http://{column.host}")
            pages[path] = _article(column, world(edition)[row.listed.report], row.listed.report)
    return pages


def _article(column: Column, report: Report, key: ReportId) -> Page:
    style = STYLE_BY_BODY.get(key[0].split("-")[1], "clean")

    def make() -> Reply:
        publisher = f"<td>发布机构</td><td>{report.agency}</td>" if report.agency else ""
        body = html.fragment(report, style)
        text = (
            f"<html><head>{charset_meta(column)}{metas(column.site_name, COLUMN, report)}"
            f"<title>{report.title}_{column.site_name}</title></head><body>\n"
            f'<div class="crumb">首页 &gt; 政府信息公开 &gt; {COLUMN}</div>\n'
            f'<table class="xxgk"><tr><td>索引号</td><td>{report.index_number}</td>{publisher}'
            f"<td>发布日期</td><td>{report.published}</td></tr></table>\n"
            f'<h1>{report.title}</h1><div class="TRS_Editor">{body}</div>\n'
            '<div class="footer">主办：示例省某单位（演示数据，均为虚构）</div></body></html>'
        )
        return column.reply(text, report.published)

    return lazy(make)


def charset_meta(column: Column) -> str:
    name = "gb2312" if column.encoding != "utf-8" else "utf-8"
    return f'<meta http-equiv="Content-Type" content="text/html; charset={name}">\n'


def list_page(column: Column, rows: Sequence[Row], script: str, items: str = "") -> Page:
    """A list page; long titles are cut in the text and whole in the title attribute."""
    lines = items or "\n".join(list_item(row, place) for place, row in enumerate(rows))
    text = (
        f"<html><head>{charset_meta(column)}{metas(column.site_name, COLUMN)}"
        f"<title>{COLUMN}</title></head><body>\n"
        f'<ul class="list">\n{lines}\n</ul>\n<script>{script}</script></body></html>'
    )
    return lambda: column.reply(text)


def list_item(row: Row, place: int) -> str:
    title = escape(row.listed.title)
    shown = title if len(title) < 22 or place % 3 else f"{title[:20]}…"
    date = f'<b class="u_time">{row.listed.date}</b>' if place % 2 else f"<span>{row.listed.date}</span>"
    return f'<li><a href="{row.href}" title="{title}">{shown}</a>{date}</li>'


def home(column: Column) -> Page:
    text = (
        f"<html><head>{charset_meta(column)}{metas(column.site_name, '首页')}"
        f"<title>{column.site_name}</title></head><body>"
        f'<a href="/">首页</a> <a href="/zwgk/">政务公开</a> <a href="{column.path}">{COLUMN}</a>'
        "</body></html>"
    )
    return lambda: column.reply(text)


def notice_page(column: Column, title: str) -> Page:
    text = (
        f"<html><head>{charset_meta(column)}{metas(column.site_name, COLUMN, title=title, date='2024-02-02')}"
        f"<title>{title}</title></head><body><h1>{title}</h1>"
        '<div class="TRS_Editor"><p>请各单位按时完成。</p></div></body></html>'
    )
    return lambda: column.reply(text)
