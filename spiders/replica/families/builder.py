"""Builder: collects a site's pages and keeps the account of what a right crawl finds on it."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, urljoin

from spiders.replica.bodies import districts
from spiders.replica.families.base import HTML_UTF8, Listed, Page, ReplicaSite, Reply, Request, SiteRow
from spiders.replica.families.shells import COLUMN, SHELLS, Article, metas, page
from spiders.replica.model import Report
from spiders.replica.render import html, render
from spiders.replica.world import ReportId, world

STYLE_BY_BODY = {
    "zfb": "word",
    "zrj": "spans",
    "cgj": "word",
    "scj": "chrome",
    "jyj": "spans",
    "zhen": "chrome",
}
MEDIA = {
    "ofd": "application/octet-stream",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Attached:
    """A file beside a report's page, or (mode `only`) instead of its text."""

    mode: str
    file_format: str
    style: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row to print in a list: `href` as written there."""

    href: str
    title: str
    date: str


@cache
def attached() -> Mapping[tuple[str, int], Attached]:
    path = Path(__file__).parents[1] / "attached.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["body"], int(row["year"])): Attached(row["mode"], row["format"], row["style"])
            for row in csv.DictReader(file)
        }


def newest_first(edition: int, district: str) -> list[tuple[ReportId, Report]]:
    """A district's reports as a list orders them."""
    found = [(key, report) for key, report in world(edition).items() if key[0].startswith(f"{district}-")]
    return sorted(found, key=lambda each: (each[1].published, each[0]), reverse=True)


def county(key: str, family: str, path: str, note: str = "") -> SiteRow:
    """The registry line of a district's column."""
    district = districts()[key]
    url = f"http://{district.host}{path}"
    return SiteRow(
        f"demo-{key}", district.name, district.region_code, "county", family, url,
        first_year=district.first_year, note=note,
    )  # fmt: skip


Writer = Callable[[Article], str]


