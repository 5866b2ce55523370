"""nfcms-post: Guangzhou's and Shenzhen's portals, one page of rows; a column may show its newest report."""

from spiders.replica.families.base import ReplicaSite
from spiders.replica.families.builder import Builder, county, items, newest_first
from spiders.replica.families.shells import SHELLS
from spiders.replica.model import Report
from spiders.replica.render import html


def build(edition: int) -> list[ReplicaSite]:
    return [
        _site("lanxi", edition, False, ""),
        _site("qinghe", edition, True, "the newest report stands in the column"),
    ]


def _site(key: str, edition: int, is_inline: bool, note: str) -> ReplicaSite:
    base = "/xxgk/zfxxgknb/gq/"
    site = Builder(county(key, "nfcms-post", base, note), edition, "nfcms")

    def path(place: int, report: Report) -> str:
        return f"{base}content/post_{8780000 + place}.html"

    rows = [type(row)(site.url(row.href), row.title, row.date) for row in site.rows(path)]
    newest = ""
    if is_inline:
        report = newest_first(edition, key)[0][1]
        shell = SHELLS["nfcms"]
        newest = f"<h1>{report.title}</h1>{shell.opening}{html.fragment(report, 'clean')}{shell.closing}"
    site.add(base, f"<html>{site.head()}<body>{newest}<ul>{items(rows)}</ul></body></html>")
    return site.done()
