"""How the collector behaves towards servers that misbehave, and what it writes of it."""

import gzip
import ssl
import warnings
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from spiders.archive.reader import attempts, body
from spiders.crawling.batch_summary import summarise
from spiders.registry import Site
from tests.spiders.conftest import Crawl, site
from tests.spiders.crawling.fault_server import (
    HOME,
    REPORT,
    Behaviour,
    FaultServer,
    challenge,
    column,
    drip,
    flood,
    in_turn,
    redirect_to_itself,
    reply,
    reset,
    tls,
)

TITLE = "示例区2024年政府信息公开工作年度报告"
ROW = ("./t20250120_1.html", TITLE)
PAGE = HOME + "t20250120_1.html"


def server(page: Behaviour, **more: Behaviour) -> FaultServer:
    """One column with one report, which behaves as told; further behaviours by path."""
    known = {HOME: reply(200, column(ROW)), PAGE: page}
    return FaultServer(known | {HOME + path.replace("_", "."): behaviour for path, behaviour in more.items()})


def lines(tmp_path: Path, url: str, batch: str = "b1") -> list[tuple[str, str | None]]:
    return [(item.outcome, item.reason) for item in attempts(tmp_path, batch) if item.url == url]


def test_a_report_is_fetched_with_title_date_and_parent(crawl: Crawl, tmp_path: Path) -> None:
    with server(reply(200, REPORT, 'ETag: "1"')) as world:
        found = crawl(world)[PAGE]
    assert (found.role, found.outcome, found.status, found.media_type) == (
        "report",
        "fetched",
        200,
        "text/html",
    )
    assert (found.link_text, found.listed_date, found.parent_url, found.etag) == (
        TITLE,
        "2025-01-20",
        HOME,
        '"1"',
    )
    assert body(tmp_path, found) == REPORT.encode()
    agent = world.asked[-1].headers["user-agent"]
    assert agent.startswith("nianbao/") and "tests" in agent and "Mozilla" not in agent


def test_forbidden_paths_are_never_asked_for(crawl: Crawl) -> None:
    robots = {"http://www.a.gov.example/robots.txt": reply(200, "User-agent: *\nDisallow: /nb/t")}
    with FaultServer({HOME: reply(200, column(ROW)), PAGE: reply(200, REPORT)} | robots) as world:
        found = crawl(world)[PAGE]
    assert (found.outcome, found.reason) == ("refused", "robots_forbid")
    assert PAGE not in world.urls()


@pytest.mark.parametrize("answer", [reply(403, "no"), reply(503, "down"), reset])
def test_where_robots_cannot_be_read_the_crawl_goes_on_slowly(crawl: Crawl, answer: Behaviour) -> None:
    robots = {"http://www.a.gov.example/robots.txt": answer}
    with FaultServer({HOME: reply(200, column(ROW)), PAGE: reply(200, REPORT)} | robots) as world:
        found = crawl(world, delay=0.2, slow_factor=5)[PAGE]
    assert found.outcome == "fetched"
    times = {asked.url: asked.time for asked in world.asked}
    assert times[PAGE] - times[HOME] >= 0.2 * 4


def test_a_pause_of_at_least_half_the_delay_lies_between_requests(crawl: Crawl) -> None:
    """One connection a host and ±50 % jitter, http and https, www and apex together."""
    rows = [(f"./t20250120_{number}.html", TITLE) for number in range(5)]
    pages = {f"{HOME}t20250120_{number}.html": reply(200, REPORT + str(number)) for number in range(5)}
    with FaultServer({HOME: reply(200, column(*rows))} | pages) as world:
        crawl(world, delay=0.4)
    times = [asked.time for asked in world.asked]
    assert len(times) == 7
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.2


def test_429_waits_as_long_as_it_is_told_and_tries_again(crawl: Crawl, tmp_path: Path) -> None:
    with server(in_turn(reply(429, "slow", "Retry-After: 1"), reply(200, REPORT))) as world:
        assert crawl(world)[PAGE].outcome == "fetched"
    first, second = [asked.time for asked in world.asked if asked.url == PAGE]
    assert second - first >= 1
    assert lines(tmp_path, PAGE) == [("retry", "http_error"), ("fetched", None)]


def test_a_long_retry_after_ends_the_attempt(crawl: Crawl, tmp_path: Path) -> None:
    with server(reply(503, "slow", "Retry-After: 86400")) as world:
        assert crawl(world)[PAGE].outcome == "failed"
    assert world.urls().count(PAGE) == 1


