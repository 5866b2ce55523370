"""A build may be killed at any moment: no half release is seen, and the next build ends as if undisturbed."""

import os
from pathlib import Path

import pytest

from tests.warehouse.build import killing
from tests.warehouse.query.release_readers import ENTRIES
from tests.warehouse.warehouse_world import World, many

KILLS = int(os.environ.get("NIANBAO_KILLS", "9"))  # `make bench-kill` makes 200


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
