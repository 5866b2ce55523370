"""WARC files of any maker answer the same; what they do not hold is an error and no guess."""

import gzip
from pathlib import Path

import pytest

from spiders.archive.captures import Captures, NotHeldError
from spiders.archive.reader import ArchiveError
from tests.spiders.archive.warc_makers import MAKERS, Exchange, Maker, answer, record

HOME = "http://www.x.gov.cn/"
API = HOME + "api/list"
EXCHANGES = (
    Exchange(HOME, "<p>首页</p>".encode()),
    Exchange(HOME + "nb/?b=2&a=%E5%B9%B4", "年报".encode()),
    Exchange(HOME + "gone", b"no such page", 404),
    Exchange(HOME + "empty", b""),
    Exchange(API, b"page 1", sent=b"pageIndex=1&pageSize=50"),
    Exchange(API, b"page 2", sent=b"pageIndex=2&pageSize=50"),
)


def held(tmp_path: Path, *files: bytes) -> Captures:
    paths = [tmp_path / f"{number}.warc.gz" for number in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    return Captures.of(paths)


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS.keys())
def test_every_maker_answers_the_same(maker: Maker, tmp_path: Path) -> None:
    captures = held(tmp_path, maker(EXCHANGES))
    for each in EXCHANGES:
        method = "GET" if each.sent is None else "POST"
        found = captures.answer(method, each.url, each.sent or b"", each.sent_type if each.sent else "")
        assert (found.status, found.body) == (each.status, each.body), each
        assert found.header("content-type").startswith("text/html")
        assert not found.header("transfer-encoding")
    assert captures.answer("GET", HOME + "nb/?a=%e5%b9%b4&b=2#top").body == "年报".encode()
    assert captures.answer("POST", API, b"pageSize=50&pageIndex=2").body == b"page 2"
    for method, url, sent in (
        ("GET", HOME + "other", b""),
        ("GET", HOME + "nb/?a=1", b""),
        ("GET", "https://www.x.gov.cn/", b""),
        ("GET", API, b""),
        ("POST", API, b"pageIndex=3&pageSize=50"),
        ("POST", HOME, b""),
    ):
        with pytest.raises(NotHeldError):
            captures.answer(method, url, sent)


def test_json_is_told_apart_by_its_fields_and_not_by_its_blanks(tmp_path: Path) -> None:
    sent = [b'{"page": 1, "of": {"site": "a"}}', b'{"page": 2, "of": {"site": "a"}}']
    made = [Exchange(API, body, sent=body, sent_type="application/json") for body in sent]
    for maker in ("wget", "browser"):
        captures = held(tmp_path, MAKERS[maker](made))
        found = captures.answer(
            "POST", API, b'{"of":{"site":"a"},"page":2}', "application/json;charset=utf-8"
        )
        assert found.body == sent[1]
        with pytest.raises(NotHeldError, match="other forms"):
            captures.answer("POST", API, b'{"page":3,"of":{"site":"a"}}', "application/json")


def test_the_last_whole_capture_answers(tmp_path: Path) -> None:
    """A wall that opened later, a part of a file that a viewer asked for, a 304 that a browser was given."""
    statuses = [(503, b"busy"), (200, b"whole"), (206, b"part"), (304, b"")]
    made = [Exchange(HOME, body, status) for status, body in statuses]
    whole = held(tmp_path, MAKERS["wget"](made)).answer("GET", HOME)
    assert (whole.status, whole.body) == (200, b"whole")
    two = held(tmp_path, MAKERS["wget"](made), MAKERS["browser"]([Exchange(HOME, b"later")]))
    assert two.answer("GET", HOME).body == b"later"


def test_a_304_that_is_a_revisit_is_answered_by_what_it_confirms(tmp_path: Path) -> None:
    first = record("response", HOME, answer(Exchange(HOME, b"page")), "WARC-Record-ID: <urn:uuid:9>")
    again = record("revisit", HOME, answer(Exchange(HOME, b"", 304)), "WARC-Refers-To: <urn:uuid:9>")
    found = held(tmp_path, gzip.compress(again), gzip.compress(first)).answer("GET", HOME)
    assert (found.status, found.body) == (200, b"page")
    with pytest.raises(NotHeldError, match="revisit"):
        held(tmp_path, gzip.compress(again)).answer("GET", HOME)


@pytest.mark.parametrize(
    ("block", "header", "says"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "X: y", "shorter"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n4\r\n", "X: y", "shorter"),
        (b"HTTP/1.1 200 OK\r\n\r\nhalf", "WARC-Truncated: length", "cut off"),
    ],
)
def test_half_a_body_is_no_answer(block: bytes, header: str, says: str, tmp_path: Path) -> None:
    """A report that ends early would be read as one that leaves tables out."""
    whole = record("response", HOME, answer(Exchange(HOME, b"whole")))
    half = record("response", HOME, block, header)
    with pytest.raises(NotHeldError, match=says):
        held(tmp_path, half).answer("GET", HOME)
    assert held(tmp_path, whole + half).answer("GET", HOME).body == b"whole"


def test_a_record_that_was_cut_off_is_no_answer(tmp_path: Path) -> None:
    data = MAKERS["HTTP/2"]([Exchange(HOME, b"whole"), Exchange(HOME + "b", b"x" * 1000)])
    captures = held(tmp_path, data[:-400])
    assert captures.answer("GET", HOME).body == b"whole"
    with pytest.raises(NotHeldError):
        captures.answer("GET", HOME + "b")


NO_ARCHIVES = {
    "missing": None,
    "empty": b"",
    "html": b"<html>no archive</html>",
    "other gzip": gzip.compress(b"text " * 99),
}


@pytest.mark.parametrize("data", NO_ARCHIVES.values(), ids=NO_ARCHIVES)
def test_a_file_that_is_no_archive_is_named(data: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "bug.warc.gz"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ArchiveError, match=r"bug\.warc\.gz"):
        Captures.of([path])
