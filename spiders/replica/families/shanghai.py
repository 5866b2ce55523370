"""Shanghai: the municipal nwNNNNN columns, and two of the districts' own systems."""

import uuid

from spiders.replica.families.base import ReplicaSite
from spiders.replica.families.builder import Builder, Row, county, items, newest_first
from spiders.replica.model import Report


def build(edition: int) -> list[ReplicaSite]:
    return [_nw("xingwan", edition), _slug("fengqiao", edition), _govxxgk("hupan", edition)]


def _nw(key: str, edition: int) -> ReplicaSite:
    """Pages index.html, index_2.html; a duplicate row in a comment; articles without metas."""
    base = "/nw44404/"
    site = Builder(county(key, "shanghai-nw", f"{base}index.html", "page 2 is index_2"), edition, "shanghai")

    def path(place: int, report: Report) -> str:
        day = report.published.replace("-", "")
        new = f"{base}{day}/{uuid.uuid5(uuid.NAMESPACE_URL, f'{key}{place}').hex}.html"
        return new if report.year > 2022 else f"{base}{day}/0001-44404_{58200 + place}.html"

    rows = site.rows(path)
    script = '<script>$(".pagination").pagination({ totalPage: 2, });</script>'
    ghost = '<!-- <li><a href="/nw44404/20200824/0001-44404_1.html" title="dup">dup</a></li> -->'
    for name, part in (("index.html", rows[:8]), ("index_2.html", rows[8:])):
        lines = items(part, ' <span class="time">{}</span>')
        site.add(f"{base}{name}", f"<html>{site.head()}<body><ul>{ghost}{lines}</ul>{script}</body></html>")
    site.pages[base] = site.pages[f"{base}index.html"]
    return site.done()


def _slug(key: str, edition: int) -> ReplicaSite:
    """/zwgk/SLUG/YYYY/N/ID.html under a list of one page."""
    base = "/zwgk/zfxxgknb-qzf/"
    site = Builder(county(key, "shanghai-district-slug", base), edition, "govxxgk")
    rows = site.rows(lambda place, report: f"{base}{report.published[:4]}/{50 + place}/{323400 + place}.html")
    site.add(base, f"<html>{site.head()}<body><ul>{items(rows)}</ul></body></html>")
    return site.done()


def _govxxgk(key: str, edition: int) -> ReplicaSite:
    """/govxxgk/UNIT/DATE/UUID.html under a unit's list."""
    base = "/govxxgk/SHSJ43/"
    site = Builder(county(key, "govxxgk-uuid", base), edition, "govxxgk")
    rows: list[Row] = []
    for name, report in newest_first(edition, key):
        code = uuid.uuid5(uuid.NAMESPACE_URL, f"{name}")
        rows.append(site.report(name, f"{base}{report.published}/{code}.html"))
    site.add(base, f"<html>{site.head()}<body><ul>{items(rows)}</ul></body></html>")
    return site.done()
