"""What a build keeps for the next one is never needed and never believed unseen."""

import random
from pathlib import Path

import pyarrow as pa
import pytest

from tests.warehouse.warehouse_world import World, many
from warehouse.build.kept import Kept
from warehouse.release.verify import verify

TABLE = pa.table({"word": ["甲", None, "丙"] * 50, "number": range(150)})


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "kept", tmp_path)


def counted(made: list[int]) -> pa.Table:
    made.append(1)
    return TABLE


def test_a_table_is_made_once_and_found_again(kept: Kept) -> None:
    made: list[int] = []
    for _ in range(2):
        assert kept.table("kind", "key", lambda: counted(made)).equals(TABLE)
    assert len(made) == 1
    assert kept.find("kind", "other", TABLE.schema) == TABLE[:0]


@pytest.mark.parametrize("seed", range(20))
def test_a_torn_or_changed_file_is_made_anew(kept: Kept, seed: int) -> None:
    kept.put("kind", "key", TABLE)
    (path,) = (kept.root / "kind").iterdir()
    whole, chance = path.read_bytes(), random.Random(seed)
    torn = whole[: chance.randrange(len(whole))]
    flipped = bytearray(whole)
    flipped[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    for content in (torn, bytes(flipped), b""):
        path.write_bytes(content)
        made: list[int] = []
        assert kept.table("kind", "key", lambda made=made: counted(made)).equals(TABLE)  # type: ignore[misc]
        assert made
        assert path.read_bytes() == whole


def test_a_file_under_the_name_of_another_is_made_anew(kept: Kept) -> None:
    kept.put("kind", "one", TABLE[:7])
    (kept.root / "kind" / "one.arrow").rename(kept.root / "kind" / "two.arrow")
    assert kept.table("kind", "two", lambda: TABLE).equals(TABLE)


def test_what_no_build_needs_any_more_is_forgotten(kept: Kept) -> None:
    for key in ("old", "new"):
        kept.put("kind", key, TABLE)
    kept.put("other", "old", TABLE)
    kept.forget_others("kind", {"new", "to come"})
    assert {str(path.relative_to(kept.root)) for path in kept.root.rglob("*.arrow")} == {
        "kind/new.arrow",
        "other/old.arrow",
    }


def test_a_build_over_damaged_leftovers_is_the_build_from_nothing(world: World, tmp_path: Path) -> None:
    many(world, years=(2021, 2022)).build()
    for path in (world.store.root / "kept").rglob("*.arrow"):
        path.write_bytes(path.read_bytes()[:-9])
    many(world, granted=7, years=(2021,))
    release = world.build().release
    assert verify(release) == []
    kinds = {path.name for path in world.store.kept.iterdir()}
    assert kinds == {
        "copied-sections",
        "copied-texts",
        "documents",
        "file-digests",
        "headers",
        "logs",
        "resolved",
        "resolved-about",
    }
    anew = World(tmp_path / "anew")
    assert many(many(anew, years=(2021, 2022)), granted=7, years=(2021,)).build().release.name == release.name
