"""Sites whose one report stands on several pages, each cut and led on in another way.

Table two breaks off on the first page, table three on the second; what follows has no heads. Edition 2 is a
little later: a page that was missing has come, and the last page of another report has one figure changed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from spiders.replica.families.base import NOT_FOUND, Page, ReplicaSite, Reply, SiteRow
from spiders.replica.families.builder import Builder, items
from spiders.replica.families.shells import SHELLS, page
from spiders.replica.model import Key, Report, Value
from spiders.replica.render import html
from spiders.replica.world import ReportId, world

# Not yunxi-zfb of 2020, whose blank totals leave a cut table unproved.
REPORTS = (*(("yunxi-zfb", year) for year in (2019, 2021, 2022, 2023, 2024, 2025)),
           *(("yunxi-qzf", year) for year in (2021, 2022, 2023, 2024)))  # fmt: skip
# The words of the rows that begin the second and the third page.
BREAKS = ("第二十条第（六）项", "（五）不予处理")
ELSEWHERE = "http://www.copycat.example/nb/content_11_2.html"
CHANGED: Key = ("disp_lit_direct_total", None, None)
Pager = Callable[[str, int, int], str]  # name of the first page, number of this one from 0, of all


@dataclass(frozen=True)
class Cut:
    """A way of cutting a report: `numbers` are those behind the names of its pages after the first.

    broken: what other pages than those it should have answer, by the number of the page, from 0. came: how
    many pages of the report can be had. told: the reason that the log has for what is missing.
    """

    name: str
    family: str
    first: str
    pager: Pager
    numbers: tuple[int, ...] = (1, 2)
    broken: Mapping[int, str] | None = None
    came: int = 3
    told: str | None = None

    @property
    def host(self) -> str:
        return f"www.cut-{self.name}.gov.example"

    @property
    def addresses(self) -> list[str]:
        """Of the report's pages in their order; where only a script leads on, what the log has for one."""
        if self.told == "link_by_script":
            return [f"http://{self.host}/nb/{self.first}{end}" for end in ("", "#下一页")]
        stem, _, extension = self.first.rpartition(".")
        names = [self.first, *(f"{stem}_{number}.{extension}" for number in self.numbers)]
        return [f"http://{self.host}/nb/{name}" for name in names]


def _called(first: str, number: int, count: int) -> str:
    stem, _, extension = first.rpartition(".")
    return f'<script>createPageHTML({count},{number},"{stem}","{extension}");</script>'


def _linked(first: str, number: int, count: int) -> str:
    stem, _, extension = first.rpartition(".")
    names = [first, *(f"{stem}_{place}.{extension}" for place in range(2, count + 1))]
    before = f'<a href="{names[number - 1]}">上一页</a>' if number else ""
    after = f'<a href="{names[number + 1]}">下一页</a>' if number + 1 < count else ""
    shown = " ".join(f'<a href="{name}">{place}</a>' for place, name in enumerate(names, 1))
    return f'<div class="pages">{before} {shown} {after} 共{count}页</div>'


def _strange(first: str, number: int, count: int) -> str:
    """Words of a pager over links to another article, and to another site."""
    return f'<a href="content_12.html">下一页</a><a href="{ELSEWHERE}">2</a><a href="/nb/">上一篇</a>'


def _counted(first: str, number: int, count: int) -> str:
    """Counts, and writes its links out, as the lists of Ordos do."""
    stem, _, extension = first.rpartition(".")
    link = f'<a href=\\"{stem}"+"_" + nextPage + "."+"{extension}\\">下一页</a>'
    counts = f"var currentPage = {number}; var nextPage = currentPage+1; var countPage = {count};"
    return f'<script>{counts} if (currentPage != countPage-1) document.write("{link}");</script>'


def _counted_only(first: str, number: int, count: int) -> str:
    """Counts, and a script of the site's makes the links."""
    return f"<script>var currentPage = {number};var countPage={count}</script><script src=/p.js></script>"


def _called_with_path(first: str, number: int, count: int) -> str:
    stem, _, extension = first.rpartition(".")
    return (
        f"<script>createPageHTML('page_div', {count}, {number + 1}, '/nb/{stem}', '.{extension}', 9)</script>"
    )


