"""Extract, build and ask on a full disk or a damaged log: one line of what happened, then they go on."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extract.__main__ import main as extract
from extract.run import readings_file
from spiders.archive.reader import log_path
from tests.demo import ROOT
from tests.extract.run.test_archive_run import batch_file, data
from tests.warehouse.warehouse_world import World, many
from warehouse.__main__ import main as warehouse
from warehouse.release.verify import verify

__all__ = ["data"]


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """A write that lets a file grow over `size` fails, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def one_line(capsys: pytest.CaptureFixture[str], command: str, *words: str) -> None:
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith(f"{command}: ")]
    assert len(lines) == 1 and all(word in lines[0] for word in words), lines


@pytest.mark.parametrize("size", [1, 2000, 20_000])
def test_a_build_without_room(world: World, size: int, capsys: pytest.CaptureFixture[str]) -> None:
    for path in many(world, years=(2021,)).inputs().readings:
        table = pq.read_table(path)
        readings_file.write(path, table.schema, [table])
    command = ["build", "--workers", "1", "--data", str(world.data.parent)]
    with no_file_over(size):
        assert warehouse(command) == 1
    one_line(capsys, "warehouse build", "no room to write", "it goes on")
    assert warehouse(command) == 0
    assert verify(world.data / "warehouse" / "current") == []


def test_a_question_without_room(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For what DuckDB would spill; then for the answer alone, which goes into a file."""
    many(world, years=(2021,)).build()
    command = ["sql", "--data", str(world.data.parent), "--format", "csv", "SELECT * FROM reports"]
    with no_file_over(0):
        assert warehouse(command) == 1
    one_line(capsys, "warehouse sql", "no room to write", "TMPDIR, and ask again")
    with no_file_over(10), (tmp_path / "answer.csv").open("w") as out:
        words = [sys.executable, "-m", "warehouse", *command]
        done = subprocess.run(words, stdout=out, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False)
    told = [line for line in done.stderr.splitlines() if not line.startswith("Invented")]
    assert done.returncode == 1
    assert [line.startswith("warehouse sql: no room to write") for line in told] == [True], told
    assert warehouse(command) == 0


@pytest.mark.parametrize("size", [1, 3000])
def test_an_extraction_without_room(data: Path, size: int, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--registry", "demo", "--data", str(data)]
    with no_file_over(size):
        assert extract(command) == 2
    one_line(capsys, "extract", "no room to write", "it goes on")
    assert extract(command) == 0
    assert batch_file(data).exists()


def test_an_extraction_of_a_damaged_log(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = log_path(data / "demo" / "archive", "20260101T000000Z-a")
    log.write_bytes(log.read_bytes().replace(b"2022.txt", b"2023.txt", 1))
    assert extract(["--registry", "demo", "--data", str(data)]) == 2
    one_line(capsys, "extract", f"{log.name}:3: its checksum differs", "rebuild-log")
