"""What builds know of files: nothing that was written to is taken for what it was."""

import os
from pathlib import Path

import pytest

from tests.warehouse.warehouse_world import World, many
from warehouse.build import file_digests, pipeline
from warehouse.build.file_digests import RACY, TURNS, FileDigests, kept_digests
from warehouse.build.kept import Kept
from warehouse.release.manifest import checksum


def aged(path: Path, content: bytes, seconds: float = 60) -> Path:
    """A file that was written so long ago."""
    path.write_bytes(content)
    when = path.stat().st_mtime_ns - int(seconds * 1e9)
    os.utime(path, ns=(when, when))
    return path


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "kept", tmp_path)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were read whole."""
    found: list[Path] = []

    def checksum_of(path: Path) -> str:
        found.append(path)
        return checksum(path)

    monkeypatch.setattr(file_digests, "checksum", checksum_of)
    return found


def test_what_is_known_is_read_once_in_so_many_builds(kept: Kept, tmp_path: Path, read: list[Path]) -> None:
    path = aged(tmp_path / "file", b"content")
    for _ in range(3 * TURNS):
        digests = kept_digests(kept)
        assert digests.of(path) == digests.of(path) == checksum(path)
        digests.keep(kept)
    assert 3 <= len(read) <= 5  # once at first, which may be its turn


def test_every_file_is_read_in_its_turn(kept: Kept, tmp_path: Path, read: list[Path]) -> None:
    files = [aged(tmp_path / f"{number}", bytes([number])) for number in range(40)]
    for turn in range(TURNS + 1):
        digests = kept_digests(kept)
        for path in files:
            digests.of(path)
        digests.keep(kept)
        if not turn:
            assert read == files
            read.clear()
    assert sorted(read) == sorted(files)


@pytest.mark.parametrize("content", [b"c0ntent", b"more content", b""])
def test_what_was_written_to_is_read_again(kept: Kept, tmp_path: Path, content: bytes) -> None:
    path = aged(tmp_path / "file", b"content")
    digests = FileDigests()
    digests.of(path)
    digests.keep(kept)
    path.write_bytes(content)
    assert kept_digests(kept).of(path) == checksum(path)


def test_another_file_in_its_place_is_read(kept: Kept, tmp_path: Path) -> None:
    path = aged(tmp_path / "file", b"content")
    when = path.stat().st_mtime_ns
    digests = FileDigests()
    digests.of(path)
    digests.keep(kept)
    other = tmp_path / "other"
    other.write_bytes(b"c0ntent")
    other.replace(path)
    os.utime(path, ns=(when, when))
    assert kept_digests(kept).of(path) == checksum(path)


def test_a_file_just_written_is_not_known(kept: Kept, tmp_path: Path) -> None:
    path = aged(tmp_path / "file", b"content", RACY / 4)
    digests = FileDigests()
    digests.of(path)
    digests.keep(kept)
    assert not kept_digests(kept).known


def test_a_link_is_known_as_the_file(kept: Kept, tmp_path: Path, read: list[Path]) -> None:
    path = aged(tmp_path / "file", b"content")
    digests = FileDigests(turn=1 - path.stat().st_ino % TURNS)
    digests.of(path)
    link = tmp_path / "link"
    link.hardlink_to(path)
    assert digests.of(link) == checksum(path)
    assert read == [path]


def test_what_is_kept_damaged_is_not_believed(kept: Kept, tmp_path: Path) -> None:
    path = aged(tmp_path / "file", b"content")
    digests = FileDigests()
    digests.of(path)
    digests.keep(kept)
    file = kept.path(file_digests.KIND, file_digests.KEY)
    file.write_bytes(file.read_bytes().replace(checksum(path).encode(), b"0" * 64))
    assert not kept_digests(kept).known


def test_a_disk_that_forgot_a_bit_is_found_in_turn(built: World) -> None:
    """The inode, size and time of the file are what they were."""
    path = next(built.release.glob("cells/*/*/*.parquet"))
    for file in built.release.rglob("*.parquet"):
        os.utime(file, (file.stat().st_mtime - 60,) * 2)
    built.build()
    told = path.stat()
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-9] + bytes(9))
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    damaged = [built.build().damaged for _ in range(TURNS)]
    assert [fault for faults in damaged for fault in faults] == [
        f"{path.relative_to(built.release)}: its bytes changed (sha256 differs)"
    ]


def test_what_is_written_to_while_a_build_runs_is_read_by_the_next(
    built: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that the build hands on, after it was read."""
    path = next(built.release.glob("cells/*/*/*.parquet"))
    many(built, granted=7, years=(2022,))

    def damage(*_: object) -> None:
        path.chmod(0o644)
        aged(path, path.read_bytes()[:-9] + bytes(9), 30)

    monkeypatch.setattr(pipeline.feed, "write", damage)
    release = built.build().release
    assert (release / path.relative_to(path.parents[3])).samefile(path)
    monkeypatch.undo()
    assert len(built.build().damaged) == 1
