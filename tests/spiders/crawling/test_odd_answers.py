"""Answers that break a rule, or would take for ever, cost their link or site, never the others."""

import json
import socket
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from scrapy.http import Response

from spiders.content.page import Page
from spiders.families.gkmlpt import Gkmlpt
from spiders.families.listing import ListRequest
from spiders.middlewares.retry import retry_after
from spiders.registry import Site
from tests.spiders.conftest import Crawl, site
from tests.spiders.crawling.fault_server import HOME, REPORT, Asked, Behaviour, FaultServer, column, reply

TITLE = "示例区2024年政府信息公开工作年度报告"
PAGE = HOME + "t20250120_1.html"
LIST = reply(200, column(("./t20250120_1.html", TITLE)))
HOME_B = HOME.replace(".a.", ".b.")


def site_b() -> Site:
    return replace(site(), site_id="b", column_url=HOME_B)


MANY = 60_000  # characters of a hostile field; all headers together may have 128 KiB


def field(*headers: str | bytes, status: int = 200) -> Behaviour:
    """A report with these fields, byte for byte."""
    lines = [header.encode() if isinstance(header, str) else header for header in headers]

    def answer(connection: socket.socket, asked: Asked, before: int) -> None:
        body = f"{REPORT}{asked.url}".encode()
        is_framed = any(line.lower().startswith((b"content-length", b"transfer-enc")) for line in lines)
        length = [] if is_framed else [f"Content-Length: {len(body)}".encode()]
        head = [f"HTTP/1.1 {status} X".encode(), b"Connection: close", *length, *lines, b"", b""]
        connection.sendall(b"\r\n".join(head) + body)

    return answer


def raw(text: str | bytes) -> Behaviour:
    """These bytes and no more."""
    data = text.encode() if isinstance(text, str) else text
    return lambda connection, asked, before: connection.sendall(data)


def redirect(target: str | bytes) -> Behaviour:
    return field(b"Location: " + (target.encode() if isinstance(target, str) else target), status=302)