# What a page does, the reason that its failure must have, and how often it may be asked for.
FAILURES: dict[str, tuple[Behaviour, str, int]] = {
    "missing": (reply(404, "gone"), "http_error", 1),
    "broken": (reply(500, "broken"), "http_error", 3),
    "reset": (reset, "connection_broken", 3),
    "drip": (drip, "timeout", 3),
    "flood": (flood, "body_over_cap", 1),
    "huge": (reply(200, b"", length=2 << 30), "body_over_cap", 1),
    "short": (reply(200, b"short", length=5000), "body_too_short", 3),
    "bomb": (reply(200, gzip.compress(bytes(70 << 20)), "Content-Encoding: gzip"), "body_over_cap", 1),
    "notgzip": (reply(200, b"\x02\x03\x81\x00", "Content-Encoding: gzip"), "encoding_broken", 1),
    "empty": (reply(200, b""), "empty_body", 1),
    "loop": (redirect_to_itself, "redirect_unanswered", 6),
    "nowhere": (reply(302, b"", "Location: javascript:void(0)"), "redirect_unanswered", 1),
}


def test_a_failure_has_a_name_and_an_end(crawl: Crawl) -> None:
    """Every fault on a host of its own, all in one crawl: none holds up another."""
    sites = [site(f"http://www.{name}.gov.example/nb/", name) for name in FAILURES]
    known: dict[str, Behaviour] = {}
    for name, (behaviour, _, _) in FAILURES.items():
        home = f"http://www.{name}.gov.example/nb/"
        known |= {home: reply(200, column(ROW)), f"{home}t20250120_1.html": behaviour}
    with FaultServer(known) as world:
        found = crawl(world, *sites, seconds=5)  # time for 64 MB on a busy machine
    for name, (_, reason, requests) in FAILURES.items():
        page = f"http://www.{name}.gov.example/nb/t20250120_1.html"
        assert (name, found[page].outcome) == (name, "failed")
        assert found[page].reason == reason, name
        assert (name, world.urls().count(page)) == (name, requests)


@pytest.mark.parametrize("status", [403, 412, 521])
def test_a_host_that_blocks_is_left_alone_for_a_day(crawl: Crawl, status: int) -> None:
    rows = [(f"./t20250120_{number}.html", TITLE) for number in range(6)]
    wall = reply(status, "<script>var a='__jsl_clearance'</script>")
    with FaultServer({HOME: reply(200, column(*rows)), "www.a.gov.example": wall}) as world:
        robots = {"http://www.a.gov.example/robots.txt": reply(404)}
        world.behaviours |= robots
        first = crawl(world)
        asked = len(world.asked)
        second = crawl(world, batch="b2")
    assert asked == 2 + 3  # robots, list, and three walls
    assert len(world.asked) == asked, "the next crawl asked a host whose circuit was open"
    outcomes = [item.outcome for url, item in first.items() if "/t2025" in url]
    assert outcomes == ["blocked"] * 6
    last = first[HOME + rows[5][0][2:]]
    assert last.reason == "circuit_blocked"
    left = datetime.fromisoformat(last.until or "") - datetime.now(UTC)
    assert timedelta(hours=23) < left < timedelta(hours=24)
    assert "__jsl_clearance" in (first[HOME + rows[0][0][2:]].error or ""), "the log names the wall to people"
    assert (second[HOME].outcome, second[HOME].until) == ("blocked", last.until)


def test_one_body_under_many_addresses_opens_the_circuit(crawl: Crawl) -> None:
    rows = [(f"./t20250120_{number}.html", TITLE) for number in range(6)]
    known = {HOME: reply(200, column(*rows)), "http://www.a.gov.example/robots.txt": reply(404)}
    with FaultServer(known | {"www.a.gov.example": reply(200, "<html><body>首页</body></html>")}) as world:
        found = crawl(world)
    reasons = [item.reason for url, item in found.items() if "/t2025" in url]
    assert reasons == ["no_headings"] * 3 + ["circuit_same_body"] * 3
    assert len(world.asked) == 2 + 3


