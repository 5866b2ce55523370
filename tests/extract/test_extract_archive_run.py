"""Reading an archive: capture order, increments, the same bytes whatever the workers."""

import hashlib
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from test_extract_cli import TEXT

from extract import archive_run
from extract.archive_run import hints_for, is_capture, run
from extract.version import EXTRACTOR_VERSION
from spiders.archive import Attempt
from spiders.batch_writer import BatchWriter, Exchange


def add(writer: BatchWriter, url: str, body: bytes, role: str = "report", outcome: str = "fetched") -> None:
    headers = ((b"Content-Type", b"text/html"),)
    exchange = Exchange(url, "GET / HTTP/1.1", (), b"", "HTTP/1.1 200 OK", headers, body)
    digest = "sha256:" + hashlib.sha256(body).hexdigest()
    writer.write(
        Attempt(
            "", "any-site", role, url, url, fetched_at="2026-01-02T03:04:05Z", digest=digest, outcome=outcome
        ),
        exchange,
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    writer = BatchWriter(tmp_path / "demo" / "archive", "20260101T000000Z-a")
    add(writer, "http://a.example/list", b"<html>list</html>", role="list")
    for year in (2021, 2022, 2023):
        add(writer, f"http://a.example/{year}.txt", TEXT.replace("2023", str(year)).encode())
    add(writer, "http://a.example/empty.pdf", b" ", role="attachment")
    add(writer, "http://a.example/gone", b"<html>404</html>", outcome="not_a_report")
    writer.commit()
    return tmp_path


def batch_file(data: Path) -> Path:
    (path,) = (data / "demo" / "readings").glob("*.parquet")
    return path


def test_every_capture_is_a_row_in_order(data: Path) -> None:
    assert run("demo", data) == 0
    table = pq.read_table(batch_file(data))
    assert [url.rpartition("/")[2] for url in table.column("url").to_pylist()] == [
        "2021.txt",
        "2022.txt",
        "2023.txt",
        "empty.pdf",
    ]
    assert table.column("year").to_pylist() == [2021, 2022, 2023, None]
    assert set(table.column("extractor_version").to_pylist()) == {EXTRACTOR_VERSION}
    assert table.column("problems").to_pylist()[3][0]["kind"] == "empty_file"
    offsets = table.column("offset").to_pylist()
    assert offsets == sorted(offsets)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_bytes_are_the_same_whatever_the_workers(data: Path, workers: int) -> None:
    run("demo", data)
    first = batch_file(data).read_bytes()
    batch_file(data).unlink()
    assert run("demo", data, workers) == 0
    assert batch_file(data).read_bytes() == first


def test_a_second_run_reads_nothing_until_the_batch_or_the_version_changes(data, monkeypatch) -> None:
    run("demo", data)
    reads: list[str] = []
    real = archive_run.read_capture
    monkeypatch.setattr(archive_run, "read_capture", lambda task: reads.append(task[1].url) or real(task))
    run("demo", data)
    assert reads == []
    writer = BatchWriter(data / "demo" / "archive", "20260101T000000Z-a")
    add(writer, "http://a.example/2024.txt", TEXT.replace("2023", "2024").encode())
    writer.commit()
    run("demo", data)
    assert "http://a.example/2024.txt" in reads
    reads.clear()
    monkeypatch.setattr(archive_run, "EXTRACTOR_VERSION", "another")
    run("demo", data)
    assert len(reads) == 5


def test_no_archive_is_told_with_the_remedy(tmp_path: Path, capsys) -> None:
    assert run("demo", tmp_path) == 2
    assert "make crawl" in capsys.readouterr().err


def test_what_counts_as_a_capture() -> None:
    report = Attempt("b", "s", "report", "http://a.example/x.pdf?d=1", digest="sha256:0", offset=9, length=1)
    assert is_capture(report)
    assert hints_for(report, None).file_name == "x.pdf"
    for other in ("unchanged", "failed", "not_a_report", "blocked"):
        assert not is_capture(Attempt("b", "s", "report", "u", offset=9, outcome=other))
    assert not is_capture(Attempt("b", "s", "list", "u", offset=9))
