"""A build may be killed at any moment: no half release is seen, and the next build ends as if undisturbed."""

import os
from pathlib import Path

import killing
import pytest
from release_readers import ENTRIES
from warehouse_world import World, many

from warehouse.verify import verify

KILLS = int(os.environ.get("NIANBAO_KILLS", "20"))  # `make bench-kill` makes 200


@pytest.mark.slow
@pytest.mark.timeout(120 + 60 * KILLS)
def test_killed_builds_show_no_reader_a_torn_release(tmp_path: Path) -> None:
    tally = killing.Tally()
    killing.run(tmp_path, KILLS, tally)
    assert tally.kills == KILLS
    assert set(tally.answers) == {*ENTRIES, "sitting"}
    assert not tally.torn
    assert not tally.failed


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