def test_no_request_leaves_the_hosts_of_the_registry(crawl: Crawl) -> None:
    rows = [
        ("http://www.copy.example/t20250120_1.html", TITLE),
        ("http://10.0.0.1/t20250120_2.html", TITLE),
        ("http://www.a.gov.example:8080/t20250120_3.html", TITLE),
        ("./t20250120_4.html", TITLE),
        ("http://zwgk.a.gov.example/t20250120_5.html", TITLE),
    ]
    away = reply(301, b"", "Location: http://www.elsewhere.example/x")
    known = {HOME: reply(200, column(*rows)), HOME + "t20250120_4.html": away}
    known["http://zwgk.a.gov.example/t20250120_5.html"] = reply(200, REPORT)
    with FaultServer(known) as world:
        found = crawl(world)
    outside = "host_out_of_scope"
    reasons = [item.reason for item in found.values() if item.role == "report"]
    assert reasons == [outside, outside, "port_out_of_scope", outside, None]
    assert {url.split("/")[2] for url in world.urls()} == {"www.a.gov.example", "zwgk.a.gov.example"}


def test_a_cookie_gate_that_sends_back_to_itself_is_passed(crawl: Crawl, tmp_path: Path) -> None:
    with server(challenge) as world:
        assert crawl(world)[PAGE].outcome == "fetched"
    assert [outcome for outcome, _ in lines(tmp_path, PAGE)] == ["redirected", "fetched"]


def test_a_redirect_to_the_home_page_is_a_soft_404(crawl: Crawl) -> None:
    home = {"http://www.a.gov.example/": reply(200, "<html><body>首页</body></html>")}
    moved = reply(301, b"", "Location: /")
    with FaultServer({HOME: reply(200, column(ROW)), PAGE: moved} | home) as world:
        found = crawl(world)[PAGE]
    assert (found.outcome, found.final_url) == ("not_a_report", "http://www.a.gov.example/")
    assert found.reason == "home_page_instead"


def test_gzip_that_nobody_asked_for_is_stored_as_it_came_and_read(crawl: Crawl, tmp_path: Path) -> None:
    with server(reply(200, gzip.compress(REPORT.encode()), "Content-Encoding: gzip")) as world:
        found = crawl(world)[PAGE]
    assert body(tmp_path, found) == REPORT.encode()