OK = "HTTP/1.1 200 OK\r\nConnection: close\r\n"
ODD: dict[str, Behaviour] = {
    "retry superscript": field("Retry-After: ²", status=503),
    "retry many digits": field("Retry-After: " + "9" * MANY, status=503),
    "retry far date": field("Retry-After: Fri, 01 Jan 99999999999 00:00:00 GMT", status=503),
    "retry spaces": field("Retry-After: Fri," + " " * MANY + "x", status=503),
    "retry colons": field("Retry-After: Fri, 01 Jan 2026 " + "0:" * (MANY // 2), status=503),
    "charset undefined": field("Content-Type: text/html; charset=undefined"),
    "charset no text": field("Content-Type: text/html; charset=zlib"),
    "charset zero": field(b"Content-Type: text/html; charset=a\x00b"),
    "charset idna": field("Content-Type: text/html; charset=idna"),
    "charset utf-7": field("Content-Type: text/html; charset=utf-7"),
    "charset quotes": field("Content-Type: text/html; charset=" + '"' * MANY),
    "type semicolons": field("Content-Type: " + ";" * MANY),
    "type bytes": field(b"Content-Type: \xff\xfe/\x80"),
    "type undefined redirect": field(
        "Content-Type: text/html; charset=undefined", "Location: /x", status=302
    ),
    "disposition": field('Content-Disposition: attachment; filename="' + '\\"' * (MANY // 2)),
    "disposition bytes": field(b"Content-Disposition: attachment; filename*=UTF-8''%ff%; filename=\xff\x00"),
    "cookie far": field("Set-Cookie: a=1; expires=Fri, 01 Jan 99999999999 00:00:00 GMT"),
    "cookie spaces": field("Set-Cookie: a=1; expires=" + " " * MANY + "x"),
    "cookie digits": field(
        "Set-Cookie: a=1; expires=" + "1" * MANY, "Set-Cookie: b=1; Max-Age=" + "9" * 5000
    ),
    "cookie dashes": field("Set-Cookie: a=1; expires=" + "1-" * (MANY // 2)),
    "cookie age": field("Set-Cookie: b=1; Max-Age=²"),
    "cookie semicolons": field("Set-Cookie: " + "; " * (MANY // 2), "Set-Cookie: a=1" + "; b" * 20_000),
    "cookie port": field('Set-Cookie: a=1; port="' + "8," * (MANY // 2) + '"; version=²'),
    "cookie bytes": field(b"Set-Cookie: \xff\x00=\xfe; domain=\xff; path=\x00"),
    "location open": redirect("http://[::1"),
    "location dots": redirect("/.." * (MANY // 3)),
    "location bytes": redirect(b"/\xff\xfe\x00\x80 \t"),
    "location name": redirect("http://xn--" + "a" * 5000 + ".gov.example/"),
    "location label": redirect("http://" + "é" * 300 + ".a.gov.example/"),
    "location port": redirect("http://www.a.gov.example:99999999/"),
    "location port ²": redirect("http://www.a.gov.example:²/"),
    "location user": redirect("http://" + "@" * MANY),
    "location percent": redirect("/" + "%" * MANY),
    "location scheme": redirect("javascript:" + "a" * MANY),
    "location two": field("Location: http://[", "Location: /x", status=301),
    "refresh": field("Refresh: 0; url=http://[::1", "Link: <" + "<" * MANY),
    "length negative": field("Content-Length: -1"),
    "length superscript": field("Content-Length: ²"),
    "length digits": field("Content-Length: " + "9" * 5000),
    "length two": field("Content-Length: 1", "Content-Length: 2"),
    "length list": field("Content-Length: 1, 1"),
    "chunk odd": field("Transfer-Encoding: chunked"),
    "chunk digits": raw(OK + "Transfer-Encoding: chunked\r\n\r\n" + "f" * 5000 + "\r\n"),
    "chunk endless": raw(OK + "Transfer-Encoding: chunked\r\n\r\n" + "1;" + "x" * 1_000_000),
    "coding commas": field("Content-Encoding: " + "," * MANY),
    "coding false": field("Content-Encoding: gzip"),
    "status digits": raw("HTTP/1.1 99999 X\r\nConnection: close\r\n\r\n" + REPORT),
    "status superscript": raw("HTTP/1.1 ²00 X\r\nConnection: close\r\n\r\n" + REPORT),
    "status zero": raw("HTTP/1.1 000 X\r\nConnection: close\r\n\r\n" + REPORT),
    "status none": raw("x" * 100_000),
    "version": raw("HTTP/9.9 200 OK\r\nConnection: close\r\n\r\n" + REPORT),
    "informational": raw("HTTP/1.1 100 Continue\r\n\r\n" * 400 + OK + "\r\n" + REPORT),
    "no colon": field("Content-Type text/html", ": x", " folded", b"\xff\x00: y"),
    "validators": field(b'ETag: "\xff\x80"', b"Last-Modified: \xff\x80"),
    "validator zero": field(b"ETag: a\x00b\rc", "Last-Modified: " + "9" * MANY),
    "deep": reply(200, "<div>" * 50_000 + REPORT),
    "lt": reply(200, "<" * 2_000_000),
}


def test_an_odd_answer_costs_its_link_at_most(crawl: Crawl) -> None:
    """A second crawl sends back whatever validators the first one met."""
    pages = {name: HOME + f"t20250120_{number}.html" for number, name in enumerate(ODD)}
    behaviours = {pages[name]: behaviour for name, behaviour in ODD.items()}
    last = HOME + "t20250120_1000.html"
    rows = [(page, TITLE) for page in (*pages.values(), last)]
    world = {HOME: reply(200, column(*rows)), last: reply(200, REPORT + "last")} | behaviours
    for batch, outcome in (("b1", "fetched"), ("b2", "unchanged")):
        with FaultServer(world) as server:
            found = crawl(server, batch=batch, retries=1)
        assert (found[HOME].outcome, found[last].outcome) == (outcome, outcome), "the site goes on"
        unexplained = [
            name
            for name, page in pages.items()
            if not found[page].reason and found[page].outcome not in ("fetched", "unchanged")
        ]
        assert not unexplained


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("2", 2.0), ("²", None), ("", None), ("-1", None), ("Fri, 01 Jan 99999999999 00:00:00 GMT", None)],
)
def test_only_a_number_or_a_date_is_a_wait(value: str, seconds: float | None) -> None:
    response = Response("http://a/", headers={"Retry-After": value.encode("latin-1")})
    assert retry_after(response, datetime.now(UTC)) == seconds


@pytest.mark.parametrize("seconds", [999999999999, 1e300, -1e18, "x", {}])
def test_a_row_of_an_impossible_day_is_a_row_without_one(seconds: object) -> None:
    record = {"url": "http://www.a.gov.example/1", "title": TITLE, "create_time": seconds}
    page = Page("http://www.a.gov.example/gkmlpt/api/all/1", json.dumps({"articles": [record]}).encode())
    assert [row.date for row in Gkmlpt().read(ListRequest(page.url), page).rows] == [None]


@pytest.mark.parametrize("page", ["<div>" * 200_000, "<a href=t20250120_1.html>x</a>" * 50_001])
def test_a_list_page_over_the_caps_costs_its_site_and_no_other(crawl: Crawl, page: str) -> None:
    behaviours = {HOME: reply(200, page), HOME_B: LIST, PAGE.replace(".a.", ".b."): reply(200, REPORT)}
    with FaultServer(behaviours) as world:
        found = crawl(world, site(), site_b())
    assert (found[HOME].outcome, found[HOME].reason) == ("failed", "page_over_cap")
    assert found[PAGE.replace(".a.", ".b.")].outcome == "fetched"
