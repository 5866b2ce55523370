"""Commits beside the crawl: in order, durable when awaited, and no line lost to a disk that fails."""

import asyncio
import errno
import os
import threading
from pathlib import Path

import pytest

from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts, log_path
from spiders.archive.writer import GROUP, BatchWriter


def attempt(number: int) -> Attempt:
    return Attempt(
        batch="", site_id="a", role="report", url=f"http://a.gov.example/{number}", outcome="failed"
    )


def numbers(archive_dir: Path) -> list[int]:
    return [int(line.url.rpartition("/")[2]) for line in attempts(archive_dir, "b")]


def test_a_crawl_goes_on_while_the_disk_syncs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    is_synced = threading.Event()
    monkeypatch.setattr(os, "fsync", lambda descriptor: is_synced.wait(10))
    with BatchWriter(tmp_path, "b") as writer:
        for number in range(GROUP + 1):
            writer.write(attempt(number))
        assert not log_path(tmp_path, "b").stat().st_size  # no line before its record is on the disk
        is_synced.set()
        writer.commit()
        assert numbers(tmp_path) == [*range(GROUP + 1)]


def test_who_awaits_a_commit_finds_all_that_was_written(tmp_path: Path) -> None:
    async def walk(writer: BatchWriter, site: int) -> None:
        for step in range(3):
            number = 3 * site + step
            writer.write(attempt(number))
            await writer.committed()
            assert number in numbers(tmp_path)

    async def walks() -> None:
        with BatchWriter(tmp_path, "b") as writer:
            await asyncio.gather(*(walk(writer, site) for site in range(20)))

    asyncio.run(walks())
    assert sorted(numbers(tmp_path)) == [*range(60)]


def test_a_commit_that_failed_is_told_and_made_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with BatchWriter(tmp_path, "b") as writer:
        writer.write(attempt(1))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(OSError, match="No space left"):
                asyncio.run(writer.committed())
            writer.write(attempt(2))
            with pytest.raises(OSError, match="No space left"):
                writer.commit()
    assert numbers(tmp_path) == [1, 2]
