"""A build of the same inputs ends at once; whatever decides a release, or is damaged, is noticed."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extract.run.code_digest import BASE, PACKAGES
from tests.warehouse.build.test_fingerprints import _forget
from tests.warehouse.warehouse_world import HEAD, World, many, reading, site
from warehouse.build import pipeline, unchanged
from warehouse.build.recipes import build_recipe
from warehouse.build.staging import core
from warehouse.release.verify import verify


class StagedError(Exception):
    """Raised where a build goes on to read its inputs."""


@pytest.fixture
def is_read(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Called, lets every later build fail as soon as it reads its inputs."""

    def refuse(*_: object) -> None:
        raise StagedError

    return lambda: monkeypatch.setattr(core, "resolve", refuse)


def test_the_same_again_reads_nothing_and_stays_current(built: World, is_read: Callable[[], None]) -> None:
    release = built.release
    is_read()
    again = built.build()
    assert (again.release, again.is_new, again.written) == (release, False, 0)
    assert again.kept > 0
    assert again.rows["reports"] == 3
    assert built.store.history()[0] == release


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b'{"release": "0", "made_from": "0"}', None])
def test_a_note_that_says_nothing_true_costs_a_build(
    built: World, is_read: Callable[[], None], damage: bytes | None
) -> None:
    release, note = built.release, built.store.root / unchanged.NOTE
    whole = note.read_bytes()
    note.unlink()
    if damage is not None:
        note.write_bytes(damage)
    assert built.build().release == release
    assert note.read_bytes() == whole
    is_read()
    assert built.build().release == release


def test_a_note_of_another_release_is_not_believed(built: World, is_read: Callable[[], None]) -> None:
    first, note = built.release, built.store.root / unchanged.NOTE
    told = note.read_bytes()
    many(built, granted=7, years=(2022,))
    second = built.build().release
    note.write_bytes(told.replace(first.name.encode(), second.name.encode()))
    assert built.build().release == second
    built.store.point(first)
    is_read()
    with pytest.raises(StagedError):
        built.build()


CHANGES: dict[str, Callable[[World], Any]] = {
    "a reading": lambda world: world.rows["20250301T000000Z-000"][0].update(title="another"),
    "a batch": lambda world: world.add(reading(replace(HEAD, year=2019)), batch="20250601T000000Z-000"),
    "an attempt": lambda world: world.attempt("https://www.yx.gov.example/nb/", role="list"),
    "a site": lambda world: world.sites.update(new=site("new")),
    "a benchmark": lambda world: world.benchmarks.append({"line": 2, "region_code": "990000", "year": 2021}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_input_counts(built: World, is_read: Callable[[], None], name: str) -> None:
    is_read()
    CHANGES[name](built)
    with pytest.raises(StagedError):
        built.build()


def test_every_file_of_code_counts(built: World, monkeypatch: pytest.MonkeyPatch) -> None:
    release = built.release
    monkeypatch.setattr(pipeline, "build_recipe", lambda: "other code")
    assert built.build().release == release
    assert verify(release) == []


@pytest.mark.parametrize(
    "path",
    [
        "warehouse/release/delta.py",
        "warehouse/schema/models/core_bodies.sql",
        "warehouse/schema/seeds/successions.csv",
        "warehouse/schema/columns.csv",
        "extract/codebook/indicators.csv",
        "spiders/content/chinese.py",
    ],
)
def test_the_recipe_of_a_build_follows_code_and_the_files_beside_it(tmp_path: Path, path: str) -> None:
    for package in PACKAGES:
        shutil.copytree(BASE / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    before = build_recipe(tmp_path)
    (tmp_path / path).write_text(
        (tmp_path / path).read_text(encoding="utf-8") + "\nx = 1\n", encoding="utf-8"
    )
    _forget()
    assert build_recipe(tmp_path) != before
