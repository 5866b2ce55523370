"""A build may be killed at any moment: no half release is seen, and the next build ends as if undisturbed."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from warehouse_world import World, many

from warehouse.publish import Store
from warehouse.verify import verify

SCRIPT = Path(__file__).with_name("warehouse_world.py")
ROOT = Path(__file__).parents[2]


def start(data: Path, granted: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), str(data), str(granted)], env=os.environ | {"PYTHONPATH": str(ROOT)}
    )


def visible(store: Store) -> dict[str, list[str]]:
    """Every release a reader can see → what is wrong with it."""
    found = [path for path in store.releases.glob("*") if not path.name.startswith(".")]
    if store.current():
        found.append(store.current())
    return {path.name: verify(path) for path in found}


@pytest.mark.slow
def test_killed_builds_leave_nothing_torn(tmp_path: Path) -> None:
    undisturbed = {}
    for granted in (6, 7):
        world = many(World(tmp_path / f"undisturbed{granted}"), granted)
        undisturbed[granted] = world.build().release.name
    data = tmp_path / "killed"
    store = Store(data / "warehouse")
    began = time.monotonic()
    assert start(data, 6).wait() == 0
    lasts = time.monotonic() - began
    chance = random.Random(20260101)
    for round_ in range(10):
        wanted = 7 if round_ % 2 == 0 else 6
        shutil.rmtree(store.releases / undisturbed[wanted], ignore_errors=True)
        build = start(data, wanted)
        time.sleep(chance.uniform(0.2, 1.0) * lasts)
        build.send_signal(signal.SIGKILL)
        build.wait()
        assert set(visible(store)) <= set(undisturbed.values())
        assert not any(visible(store).values())
        current = store.current()
        assert current is not None
        assert current.name in undisturbed.values()
        assert start(data, wanted).wait() == 0
        current = store.current()
        assert current is not None
        assert current.name == undisturbed[wanted]
        assert (current / "nianbao.duckdb").exists()
        assert not list(store.releases.glob(".tmp-*"))


def test_a_second_build_at_the_same_time_is_refused(world: World) -> None:
    with world.store.building(), pytest.raises(Exception, match="Another build"):
        many(world).build()


def test_verify_catches_one_flipped_bit(world: World) -> None:
    release = many(world).build().release
    assert verify(release) == []
    path = release / "cells/year=2021/province=990000/data.parquet"
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)
    assert verify(release) == [
        "cells/year=2021/province=990000/data.parquet: its bytes changed (sha256 differs)"
    ]
    path.unlink()
    (release / "more.txt").write_text("x")
    assert verify(release) == [
        "cells/year=2021/province=990000/data.parquet: missing",
        "more.txt: not in the manifest",
    ]