class Builder:
    """One host under construction; `shell` names how its articles are written."""

    def __init__(self, row: SiteRow, edition: int, shell: str, encoding: str = "utf-8") -> None:
        self.row, self.edition, self.shell, self.encoding = row, edition, SHELLS[shell], encoding
        self.host = row.column_url.split("/")[2]
        self.column_path = row.column_url.removeprefix(f"http://{self.host}").partition("?")[0]
        self.site_name = row.name if row.aggregator else f"{row.name}人民政府"
        self.pages: dict[str, Page] = {"/": self.html(self._home())}
        self.listed: list[Listed] = []

    def url(self, path: str) -> str:
        return urljoin(f"http://{self.host}/", path)

    def rows(self, path: Callable[[int, Report], str], write: Writer | None = None) -> list[Row]:
        """Publish all of the district's reports, newest first, each at `path(place from 1, report)`."""
        found = newest_first(self.edition, self.row.site_id.removeprefix("demo-"))
        return [
            self.report(key, path(len(found) - place, report), write)
            for place, (key, report) in enumerate(found)
        ]

    def reply(self, text: str, modified: str | None = None) -> Reply:
        """A page in the site's encoding; only UTF-8 is said in the header."""
        said = HTML_UTF8 if self.encoding == "utf-8" else "text/html"
        return Reply(text.encode(self.encoding), content_type=said, modified=modified)

    def html(self, text: str) -> Page:
        reply = self.reply(text)
        return lambda request: reply

    def add(self, path: str, text: str) -> None:
        """A page that never changes."""
        self.pages[path] = self.html(text)

    def head(self, title: str = COLUMN) -> str:
        """The head of a list page."""
        blank = Article(self.site_name, "", "", "", "", "")
        return f"<head>{self._charset()}\n{metas(blank)}<title>{escape(title)}</title></head>"

    def report(self, key: ReportId, path: str, write: Writer | None = None) -> Row:
        """Publish a report at `path`, with its attachments; the row that a list prints for it.

        `path` may carry a query: then the caller answers for it, with `self.answer(key)`. `write` makes the
        whole page where the family's shell does not.
        """
        report = world(self.edition)[key]
        extra = attached().get(key[:2]) if not key[2] else None
        links: tuple[tuple[str, str], ...] = ()
        fate = "carrier" if extra and extra.mode == "only" else "report"
        held = None if fate == "carrier" else key
        url = self.url(path)
        self.listed.append(Listed(self.row.site_id, url, report.title, report.published, fate, held))
        if extra:
            name = f"W0{report.published.replace('-', '')}{len(self.listed):03}.{extra.file_format}"
            links = ((f"./{name}", f"{report.title}.{extra.file_format}"),)
            self._attach(key, extra, urljoin(url, name), links[0][1], url)
        if "?" not in path:
            self.pages[path] = self.answer(key, links, write)
        return Row(path, report.title, report.published)

    def stray(self, url: str, title: str, date: str, fate: str, href: str = "") -> Row:
        """A row of a list that is no report, kept in the account under its fate."""
        self.listed.append(Listed(self.row.site_id, self.url(url), title, date, fate))
        return Row(href or url, title, date)

    def notice(self, path: str, title: str, date: str) -> Row:
        """A page among the reports that is none."""
        article = Article(self.site_name, title, date, self.site_name, "", "<p>请各单位按时完成。</p>")
        self.add(path, page(self.shell, article, self._said()))
        return self.stray(path, title, date, "notice")

    def done(self, missing: Page | None = None) -> ReplicaSite:
        """The finished site; `missing` answers for unknown paths (404 by default)."""
        site = ReplicaSite(self.host, self.row, self.pages, tuple(self.listed))
        return replace(site, missing=missing) if missing else site

    def article(self, report: Report, style: str, links: tuple[tuple[str, str], ...] = ()) -> Article:
        """A report as an article of this site."""
        body = html.fragment(report, style)
        return Article(
            self.site_name,
            report.title,
            report.published,
            report.agency or "",
            report.index_number,
            body,
            links,
        )

    def answer(
        self, key: ReportId, links: tuple[tuple[str, str], ...] = (), write: Writer | None = None
    ) -> Page:
        """The page of a report; where its only text is an attachment, the page holds nothing but the link."""
        report, style = world(self.edition)[key], STYLE_BY_BODY.get(key[0].split("-")[1], "clean")
        extra = attached().get(key[:2]) if links else None

        @cache
        def made() -> Reply:
            article = self.article(report, style, links)
            if extra and extra.mode == "only":
                article = replace(article, body="")
            text = write(article) if write else page(self.shell, article, self._said())
            return self.reply(text, report.published)

        return lambda request: made()

    def _attach(self, key: ReportId, extra: Attached, url: str, title: str, parent: str) -> None:
        report = world(self.edition)[key]

        @cache
        def made() -> Reply:
            data = render(report, extra.file_format, extra.style)
            return Reply(data, content_type=MEDIA[extra.file_format], modified=report.published)

        self.pages[url.removeprefix(f"http://{self.host}")] = lambda request: made()
        self.listed.append(Listed(self.row.site_id, url, title, report.published, "attachment", key, parent))

    def _said(self) -> str:
        return "utf-8" if self.encoding == "utf-8" else "gb2312"

    def _charset(self) -> str:
        return f'<meta http-equiv="Content-Type" content="text/html; charset={self._said()}">'

    def _home(self) -> str:
        column = self.row.column_url.removeprefix(f"http://{self.host}")
        return (
            f"<html>{self.head(self.site_name)}<body><a href='/'>首页</a> <a href='/zwgk/'>政务公开</a> "
            f'<a href="{column}">{COLUMN}</a></body></html>'
        )


def items(rows: Iterable[Row], date: str = "<span>{}</span>") -> str:
    """`<li>` rows; long titles are cut in the text and whole in the title attribute."""
    return "\n".join(
        f'<li><a href="{row.href}" title="{escape(row.title)}">{_cut(row.title, place)}</a>'
        f"{date.format(row.date)}</li>"
        for place, row in enumerate(rows)
    )


def _cut(title: str, place: int) -> str:
    return escape(title if len(title) < 22 or place % 3 else f"{title[:20]}…")


def pages_of(rows: list[Row], size: int) -> list[list[Row]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def query(request: Request) -> dict[str, str]:
    """The last value of every query parameter and form field."""
    fields = parse_qs(request.query, keep_blank_values=True)
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        fields |= parse_qs(request.body.decode(), keep_blank_values=True)
    return {name: values[-1] for name, values in fields.items()}


def number(fields: Mapping[str, str], name: str, default: int) -> int:
    """A whole number among the fields, else the default, as lenient servers read it."""
    text = fields.get(name, "").strip()
    return int(text) if text.isdigit() else default


def as_json(value: object) -> Reply:
    return Reply(
        json.dumps(value, ensure_ascii=False).encode(), content_type="application/json;charset=UTF-8"
    )
