"""Releases on an S3 server of this machine, over real sockets: sent whole, resolved once, read in place."""

import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from s3fs import S3FileSystem

from tests.warehouse.s3_server import s3_server
from tests.warehouse.warehouse_world import World, figures, reading
from warehouse import connect
from warehouse.__main__ import main
from warehouse.errors import WarehouseError
from warehouse.handout import bundle
from warehouse.release import remote

ROOT = Path(__file__).parents[3]
BUCKET = "s3://bucket/nianbao"
GRANTED = "SELECT value, year, province FROM cells WHERE indicator = 'req_granted'"


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[None]:
    with s3_server():
        yield


@pytest.fixture
def store() -> Iterator[fsspec.AbstractFileSystem]:
    s3 = fsspec.filesystem("s3")
    yield s3
    s3.invalidate_cache()
    if s3.exists(BUCKET):
        s3.rm(BUCKET, recursive=True)


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Version 1, in which 3 are granted, and version 2, in which 4 are, as folders to send."""
    folder = tmp_path_factory.mktemp("bundles")
    world = World(folder / "demo")
    old = bundle.write(released(world, 3), "1", folder / "1")
    return old, bundle.write(released(world, 4), "2", folder / "2")


def run(world: World, *words: str) -> int:
    return main([words[0], "--data", str(world.data.parent), *words[1:]])


def released(world: World, granted: int) -> Path:
    world.rows.clear()
    world.add(reading(cells=figures(granted=granted)))
    return world.build().release


def granted(url: str) -> int:
    with connect(url) as connection:
        ((value, *_),) = connection.execute(GRANTED).fetchall()
        return int(value)


def test_a_release_is_sent_and_asked_where_it_is(
    world: World, store: fsspec.AbstractFileSystem, capfd: pytest.CaptureFixture[str]
) -> None:
    released(world, 6)
    assert run(world, "release", "2026.1", "--to", BUCKET) == 0
    assert capfd.readouterr().out.splitlines()[-1] == f"{BUCKET}/2026.1"
    assert run(world, "sql", "--release", BUCKET, "--format", "csv", GRANTED) == 0
    assert capfd.readouterr().out == "value,year,province\n6,2023,990000\n"
    assert run(world, "verify", BUCKET) == 0
    with connect(BUCKET) as connection:
        assert connection.execute("SELECT year, value FROM trend('req_new')").fetchall() == [(2023, 10)]
        assert connection.execute("SELECT count(*) FROM rates").fetchall() == [(1,)]
        assert len(connection.execute("FROM reports").df()) == 1
    assert run(world, "sql", "--release", BUCKET, "SELECT * FROM nothing") == 1
    assert "The tables are: reports" in capfd.readouterr().err


def test_a_reader_stays_in_the_version_it_resolved(world: World, store: fsspec.AbstractFileSystem) -> None:
    released(world, 3)
    assert run(world, "release", "1", "--to", BUCKET) == 0
    with connect(BUCKET) as early:
        released(world, 4)
        assert run(world, "release", "2", "--to", BUCKET) == 0
        assert granted(BUCKET) == 4
        assert early.execute(GRANTED).fetchall()[0][0] == 3
    assert granted(f"{BUCKET}/1") == 3
    assert run(world, "release", "1", "--to", BUCKET) == 1  # the local folder holds another release


def test_a_connection_asks_for_one_listing_and_not_for_each_file(
    bundles: tuple[Path, Path], store: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote.send(bundles[0], BUCKET)
    asked, call = Counter[str](), S3FileSystem._call_s3

    async def counted(self: S3FileSystem, method: str, *words: object, **more: object) -> object:
        asked[method] += 1
        return await call(self, method, *words, **more)

    monkeypatch.setattr(S3FileSystem, "_call_s3", counted)
    assert granted(BUCKET) == 3
    assert asked["head_object"] < 10 < asked["get_object"]


def test_a_version_never_changes(
    bundles: tuple[Path, Path], store: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    one, two = (shutil.copytree(folder, tmp_path / folder.name / "v") for folder in bundles)
    remote.send(one, BUCKET)
    assert remote.send(one, BUCKET) == f"{BUCKET}/v"
    with pytest.raises(WarehouseError, match="other bytes"):
        remote.send(two, BUCKET)
    assert granted(BUCKET) == 3


def test_damage_on_the_store_is_found(
    world: World, store: fsspec.AbstractFileSystem, capsys: pytest.CaptureFixture[str]
) -> None:
    released(world, 3)
    assert run(world, "release", "1", "--to", BUCKET) == 0
    whole = store.cat_file(f"{BUCKET}/1/sites.parquet")
    store.pipe_file(f"{BUCKET}/1/sites.parquet", whole[:-1] + b"\0")
    store.pipe_file(f"{BUCKET}/1/cells/more", b"x")
    store.rm_file(f"{BUCKET}/1/README.md")
    capsys.readouterr()
    assert run(world, "verify", f"{BUCKET}/1") == 1
    assert capsys.readouterr().out.splitlines() == [
        "README.md: missing",
        "sites.parquet: its bytes changed (sha256 differs)",
        "cells/more: not in SHA256SUMS",
    ]


SENDER = """
import sys
from pathlib import Path
from warehouse.release import remote
print("begun", flush=True)
remote.send(Path(sys.argv[1]), sys.argv[2])
"""


def sending(folder: Path) -> "subprocess.Popen[str]":
    words = [sys.executable, "-c", SENDER, str(folder), BUCKET]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


@pytest.mark.slow
def test_a_killed_sending_shows_nobody_a_half_version(
    bundles: tuple[Path, Path], store: fsspec.AbstractFileSystem
) -> None:
    chance, (old, new) = random.Random(7), bundles
    remote.send(old, BUCKET)
    began = time.monotonic()
    remote.send(new, BUCKET)
    lasts = time.monotonic() - began
    store.rm(f"{BUCKET}/2", recursive=True)
    remote.send(old, BUCKET)
    for _ in range(2):
        process = sending(new)
        time.sleep(chance.uniform(0, 1.5) * lasts)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        current = remote.resolve(BUCKET)
        assert remote.verify(current) == []
        assert granted(BUCKET) == {f"{BUCKET}/1": 3, f"{BUCKET}/2": 4}[current]
        remote.send(old, BUCKET)
    remote.send(new, BUCKET)
    assert remote.verify(BUCKET) == []
    assert granted(BUCKET) == 4


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("s3://bucket/nothing", "holds no release"),
        ("s3://no-such-bucket/x", "holds no release"),
        ("nosuch://x/y", "nosuch"),
    ],
)
def test_what_is_wrong_with_a_url_is_told(url: str, message: str) -> None:
    with pytest.raises(WarehouseError, match=message):
        connect(url)


def test_any_store_of_fsspec_serves(bundles: tuple[Path, Path], tmp_path: Path) -> None:
    for url in ("memory://nianbao", f"file://{tmp_path}/copy"):
        assert remote.send(bundles[0], url) == f"{url}/1"
        assert granted(url) == 3
        assert remote.verify(url) == []