def _scripted(first: str, number: int, count: int) -> str:
    return '<a href="javascript:void(0)">上一页</a><a href="#" onclick="turnTo(2)">下一页</a>'


CUTS = (
    Cut("called", "trs-static", "t20240118_7001.html", _called),
    Cut("linked", "static", "content_11.html", _linked, (2, 3)),
    Cut("early", "trs-static", "t20240118_7003.html", _called, broken={2: "404"}, came=2, told="http_error"),
    Cut("home", "trs-static", "t20240118_7004.html", _called, broken={1: "home"}, came=1, told="not_a_part"),
    Cut("again", "trs-static", "t20240118_7005.html", _called, broken={1: "1st"}, came=1, told="same_bytes"),
    Cut("strange", "static", "content_11.html", _strange, (), came=1),
    Cut("counted", "trs-static", "t20240118_7006.html", _counted),
    Cut("uncounted", "trs-static", "t20240118_7007.html", _counted_only),
    Cut("path", "ucap-static", "content_21.html", _called_with_path, (2, 3)),
    Cut("scripted", "static", "content_31.html", _scripted, (1,), came=1, told="link_by_script"),
)  # fmt: skip


def report_id(cut: Cut) -> ReportId:
    return *REPORTS[CUTS.index(cut)], ""


def report_of(cut: Cut, edition: int = 1) -> Report:
    """The whole report of a site as an edition prints it."""
    report = world(1)[report_id(cut)]
    if edition == 1 or cut.name != "called":
        return report
    return replace(report, cells={**report.cells, CHANGED: Value.of(Decimal(987))})


def row_of(cut: Cut) -> SiteRow:
    url = f"http://{cut.host}/nb/"
    return SiteRow(f"cut-{cut.name}", "云溪县", "990101", "county", cut.family, url, first_year=2019)


def build(edition: int) -> list[ReplicaSite]:
    return [_site(cut, edition) for cut in CUTS]


def pieces(report: Report, breaks: Sequence[str] = BREAKS) -> list[str]:
    """The body of a report in as many pages; a table that a break cuts ends, and goes on without its head."""
    lines, found = html.fragment(report, "clean").split("\n"), list[list[str]]()
    starts = [next(at for at, line in enumerate(lines) if word in line) for word in breaks]
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        found.append(lines[start:end])
    for before, after in pairwise(found):
        before.append("</tbody></table>")
        after.insert(0, '<table border="1"><tbody>')
    return ["\n".join(piece) for piece in found]


def _site(cut: Cut, edition: int) -> ReplicaSite:
    shell = "trs" if cut.family == "trs-static" else "plain"
    site, report = Builder(row_of(cut), edition, shell), report_of(cut, edition)
    row = site.report(report_id(cut), f"/nb/{cut.first}")
    listed = replace(row, href=cut.first)
    site.add("/nb/", f"<html>{site.head()}<body><ul>{items([listed])}</ul>{'<!-- -->' * 90}</body></html>")
    whole = pieces(report, BREAKS[: len(cut.numbers)])
    replies = [_reply(site, cut, report, body, number) for number, body in enumerate(whole)]
    if edition == 1 and cut.broken:
        answers = {"404": NOT_FOUND, "home": site.pages["/"](None), "1st": replies[0]}  # type: ignore[arg-type]
        for number, answer in cut.broken.items():
            replies[number] = answers[answer]
    paths = (address.removeprefix(f"http://{cut.host}") for address in cut.addresses)
    site.pages |= dict(zip(paths, map(_answer, replies), strict=True))
    return site.done()


def _reply(site: Builder, cut: Cut, report: Report, body: str, number: int) -> Reply:
    body += cut.pager(cut.first, number, 1 + len(cut.numbers))
    article = replace(site.article(report, "clean"), body=body)
    return site.reply(page(SHELLS["trs" if cut.family == "trs-static" else "plain"], article, "utf-8"))


def _answer(reply: Reply) -> Page:
    return lambda request: reply
