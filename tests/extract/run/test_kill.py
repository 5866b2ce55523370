"""A run killed at any moment leaves nothing half-written; the next ends as if nothing had happened."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spiders.archive.writer import BatchWriter
from tests.extract.run.test_archive_run import add
from tests.extract.run.test_cli import TEXT

COMMAND = (sys.executable, "-m", "extract", "--registry", "demo", "--workers", "2", "--data")


def archive(data: Path) -> None:
    for batch in ("20260101T000000Z-000", "20260102T000000Z-000"):
        writer = BatchWriter(data / "demo" / "archive", batch)
        for year in range(2016, 2026):
            add(writer, f"http://a.example/{batch}/{year}.txt", TEXT.replace("2023", str(year)).encode())
        writer.commit()


def files(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "demo" / "readings").glob("*.parquet")}


@pytest.mark.slow
def test_killed_at_ten_moments_the_readings_are_the_same_bytes(tmp_path: Path) -> None:
    source = Path(__file__).parents[3]
    for package in ("extract", "spiders"):
        shutil.copytree(source / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    calm, stormy = tmp_path / "calm", tmp_path / "stormy"
    archive(calm)
    shutil.copytree(calm, stormy)  # written twice, records differ by their times, and so by their offsets
    start = time.monotonic()
    subprocess.run([*COMMAND, str(calm)], cwd=tmp_path, check=True, capture_output=True, timeout=300)
    whole, length = files(calm), time.monotonic() - start
    chance = random.Random(7)
    for _ in range(10):
        process = subprocess.Popen([*COMMAND, str(stormy)], cwd=tmp_path, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, length))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert files(stormy).items() <= whole.items()
    subprocess.run([*COMMAND, str(stormy)], cwd=tmp_path, check=True, capture_output=True, timeout=300)
    assert files(stormy) == whole
    assert not list((stormy / "demo" / "readings").glob(".*.tmp"))
