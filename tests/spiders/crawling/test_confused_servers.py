"""Servers that say one thing and send another: rules are kept, pages are read, and what is lost is told."""

import gzip
from pathlib import Path

import pyarrow as pa
import pytest

from spiders.archive import warc
from spiders.archive.reader import body, warc_path
from tests.spiders.conftest import Crawl
from tests.spiders.crawling.fault_server import HOME, REPORT, Behaviour, FaultServer, column, reply

TITLE = "示例区2024年政府信息公开工作年度报告"
PAGE = HOME + "t20250120_1.html"
ROBOTS = "http://www.a.gov.example/robots.txt"
LIST = reply(200, column(("./t20250120_1.html", TITLE)))
UNREADABLE = bytes(range(256)) * 4
RULES = b"User-agent: *\nDisallow: /nb/t\n"


def raw(head: str, content: bytes) -> Behaviour:
    return lambda connection, asked, before: connection.sendall(
        head.encode("latin-1") + b"\r\n\r\n" + content
    )


def packed(content: bytes, codec: str) -> bytes:
    return bytes(pa.Codec(codec).compress(content, asbytes=True))


# Ways in which a robots.txt comes that is not as its head says, all with the same rule in them.
CONFUSED: dict[str, Behaviour] = {
    "gzip": reply(200, RULES, "Content-Encoding: gzip"),
    "deflate": reply(200, RULES, "Content-Encoding: deflate"),
    "br": reply(200, RULES, "Content-Encoding: br"),
    "br indeed": reply(200, packed(RULES, "brotli"), "Content-Encoding: br"),
    "zstd": reply(200, packed(RULES, "zstd"), "Content-Encoding: zstd"),
    "none": reply(200, RULES, "Content-Encoding: none"),
    "utf-8": reply(200, RULES, "Content-Encoding: utf-8"),
    "203": reply(203, RULES),
    "length": reply(200, RULES, length=900),
    "utf-16": reply(200, b"\xff\xfe" + RULES.decode().encode("utf-16-le")),
    "twice": reply(200, gzip.compress(RULES), "Content-Encoding: gzip", "Content-Encoding: gzip"),
    "cut": reply(200, gzip.compress(RULES * 50)[:60], "Content-Encoding: gzip"),
}


@pytest.mark.parametrize("name", CONFUSED)
def test_rules_that_came_are_kept_however_they_came(crawl: Crawl, name: str) -> None:
    """Read as they are; where not even that can be done, everything is forbidden."""
    with FaultServer({HOME: LIST, PAGE: reply(200, REPORT), ROBOTS: CONFUSED[name]}) as world:
        found = crawl(world, retries=0)
    assert PAGE not in world.urls()
    is_unread = name == "cut"
    assert (HOME in world.urls()) != is_unread
    assert found[HOME if is_unread else PAGE].reason == "robots_forbid"


CUT = packed(REPORT.encode(), "zstd")[:-9]
ODD: dict[str, tuple[Behaviour, str, str | None]] = {
    "gzip over plain": (reply(200, REPORT, "Content-Encoding: gzip"), "fetched", None),
    "br over plain": (reply(200, REPORT, "Content-Encoding: br"), "fetched", None),
    "none": (reply(200, REPORT, "Content-Encoding: none"), "fetched", None),
    "br": (reply(200, packed(REPORT.encode(), "brotli"), "Content-Encoding: br"), "fetched", None),
    "zstd": (reply(200, packed(REPORT.encode(), "zstd"), "Content-Encoding: ZSTD"), "fetched", None),
    "no br": (reply(200, UNREADABLE, "Content-Encoding: br"), "failed", "encoding_broken"),
    "zstd that is cut": (
        reply(200, packed(REPORT.encode(), "zstd")[:-9], "Content-Encoding: zstd"),
        "failed",
        "encoding_broken",
    ),
    "compress": (reply(200, UNREADABLE, "Content-Encoding: compress"), "failed", "encoding_unknown"),
    "203": (reply(203, REPORT), "fetched", None),
    "206": (reply(206, REPORT, "Content-Range: bytes 0-9/900"), "failed", "partial_content"),
    "a header of 20 KB": (reply(200, REPORT, "X-Policy: " + "a" * 20_000), "fetched", None),
    "a name outside ASCII": (raw("HTTP/1.1 200 OK\r\nX-\xb2\xe2: 1", REPORT.encode()), "fetched", None),
    "no name": (raw("HTTP/1.1 200 OK\r\n: 1\r\nX y", REPORT.encode()), "fetched", None),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_head_is_borne_or_told(crawl: Crawl, tmp_path: Path, name: str) -> None:
    answer, outcome, reason = ODD[name]
    with FaultServer({HOME: LIST, PAGE: answer}) as world:
        found = crawl(world, retries=0)[PAGE]
    assert (found.outcome, found.reason) == (outcome, reason), found.error
    assert outcome != "fetched" or body(tmp_path, found) == REPORT.encode()


def test_bytes_in_a_coding_that_nobody_knows_are_kept_as_they_came(crawl: Crawl, tmp_path: Path) -> None:
    with FaultServer({HOME: LIST, PAGE: reply(200, UNREADABLE, "Content-Encoding: compress")}) as world:
        found = crawl(world, retries=0)[PAGE]
    assert found.offset is not None and found.length is not None
    record = warc.read_at(warc_path(tmp_path, "b1"), found.offset, found.length)
    assert record.reader.read() == UNREADABLE
    assert found.reason == "encoding_unknown"


def test_a_redirect_is_read_as_browsers_read_it(crawl: Crawl) -> None:
    moved = reply(302, "", "Location: \\nb\\t20250120_2.html")
    with FaultServer({HOME: LIST, PAGE: moved, HOME + "t20250120_2.html": reply(200, REPORT)}) as world:
        found = crawl(world)[PAGE]
    assert (found.outcome, found.final_url) == ("fetched", HOME + "t20250120_2.html")


def test_an_endless_line_of_a_header_is_not_kept(crawl: Crawl) -> None:
    with FaultServer({HOME: LIST, PAGE: raw("HTTP/1.1 200 OK\r\nX: " + "a" * 400_000, b"")}) as world:
        assert crawl(world, retries=0)[PAGE].reason == "headers_over_cap"
