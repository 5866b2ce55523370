"""Reading an archive: capture order, increments, the same bytes whatever the workers."""

import hashlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extract.model.document import Hints
from extract.model.reading import Figure, Reading, ReportHead
from extract.run import archive_run, readings_file
from extract.run.archive_run import run
from extract.run.capture import Task, hints_for, packed, read_capture
from extract.run.units import Unit
from extract.run.version import extractor_version
from extract.run.workers.rows import Rows
from spiders.archive.attempt import Attempt
from spiders.archive.writer import BatchWriter, Exchange
from tests.extract.run.test_cli import TEXT


def add(writer: BatchWriter, url: str, body: bytes, role: str = "report", outcome: str = "fetched") -> None:
    headers = ((b"Content-Type", b"text/html"),)
    exchange = Exchange(url, "GET / HTTP/1.1", (), b"", "HTTP/1.1 200 OK", headers, body)
    digest = "sha256:" + hashlib.sha256(body).hexdigest()
    writer.write(
        Attempt(
            "",
            "any-site",
            role,
            url,
            url,
            fetched_at="2026-01-02T03:04:05Z",
            status=200,
            digest=digest,
            outcome=outcome,
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
        "gone",
    ]
    assert table.column("year").to_pylist() == [2021, 2022, 2023, None, None]
    assert set(table.column("extractor_version").to_pylist()) == {extractor_version()}
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


@pytest.mark.parametrize("size", [1, 2, 5])
def test_rows_are_written_as_they_come_in_groups_of_one_size(data: Path, monkeypatch, size: int) -> None:
    assert run("demo", data) == 0
    whole = pq.read_table(batch_file(data))
    batch_file(data).unlink()
    monkeypatch.setattr(archive_run, "ROW_GROUP", size)
    assert run("demo", data) == 0
    file = pq.ParquetFile(batch_file(data)).metadata
    sizes = [file.row_group(number).num_rows for number in range(file.num_row_groups)]
    assert sizes == [min(size, len(whole) - start) for start in range(0, len(whole), size)]
    assert pq.read_table(batch_file(data)).equals(whole, check_metadata=True)


@pytest.mark.parametrize("size", [2, 100])
def test_captures_are_handed_out_as_their_rows_are_taken(data: Path, size: int, monkeypatch) -> None:
    """Of a batch with hundreds of thousands of them only those at work are in memory."""
    monkeypatch.setattr(archive_run, "ROW_GROUP", size)
    made: list[Attempt] = []
    hints = archive_run.hints_for
    monkeypatch.setattr(
        archive_run, "hints_for", lambda first, site: made.append(first) or hints(first, site)
    )

    def read(tasks: Iterable[Task]) -> Iterator[Rows]:
        for number, task in enumerate(tasks, 1):
            assert len(made) == number
            yield read_capture(task)

    assert run("demo", data, read=read) == 0
    assert len(made) == 5


def test_a_second_run_reads_nothing_until_the_batch_or_the_version_changes(data, monkeypatch) -> None:
    def run_again() -> int:
        counted: list[Task] = []

        def count(unit: Unit) -> Unit:
            counted.extend(unit)
            return unit

        real = archive_run.worker_pool.run
        with monkeypatch.context() as patch:
            patch.setattr(
                archive_run.worker_pool,
                "run",
                lambda f, units, *rest, **named: real(f, map(count, units), *rest, **named),
            )
            assert run("demo", data) == 0
        return len(counted)

    assert run_again() == 5
    assert run_again() == 0
    writer = BatchWriter(data / "demo" / "archive", "20260101T000000Z-a")
    add(writer, "http://a.example/2024.txt", TEXT.replace("2023", "2024").encode())
    writer.commit()
    assert run_again() == 6
    monkeypatch.setattr(archive_run, "extractor_version", lambda: "another")
    assert run_again() == 6


def test_what_a_killed_run_left_is_removed_and_two_runs_do_not_meet(data: Path, capsys) -> None:
    target = data / "demo" / "readings"
    target.mkdir()
    (target / ".half.parquet.tmp").write_bytes(b"PAR1")
    with readings_file.locked(target) as is_ours:
        assert is_ours
        assert not list(target.glob("*.tmp"))
        assert run("demo", data) == 2
    assert "Another run" in capsys.readouterr().err
    assert run("demo", data) == 0


def test_a_damaged_archive_costs_the_document_and_is_told(data: Path) -> None:
    (path,) = (data / "demo" / "archive").glob("*.warc.gz")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    assert run("demo", data) == 0
    kinds = [
        [each["kind"] for each in problems]
        for problems in pq.read_table(batch_file(data)).column("problems").to_pylist()
    ]
    assert "archive_damaged" in kinds[-1]
    assert "archive_damaged" not in kinds[0]


def test_a_figure_that_the_schema_cannot_hold_costs_its_document_only() -> None:
    huge = Figure("req_new", Decimal(10) ** 30, "1e30", "reported", "t", "total")
    task = Task(Path(), Attempt("b", "s", "report", "u", digest="sha256:0"), Hints())
    (told,) = packed(task, Reading("sha256:0", "html", ReportHead(), (huge,))).to_pylist()
    assert [each["kind"] for each in told["problems"]] == ["unstorable"]
    assert told["reader"] == "none" and not told["cells"]


def test_no_archive_is_told_with_the_remedy(tmp_path: Path, capsys) -> None:
    assert run("demo", tmp_path) == 2
    assert "make crawl" in capsys.readouterr().err


def test_a_capture_is_named_by_the_end_of_its_address() -> None:
    report = Attempt("b", "s", "report", "http://a.example/x.pdf?d=1")
    assert hints_for(report, None).file_name == "x.pdf"
