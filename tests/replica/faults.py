"""Hosts that misbehave as real ones do: one fault a host, and what a right crawl calls it.

`row_of` gives the registry row of one.
"""

import csv
import gzip
import struct
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from spiders.replica.families.base import Page, ReplicaSite, Reply, Request, SiteRow
from spiders.replica.families.builder import Builder, Row, items, newest_first

CHALLENGE = "<html><script>var $_ts=window['$_ts'];document.cookie='__jsl_clearance=x';</script></html>"
BIG = 2 << 30


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault and what the crawl should make of it.

    The log has an attempt of this role with this outcome, and one with this reason; `alarms` are the first
    words of what status raises, in its order.
    """

    name: str
    role: str
    outcome: str
    reason: str
    alarms: str
    note: str

    @property
    def host(self) -> str:
        return f"www.fault-{self.name}.gov.example"


@cache
def faults() -> Mapping[str, Fault]:
    with (Path(__file__).with_name("faults.csv")).open(encoding="utf-8", newline="") as file:
        return {row["name"]: Fault(**row) for row in csv.DictReader(file)}


def build(edition: int) -> list[ReplicaSite]:
    return [_site(fault, edition) for fault in faults().values()]


def row_of(fault: Fault) -> SiteRow:
    scheme = "https" if fault.name == "https-reset" else "http"
    return SiteRow(
        f"fault-{fault.name}",
        "故障县",
        "990299",
        "county",
        "trs-static",
        f"{scheme}://{fault.host}/zwgk/nb/",
        first_year=2024,
        note=fault.note,
    )


def _site(fault: Fault, edition: int) -> ReplicaSite:
    """A plain trs-static column, then its fault."""
    row = row_of(fault)
    encoding = "gb18030" if fault.name == "gbk-as-utf8" else "utf-8"
    site = Builder(replace(row, column_url=f"http://{fault.host}/zwgk/nb/"), edition, "trs", encoding)
    rows = []
    for place, (key, report) in enumerate(newest_first(edition, "guzhang")):
        date = report.published.replace("-", "")
        rows.append(site.report(key, f"/zwgk/nb/{date[:6]}/t{date}_{2000 + place}.html"))
    site.add("/zwgk/nb/", _list(site, rows, 1))
    made = site.done()
    return BREAKS[fault.name](made) if fault.name in BREAKS else made


def _list(site: Builder, rows: list[Row], pages: int) -> str:
    script = f'createPageHTML({pages}, 0, "index", "html");'
    return f"<html>{site.head()}<body><ul>{items(rows)}</ul><script>{script}</script></body></html>"


Break = Callable[[ReplicaSite], ReplicaSite]


def _wrap(site: ReplicaSite, change: Callable[[Page], Page], only_articles: bool = True) -> ReplicaSite:
    """The site with pages changed: its articles, or all but the home page."""
    pages = {
        path: change(page) if ("/t2" in path if only_articles else path != "/") else page
        for path, page in site.pages.items()
    }
    return replace(site, pages=pages)


def _always(status: int, body: str) -> Break:
    reply = Reply(body.encode(), status)
    return lambda site: _wrap(site, lambda page: lambda request: reply, False)


def _articles(reply: Reply) -> Break:
    return lambda site: _wrap(site, lambda page: lambda request: reply)


def _remade(change: Callable[[Reply], Reply]) -> Break:
    return lambda site: _wrap(site, lambda page: lambda request: change(page(request)))


def _cookie(site: ReplicaSite) -> ReplicaSite:
    def change(page: Page) -> Page:
        def answer(request: Request) -> Reply:
            if "CT6T=1" in request.headers.get("cookie", ""):
                return page(request)
            back = (("Location", request.path), ("Set-Cookie", "CT6T=1; Path=/"))
            return Reply(b"", 302, headers=back)

        return answer

    return _wrap(site, change, False)


def _burst(site: ReplicaSite) -> ReplicaSite:
    """429 with Retry-After for the sixth request within two seconds."""
    recent: deque[float] = deque(maxlen=5)

    def change(page: Page) -> Page:
        def answer(request: Request) -> Reply:
            now = time.monotonic()
            if len(recent) == 5 and now - recent[0] < 2:
                return Reply("请求过于频繁".encode(), 429, headers=(("Retry-After", "2"),))
            recent.append(now)
            return page(request)

        return answer

    return _wrap(site, change, False)


def _patience(site: ReplicaSite) -> ReplicaSite:
    """An article is given two seconds after it was first asked for."""
    first: dict[str, float] = {}

    def change(page: Page) -> Page:
        def answer(request: Request) -> Reply:
            now = time.monotonic()
            if now - first.setdefault(request.path, now) < 2:
                return Reply("请稍后再试".encode(), 429, headers=(("Retry-After", "2"),))
            return page(request)

        return answer

    return _wrap(site, change)


def _home(site: ReplicaSite) -> ReplicaSite:
    return _wrap(site, lambda page: site.pages["/"])


def _gzipped(reply: Reply) -> Reply:
    return replace(reply, body=gzip.compress(reply.body, mtime=0), headers=(("Content-Encoding", "gzip"),))


def _twins(site: ReplicaSite) -> ReplicaSite:
    """Each row a second time under another name of the host, and once under an address of digits."""
    listed = site.listed[0]
    path = listed.url.removeprefix(f"http://{site.host}")
    others = [f"http://{site.host.removeprefix('www.')}{path}", f"http://203.0.113.9{path}"]
    rows = "".join(f'<li><a href="{url}">{listed.title}</a><span>{listed.date}</span></li>' for url in others)

    def change(page: Page) -> Page:
        def answer(request: Request) -> Reply:
            reply = page(request)
            return replace(reply, body=reply.body.replace(b"</ul>", f"{rows}</ul>".encode()))

        return answer

    return replace(site, pages={**site.pages, "/zwgk/nb/": change(site.pages["/zwgk/nb/"])})


def _drip() -> Iterator[bytes]:
    while True:
        time.sleep(0.5)
        yield b"<!-- -->"


def _zeros() -> Iterator[bytes]:
    piece = bytes(1 << 20)
    for _ in range(BIG >> 20):
        yield piece


def _bomb() -> Iterator[bytes]:
    """Packed twice, sent 512 times: to pack them all took longer than a crawl waits for an answer."""
    packer, piece, check = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16), bytes(1 << 20), 0
    first, other = (packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    for number in range(512):
        yield other if number else first
        check = zlib.crc32(piece, check)
    yield b"\x03\0" + struct.pack("<II", check, 512 << 20)  # the last block, empty, and the trailer


def _endless(site: ReplicaSite) -> ReplicaSite:
    """Page N leads to page N+1, each with notices that no other page has."""

    def page(request: Request) -> Reply:
        digits = "".join(filter(str.isdigit, request.path))
        number = int(digits or 0)
        rows = "".join(
            f'<li><a href="./202401/t20240101_{number}{place}.html">'
            f"关于第{number}-{place}号事项的通知</a></li>"
            for place in range(5)
        )
        script = f'<script>createPageHTML(1000000, {number}, "index", "html");</script>'
        return Reply(f"<html><body><ul>{rows}</ul>{script}<!--{'-' * 400}--></body></html>".encode())

    return replace(site, pages={"/": site.pages["/"], "/zwgk/nb/": page}, missing=page, listed=())


BREAKS: dict[str, Break] = {
    "cookie-302": _cookie,
    "wall-403": _always(403, "<html><script>location='/waf'</script></html>"),
    "wall-412": _always(412, CHALLENGE),
    "wall-521": _always(521, CHALLENGE),
    "geo-block": _always(403, "<html>Access Forbidden, reason: GeoBL</html>"),
    "home-301": _articles(Reply(b"", 301, headers=(("Location", "/"),))),
    "home-200": _home,
    "same-body": _articles(Reply("<html><body>您的访问过于频繁，请稍后再试</body></html>".encode())),
    "forced-gzip": _remade(_gzipped),
    "gbk-as-utf8": _remade(lambda reply: replace(reply, content_type="text/html; charset=utf-8")),
    "burst-429": _burst,
    "retry-after": _patience,
    "robots-all": lambda site: replace(
        site, robots=Reply(b"User-agent: *\nDisallow: /\n", content_type="text/plain")
    ),
    "robots-403": lambda site: replace(site, robots=Reply(b"Forbidden", 403)),
    "robots-reset": lambda site: replace(site, robots=Reply(status=0)),
    "twins": _twins,
    "slow-drip": _articles(Reply(b"<html><body>", stream=_drip)),
    "endless": _endless,
    "two-gigabytes": _articles(Reply(stream=_zeros, length=BIG)),
    "gzip-bomb": _articles(Reply(headers=(("Content-Encoding", "gzip"),), stream=_bomb)),
    "short-length": _articles(Reply("<html><body>一、总体情况".encode(), length=100_000)),
    "server-500": _always(500, "<html>Internal Server Error</html>"),
}
