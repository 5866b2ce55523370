"""What is made anew: by each file of the packages what it decides, in a build what changed, and no more."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from extract.run.code_digest import BASE, PACKAGES
from extract.run.version import extractor_version
from tests.warehouse.build.touching import files, touches
from tests.warehouse.warehouse_world import HEAD, World, many, reading, site
from warehouse.build import pipeline, recipes
from warehouse.build.years import series
from warehouse.release.manifest import read_manifest
from warehouse.schema import reference_tables
from warehouse.schema.crosswalk import Concept, concepts

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages in a folder of their own, as a wheel would put them."""
    folder = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        shutil.copytree(BASE / package, folder / package)  # bytecode too, which saves compiling them
    return folder


def test_no_file_of_the_packages_is_forgotten() -> None:
    assert not [path for path in files(BASE) if not list(touches(path))]


def test_each_file_makes_anew_what_it_decides_and_nothing_else(copy: Path) -> None:
    words = [sys.executable, "-m", "tests.warehouse.build.touching"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(words, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = {name: set(changed) for name, changed in json.loads(done.stdout).items()}
    expected = {
        f"{path}: {touch.name}": set(touch.expected) for path in files(BASE) for touch in touches(path)
    }
    assert found == expected


def test_comments_docstrings_and_line_endings_cost_nothing(copy: Path) -> None:
    before = extractor_version(copy), recipes.recipes(copy)
    for path in copy.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        changed = f'"""Another docstring."""\n\n# and a comment\n{_without_docstring(text)}\n\n# the end\n'
        path.write_bytes(changed.replace("\n", "\r\n").encode())
    for path in copy.rglob("*.csv"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    _forget()
    assert (extractor_version(copy), recipes.recipes(copy)) == before


def _without_docstring(text: str) -> str:
    return text.partition('"""')[2].partition('"""')[2] if text.startswith('"""') else text


def _forget() -> None:
    from extract.run import code_digest

    for function in (code_digest._code, code_digest._needed, code_digest._modules, extractor_version):
        function.cache_clear()  # type: ignore[attr-defined]


def two_provinces(world: World) -> World:
    world.sites["bj"] = site("bj", region_code="110101")
    head = replace(HEAD, year=2021, region_code="110101", agency="东城区教育局")
    world.add(reading(head), site_id="bj", batch="20250301T000000Z-001")
    return many(world, years=(2020, 2021))


def made_anew(before: Path, after: Path) -> set[str]:
    """The tables with a file that is no hard link to the release before."""
    paths = [entry.path for entry in read_manifest(after).files if entry.made_from]
    return {path.split("/")[0] for path in paths if not (before / path).samefile(after / path)}


def with_grade(known: dict[str, Concept], grade: int) -> Callable[[], dict[str, Concept]]:
    """The concepts, `req_new` with another grade of its best source."""
    own = known["req_new"]
    sources = (replace(own.sources[0], grade=grade), *own.sources[1:])
    return lambda: known | {"req_new": replace(own, sources=sources)}


def test_another_grade_makes_the_series_anew_and_links_the_rest(
    world: World, make_world: Callable[[str], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = two_provinces(world).build().release
    for module in (series, reference_tables):
        monkeypatch.setattr(module, "concepts", with_grade(concepts(), 3))
    monkeypatch.setattr(pipeline, "build_recipe", lambda: "another crosswalk")
    after = world.build()
    assert made_anew(before, after.release) == {"series"}
    assert after.written == 2
    assert world.ask(
        "SELECT DISTINCT s.grade, c.grade FROM series s JOIN concepts c USING (concept) "
        "WHERE concept = 'req_new' AND rank = 1"
    ) == [(3, 3)]
    assert two_provinces(make_world("anew")).build().release.name == after.release.name


def test_another_recipe_makes_its_parts_anew_beside_what_changed(
    world: World, make_world: Callable[[str], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = two_provinces(world).build().release
    other = replace(recipes.recipes(), figures="f" * 64)
    monkeypatch.setattr(pipeline, "recipes", lambda: other)
    assert made_anew(before, world.build().release) == {"figures", "copies", "findings"}
    assert world.build().written == 0
    changed = replace(HEAD, agency="云栖区民政局", year=2021, kind=None, function=None)
    late = reading(changed)
    world.add(late, batch="20250601T000000Z-000")
    after = world.build().release
    beijing = Path("cells/year=2021/province=110000/data.parquet")
    assert (before / beijing).samefile(after / beijing)
    assert (before / "series/year=2020/data.parquet").samefile(after / "series/year=2020/data.parquet")
    anew = two_provinces(make_world("anew"))
    anew.add(late, batch="20250601T000000Z-000")
    assert anew.build().release.name == after.name


def test_a_province_that_vanished_leaves_its_year(world: World, make_world: Callable[[str], World]) -> None:
    two_provinces(world).build()
    batch = "20250301T000000Z-001"
    del world.rows[batch]
    (world.data / "readings" / f"{batch}.parquet").unlink()
    after = world.build().release
    assert world.ask("SELECT DISTINCT province_code FROM figures") == [("990000",)]
    anew = two_provinces(make_world("anew"))
    del anew.rows[batch]
    assert anew.build().release.name == after.name
