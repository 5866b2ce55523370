"""Families known by their addresses: Xuhui, Minhang, Jinan, Suining, Hebei, and columns named cNNNNN."""

import hashlib
import uuid
from collections.abc import Callable

from spiders.replica.families.base import ReplicaSite
from spiders.replica.families.builder import Builder, county, items, pages_of
from spiders.replica.model import Report

CHANNEL = "63899b0337599182826238d0"
Path = Callable[[int, Report], str]


def build(edition: int) -> list[ReplicaSite]:
    return [
        _xuhui(edition),
        _minhang(edition),
        _channel(edition),
        _show(edition),
        _hebei(edition),
        _c(edition),
    ]


def _hex(place: int, digits: int) -> str:
    return hashlib.md5(f"{digits}/{place}".encode(), usedforsecurity=False).hexdigest()[:digits]


def _month(report: Report) -> str:
    return report.published[:7].replace("-", "")


def _single(site: Builder, path: Path) -> ReplicaSite:
    """A list of one page."""
    site.add(site.column_path, f"<html>{site.head()}<body><ul>{items(site.rows(path))}</ul></body></html>")
    return site.done()


def _xuhui(edition: int) -> ReplicaSite:
    base = "/H/xhxxgkN/xhxxgk_bgs_nb_gknb/"
    site = Builder(county("feicui", "shanghai-xuhui", base), edition, "govxxgk")
    return _single(site, lambda place, report: f"{base}Info/Detail_{54800 + place}.htm")


def _minhang(edition: int) -> ReplicaSite:
    base = "/ym-xxgk-cms/website/ym_xxgk/gknb_qzfnb/"
    site = Builder(county("yanming", "shanghai-minhang-cms", base), edition, "govxxgk")
    return _single(site, lambda place, report: f"{base}content/{uuid.UUID(int=2**100 + place)}.htm")


def _channel(edition: int) -> ReplicaSite:
    base = f"/gongkai/site_quanshui/channel_{CHANNEL}/"
    site = Builder(county("quanshui", "gongkai-channel-doc", base), edition, "plain")
    return _single(site, lambda place, report: f"{base}doc_{_hex(place, 24)}.html")


def _show(edition: int) -> ReplicaSite:
    """A list whose next page is a link that says so, at an address nobody would guess."""
    site = Builder(county("jiangxin", "gongkai-show-hex", "/gongkai/list/nb.html"), edition, "plain")
    pages = pages_of(site.rows(lambda place, report: f"/gongkai/show/{_hex(place, 32)}.html"), 6)
    names = [site.column_path, *(f"/gongkai/list/{_hex(place, 8)}.html" for place in range(len(pages) - 1))]
    for place, part in enumerate(pages):
        turn = f'<a href="{names[place + 1]}">下一页</a>' if place + 1 < len(pages) else "<a>下一页</a>"
        site.add(names[place], f"<html>{site.head()}<body><ul>{items(part)}</ul>{turn}</body></html>")
    return site.done()


def _hebei(edition: int) -> ReplicaSite:
    column = uuid.uuid5(uuid.NAMESPACE_URL, "column")
    base = f"/columns/{column}/"
    site = Builder(county("yuhe", "hebei-index", f"{base}index.html"), edition, "plain")

    def path(place: int, report: Report) -> str:
        name = uuid.uuid5(uuid.NAMESPACE_URL, str(place))
        return f"{base}{_month(report)}/{report.published[8:]}/{name}.html"

    return _single(site, path)


def _c(edition: int) -> ReplicaSite:
    """Page 2 is list_2.shtml; list_3.shtml shows the rows of another column."""
    base = "/bjqzf/c112289c/"
    site = Builder(county("beijiao", "c-column-shtml", f"{base}list.shtml"), edition, "ucap")
    rows = site.rows(lambda place, report: f"{base}{_month(report)}/c01_{1108900 + place}.shtml")
    stray = site.stray(
        "/xwzx/c112300c/202401/c01_2208900.shtml",
        "全区安全生产工作年度报告2023年",
        "2024-01-09",
        "other_column",
    )
    for name, part in (("list", rows[:8]), ("list_2", rows[8:]), ("list_3", [stray])):
        site.add(f"{base}{name}.shtml", f"<html>{site.head()}<body><ul>{items(part)}</ul></body></html>")
    return site.done()
