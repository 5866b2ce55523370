"""Three of Beijing's districts, three systems: addresses that hold a query, hexadecimal names, folders."""

import hashlib

from spiders.replica.bodies import Body, bodies
from spiders.replica.families.base import ReplicaSite
from spiders.replica.families.builder import Builder, Row, county, items, newest_first
from spiders.replica.model import Report


def build(edition: int) -> list[ReplicaSite]:
    return [_xicheng("danxia", edition), _chaoyang("bailu", edition), _haidian("yulin", edition)]


def _xicheng(key: str, edition: int) -> ReplicaSite:
    """pnidpvUNITpntypepvnbpnnfpvYEAR.html; an unknown unit or year answers 200 with an empty template."""
    base = "/zt/xxgkzl/gknbxq/"
    note = "addresses encode id, type and year; unknown ones answer an empty template"
    site = Builder(county(key, "bj-xicheng-pnid", base, note), edition, "chaoyang")
    units = {body.id: 376 + place for place, body in enumerate(_members(key))}
    rows = [
        site.report(name, f"{base}pnidpv{units[name[0]]}pntypepvnbpnnfpv{report.year}.html")
        for name, report in newest_first(edition, key)
    ]
    latest = [row for row in rows if "pnnfpv2025" in row.href]
    site.add(base, f"<html>{site.head()}<body><ul>{items(latest)}</ul></body></html>")
    empty = f'<html>{site.head()}<body><p>发布时间：</p><div class="content"></div></body></html>'
    return site.done(missing=site.html(empty))


def _members(key: str) -> list[Body]:
    return [body for body in bodies().values() if body.district.key == key]


def _chaoyang(key: str, edition: int) -> ReplicaSite:
    """GBK pages without metas, articles named by 24 or 32 hexadecimal digits."""
    base = "/zfxxgk/gknb/"
    site = Builder(
        county(key, "bj-chaoyang-hex", base, "GBK, hexadecimal names"), edition, "chaoyang", "gb18030"
    )

    def path(place: int, report: Report) -> str:
        name = hashlib.md5(f"{key}{place}".encode(), usedforsecurity=False).hexdigest()
        return f"{base}{name[: 24 if place % 2 else 32]}.html"

    rows = site.rows(path)
    crumb = "首页&gt;&gt;政府信息公开&gt;&gt;政府信息公开年报"
    page = f"<html>{site.head()}<body>{crumb}<ul>{items(rows)}</ul></body></html>"
    site.add(base, page)
    site.add(f"{base}index.html", page)
    return site.done()


def _haidian(key: str, edition: int) -> ReplicaSite:
    """The column shows the newest report inline, beside a list of years; each year lists its reports."""
    base = "/jbdt/auto10489_51767/zfwj_59297/"
    row = county(
        key, "bj-haidian-auto", f"{base}zfwj_59339/", "the column shows a report and a list of years"
    )
    site = Builder(row, edition, "chaoyang")
    rows: dict[int, list[Row]] = {}
    for name, report in newest_first(edition, key):
        place = len(site.listed)
        path = f"{base}zfwj_{59339 + report.year % 100}/auto10489_{51800 + place}.shtml"
        rows.setdefault(report.year, []).append(site.report(name, path))
    years = "".join(f'<li><a href="{base}zfwj_{59339 + year % 100}/">{year}年</a></li>' for year in rows)
    for year, found in rows.items():
        text = f'<html>{site.head()}<body><ul class="years">{years}</ul><ul>{items(found)}</ul></body></html>'
        site.add(f"{base}zfwj_{59339 + year % 100}/", text)
    first = site.article(newest_first(edition, key)[0][1], "clean")
    side = f'<ul class="years">{years}</ul>'
    site.add(
        site.column_path, f"<html>{site.head()}<body>{side}<h1>{first.title}</h1>{first.body}</body></html>"
    )
    return site.done()