def old_server(folder: Path, host: str = "www.a.gov.example") -> ssl.SSLContext:
    """A server that knows TLS 1.0 and 1.1 only, which OpenSSL has not offered for years."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(days=9999))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    made = builder.sign(key, hashes.SHA256())
    path = folder / "old.pem"
    coding = serialization.Encoding.PEM
    secret = key.private_bytes(coding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + made.public_bytes(coding))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    return context


def tls_failures(tmp_path: Path) -> list[str | None]:
    """What the first attempts of a batch failed by; later ones know."""
    tried = list(attempts(tmp_path, "b1"))
    failed = [item.reason for item in tried if item.reason in ("tls_handshake", "tls_untrusted")]
    assert [item.reason for item in tried[: len(failed)]] == failed
    return failed


def test_old_tls_is_used_only_after_a_failed_handshake_and_logged(crawl: Crawl, tmp_path: Path) -> None:
    home = HOME.replace("http:", "https:")
    with FaultServer({"www.a.gov.example:443": tls(old_server(tmp_path), column(ROW))}) as world:
        found = crawl(world, site(home))
    assert found[home].outcome == "fetched"
    assert tls_failures(tmp_path) == ["tls_handshake", "tls_untrusted"]


def test_a_certificate_is_verified_and_a_bad_one_is_told_not_lost(crawl: Crawl, tmp_path: Path) -> None:
    home, context = HOME.replace("http:", "https:"), old_server(tmp_path)
    context.maximum_version = ssl.TLSVersion.MAXIMUM_SUPPORTED
    with FaultServer({"www.a.gov.example:443": tls(context, column(ROW))}) as world:
        found = crawl(world, site(home))
    assert found[home].outcome == "fetched"
    assert tls_failures(tmp_path) == ["tls_untrusted"]
    summary = summarise(attempts(tmp_path, "b1"), ["a"], {})[0]
    assert {each.reason: each.count for each in summary.reasons} == {"tls_untrusted": 1, "no_headings": 1}
    assert summary.failure is None


def test_a_trusted_certificate_of_another_name_is_told_not_lost(crawl: Crawl, tmp_path: Path) -> None:
    """Names are compared by another library than chains, and fail with an error of its own."""
    home, context = HOME.replace("http:", "https:"), old_server(tmp_path, "www.b.gov.example")
    context.maximum_version = ssl.TLSVersion.MAXIMUM_SUPPORTED
    made = (tmp_path / "old.pem").read_text()
    (tmp_path / "trusted.pem").write_text(made[made.index("-----BEGIN CERTIFICATE") :])
    with FaultServer({"www.a.gov.example:443": tls(context, column(ROW))}) as world:
        found = crawl(world, site(home))
    assert found[home].outcome == "fetched"
    assert tls_failures(tmp_path) == ["tls_untrusted"]


def test_gbk_under_a_utf8_header_keeps_its_titles(crawl: Crawl) -> None:
    listing = reply(200, column(ROW).encode("gb18030"), "Content-Type: text/html; charset=utf-8")
    page = reply(200, REPORT.encode("gb18030"), "Content-Type: text/html; charset=utf-8")
    with FaultServer({HOME: listing, PAGE: page}) as world:
        found = crawl(world)[PAGE]
    assert (found.outcome, found.link_text) == ("fetched", TITLE)


def test_an_endless_calendar_stops_at_the_cap(crawl: Crawl) -> None:
    def day(connection: object, asked: object, before: int) -> None:
        number = int("".join(filter(str.isdigit, asked.url.rpartition("/")[2])) or 0)  # type: ignore[attr-defined]
        more = '<script>createPageHTML(99999, 0, "index", "html")</script>'
        rows = [(f"./t20250120_{number}.html", "示例区通知")]
        reply(200, column(*rows, more=more))(connection, asked, before)  # type: ignore[arg-type]

    with FaultServer({"www.a.gov.example": day, "http://www.a.gov.example/robots.txt": reply(404)}) as world:
        found = crawl(world, list_pages=20)
    assert len(world.asked) == 21
    assert any(item.reason == "list_page_cap" for item in found.values())


def test_twins_and_copies_are_told_not_fetched_twice(crawl: Crawl) -> None:
    rows = [
        ROW,
        ("http://a.gov.example/nb/t20250120_1.html", TITLE),
        ("/gate/big5/www.a.gov.example/nb/t20250120_1.html", TITLE),
        ("./t20250120_2.html", TITLE),
    ]
    known = {
        HOME: reply(200, column(*rows)),
        PAGE: reply(200, REPORT),
        HOME + "t20250120_2.html": reply(200, REPORT),
    }
    with FaultServer(known) as world:
        found = crawl(world)
    outcomes = {item.url: item.outcome for item in found.values() if item.role == "report"}
    assert list(outcomes.values()) == ["fetched", "duplicate", "refused", "duplicate"]
    same = found[HOME + "t20250120_2.html"]
    assert same.reason == "same_bytes" and PAGE in (same.error or "")
    assert len(world.asked) == 4  # robots, list, and the two addresses that only their bytes showed to be one


def test_attachments_come_with_their_parent_and_a_wrapper_page_is_no_report(
    crawl: Crawl, tmp_path: Path
) -> None:
    wrapper = (
        '<html><body>附件：<a href="./P1.pdf">年度报告.pdf</a> <a href="/x/P2.docx">表</a></body></html>'
    )
    files = {"P1_pdf": reply(200, b"%PDF-1.7 x")}
    with server(reply(200, wrapper), **files) as world:
        world.behaviours["http://www.a.gov.example/x/P2.docx"] = reply(
            200, "<html><body>没有找到</body></html>"
        )
        found = crawl(world)
    assert (found[PAGE].outcome, found[PAGE].reason) == ("not_a_report", "only_files")
    first = found[HOME + "P1.pdf"]
    assert (first.role, first.outcome, first.media_type) == ("attachment", "fetched", "application/pdf")
    assert (first.parent_url, first.link_text) == (PAGE, "年度报告.pdf")
    assert found["http://www.a.gov.example/x/P2.docx"].outcome == "not_a_report"


@pytest.mark.parametrize(
    ("changes", "outcome", "reason"),
    [
        ({"status": "blocked", "note": "robots"}, "blocked", "registry_blocked"),
        ({"status": "gone"}, "refused", "registry_gone"),
        ({"family": "unknown"}, "refused", "family_unreadable"),
    ],
)
def test_a_row_that_is_not_crawled_says_why(
    crawl: Crawl, changes: dict[str, str], outcome: str, reason: str
) -> None:
    row = Site(**asdict(site()) | changes)
    with server(reply(200, REPORT)) as world:
        found = crawl(world, row)[HOME]
    assert (found.outcome, found.reason) == (outcome, reason)
    assert world.asked == []
