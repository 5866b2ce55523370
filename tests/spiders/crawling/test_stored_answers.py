"""What is stored can be read back, so that every later crawl goes on; a damaged record costs its link."""

import gzip
import socket
from pathlib import Path

import pytest

from spiders.archive import warc
from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts, body, log_path, warc_path
from spiders.archive.writer import BatchWriter, UnreadableError
from spiders.net.header_cap import MOST_HEADER_BYTES, MOST_HEADER_LINES
from tests.spiders.archive.test_archive import attempt, exchange
from tests.spiders.conftest import Crawl
from tests.spiders.crawling.fault_server import HOME, REPORT, Asked, Behaviour, FaultServer, column, reply

TITLE = "示例区2024年政府信息公开工作年度报告"
PAGE, OTHER = HOME + "t20250120_1.html", HOME + "t20250120_2.html"
LIST = reply(200, column(("./t20250120_1.html", TITLE), ("./t20250120_2.html", TITLE)))


def tagged(content: bytes, *headers: str) -> Behaviour:
    """A page that answers 304 to who has it."""

    def answer(connection: socket.socket, asked: Asked, before: int) -> None:
        if asked.headers.get("if-none-match") == '"1"':
            reply(304, b"")(connection, asked, before)
        else:
            reply(200, content, 'ETag: "1"', *headers)(connection, asked, before)

    return answer


def world(page: Behaviour) -> FaultServer:
    return FaultServer({HOME: LIST, PAGE: page, OTHER: tagged(REPORT.encode() + b" ")})


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Encoding: identity", "Content-Encoding: gzip"),
        ("Content-Encoding: gzip", "Content-Encoding: identity"),
        ("Content-Encoding: identity, gzip",),
    ],
)
def test_two_content_encodings_are_one_list_also_when_read_back(
    crawl: Crawl, tmp_path: Path, headers: tuple[str, ...]
) -> None:
    with world(tagged(gzip.compress(REPORT.encode()), *headers)) as server:
        first = crawl(server)
        second = crawl(server, batch="b2")
    assert body(tmp_path, first[PAGE]) == body(tmp_path, second[PAGE]) == REPORT.encode()
    assert (second[PAGE].outcome, second[PAGE].status) == ("unchanged", 304)
    assert second[OTHER].outcome == "unchanged"


def test_a_coding_named_a_thousand_times_is_not_undone() -> None:
    with pytest.raises(warc.EncodingError, match="1000 codings"):
        warc.decode(b"", ",".join(["gzip"] * 1000), 10)


def endless(connection: socket.socket, asked: Asked, before: int) -> None:
    """Headers for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-Again: and again\r\n" * 100)


def continued(connection: socket.socket, asked: Asked, before: int) -> None:
    """One header that goes on for ever in continuation lines."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: 1\r\n")
    while True:
        connection.sendall(b" 2" * 8000 + b"\r\n")


FLOODS: dict[str, Behaviour] = {
    "endless": endless,
    "continued": continued,
    "many": reply(200, REPORT, *["A: 1"] * (MOST_HEADER_LINES + 1)),
    "long": reply(200, REPORT, *["A: " + "1" * 10_000] * (MOST_HEADER_BYTES // 10_000 + 1)),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_of_headers_costs_its_link_once(crawl: Crawl, name: str) -> None:
    with world(FLOODS[name]) as server:
        found = crawl(server)
    assert (found[PAGE].outcome, found[PAGE].reason) == ("failed", "headers_over_cap")
    assert found[OTHER].outcome == "fetched"
    assert server.urls().count(PAGE) == 1


@pytest.mark.parametrize("length", [100, 70_000, 300_000])
def test_headers_below_the_cap_and_a_body_of_many_lines_are_read(crawl: Crawl, length: int) -> None:
    page = REPORT + "\n" * length
    with world(reply(200, page, *[f"A{number}: 1" for number in range(MOST_HEADER_LINES - 10)])) as server:
        assert crawl(server)[PAGE].outcome == "fetched"


def damage(archive: Path, found: Attempt) -> None:
    """Turn one bit in the middle of a record."""
    path = warc_path(archive, found.batch)
    data = bytearray(path.read_bytes())
    assert found.offset is not None and found.length is not None
    data[found.offset + found.length // 2] ^= 16
    path.write_bytes(data)


def test_a_damaged_record_costs_its_link_another_look_and_nothing_else(crawl: Crawl, tmp_path: Path) -> None:
    with world(tagged(REPORT.encode())) as server:
        first = crawl(server)
        damage(tmp_path, first[PAGE])
        second = crawl(server, batch="b2")
        third = crawl(server, batch="b3")
    assert [second[url].outcome for url in (PAGE, OTHER)] == ["fetched", "unchanged"]
    assert [third[url].outcome for url in (PAGE, OTHER)] == ["unchanged", "unchanged"]
    assert body(tmp_path, second[PAGE]) == body(tmp_path, third[PAGE]) == REPORT.encode()


def test_a_lost_file_costs_its_links_another_look(crawl: Crawl, tmp_path: Path) -> None:
    with world(tagged(REPORT.encode())) as server:
        crawl(server)
        warc_path(tmp_path, "b1").unlink()
        second = crawl(server, batch="b2")
    assert [second[url].outcome for url in (HOME, PAGE, OTHER)] == ["fetched"] * 3


def test_a_batch_that_goes_on_asks_again_for_what_its_own_record_lost(crawl: Crawl, tmp_path: Path) -> None:
    with world(tagged(REPORT.encode())) as server:
        damage(tmp_path, crawl(server)[HOME])
        found = crawl(server)
    assert [item.outcome for item in attempts(tmp_path, "b1") if item.url == HOME] == ["fetched", "fetched"]
    assert found[OTHER].outcome == "fetched"


def test_what_would_not_read_back_is_refused_and_nothing_of_it_written(tmp_path: Path) -> None:
    page = exchange("http://a.gov.example/1", b"other bytes")
    with BatchWriter(tmp_path, "b") as writer:
        size = warc_path(tmp_path, "b").stat().st_size
        with pytest.raises(UnreadableError):
            writer.write(attempt(1, b"these bytes"), page)
        huge = exchange("http://a.gov.example/1", b"x", (b"X", b"1" * (2 << 20)))
        with pytest.raises(UnreadableError):
            writer.write(attempt(1, b"x"), huge)
        assert warc_path(tmp_path, "b").stat().st_size == size
        writer.write(attempt(2, b"other bytes"), page)
    assert log_path(tmp_path, "b").read_bytes().count(b"\n") == 1
    assert body(tmp_path, next(attempts(tmp_path, "b"))) == b"other bytes"
