"""A release file that changed is noticed by the next build: never handed on by a link, and put right."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.warehouse.warehouse_world import World, many
from warehouse.release.manifest import MANIFEST, read_manifest
from warehouse.release.verify import verify

FLIPS = 250
FILES = ("agencies/990101.parquet", "views.sql", "cells/year=2021/province=990000/data.parquet")


def damage(path: Path, place: int) -> None:
    damaged = bytearray(path.read_bytes())
    damaged[place // 8 % len(damaged)] ^= 1 << place % 8
    path.chmod(0o644)
    path.write_bytes(damaged)
    path.chmod(0o444)


def test_no_flipped_bit_of_a_release_passes_for_what_was_published(built: World) -> None:
    release = built.release
    entries, chance = read_manifest(release).files, random.Random(5)
    for _ in range(FLIPS):
        entry = chance.choice(entries)
        path = release / entry.path
        whole, place = path.read_bytes(), chance.randrange(8 * entry.size)
        damage(path, place)
        assert entry.fault(release) == f"{entry.path}: its bytes changed (sha256 differs)"
        damage(path, place)
        assert path.read_bytes() == whole
    assert verify(release) == []


@pytest.mark.parametrize("name", FILES)
def test_a_build_of_the_same_puts_a_damaged_file_right(built: World, name: str) -> None:
    release = built.release
    damage(release / name, 77)
    assert verify(release) != []
    again = built.build()
    assert again.release == release
    assert verify(release) == []
    assert [fault.split(":")[0] for fault in again.damaged] == [name]
    assert built.build().damaged == ()


def test_a_missing_file_comes_back(built: World) -> None:
    release = built.release
    (release / FILES[2]).unlink()
    (release / FILES[0]).unlink()
    assert [fault.partition(": ")[2] for fault in built.build().damaged] == ["missing", "missing"]
    assert verify(release) == []


@pytest.mark.parametrize("table", ["cells", "series"])
def test_a_build_of_more_links_and_reads_nothing_damaged(
    world: World, table: str, make_world: Callable[[str], World]
) -> None:
    old = many(world, years=(2021, 2022)).build().release
    for path in old.glob(f"{table}/year=202?/**/data.parquet"):
        damage(path, 8 * 1000)
    many(world, granted=7, years=(2023,))
    built = world.build()
    assert built.release != old
    assert verify(built.release) == []
    assert len(built.damaged) == 2
    undisturbed = make_world("undisturbed")
    many(many(undisturbed, years=(2021, 2022)), granted=7, years=(2023,))
    assert read_manifest(undisturbed.build().release) == read_manifest(built.release)


def test_files_are_read_only_and_the_database_is_not(world: World) -> None:
    release = many(world, years=(2021,)).build().release
    writable = {str(path.relative_to(release)) for path in release.rglob("*") if path.stat().st_mode & 0o222}
    folders = {str(path.relative_to(release)) for path in release.rglob("*") if path.is_dir()}
    assert writable - folders == {"nianbao.duckdb", "nianbao.duckdb.sha256"}
    assert (release / MANIFEST).stat().st_mode & 0o777 == 0o444
