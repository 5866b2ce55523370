"""Whatever is made from the registry of an invented world says so; of a real one nothing does."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from spiders import registry
from tests.warehouse.warehouse_world import HEAD, World, figures, many, reading
from warehouse.__main__ import main
from warehouse.build.pipeline import build
from warehouse.build.staging import inputs
from warehouse.handout import bundle
from warehouse.release.feed import FEED
from warehouse.release.notice import INVENTED

REAL = replace(
    HEAD, agency="上海市科学技术委员会", region_code="310000", region_name="上海市", function="science"
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data of the demo's registry: three invented bodies, and a real one that reported in 2021 and 2023."""
    root = tmp_path_factory.mktemp("invented")
    world = many(World(root / "demo"), years=(2021, 2022, 2023))
    for year in (2021, 2023):
        world.add(reading(replace(REAL, year=year), figures(new=year)))
    divisions = inputs.divisions(registry.regions_file("demo"), registry.is_of_invented_world("demo"))
    build(world.store, "demo", replace(world.inputs(), regions=divisions))
    return root


def texts(folder: Path) -> dict[str, str]:
    names = (
        *("README.md", "CHANGES.md", "CITATION.cff", "datapackage.json", "croissant.json", "dcat.jsonld"),
        *("delta.json", INVENTED),
    )
    return {name: (folder / name).read_text("utf-8") for name in names if (folder / name).exists()}


def test_a_release_of_the_demo_says_that_it_is_invented(root: Path, tmp_path: Path) -> None:
    release = root / "demo" / "warehouse" / "current"
    made = texts(bundle.write(release, "1", tmp_path / "1", doi="10.5281/zenodo.1"))
    assert len(made) == 8
    assert all("nvented" in text for text in made.values())
    assert "Invented 虚构" in (release.parent / FEED).read_text(encoding="utf-8")
    package = json.loads(made["datapackage.json"])
    assert package["nianbao:isInvented"]
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    for name in ("CITATION.cff", "datapackage.json", "croissant.json", "dcat.jsonld", "README.md"):
        assert "10.5281/zenodo.1" in made[name]
        assert "(invented demo)" in made[name]
    assert f"nianbao:demo:{release.resolve().name}" in made["CITATION.cff"]


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["sql", "FROM sites"],
        ["export", "sites", "--out", "{out}"],
        ["portable", "--out", "{out}/x.duckdb"],
        ["release", "1", "--out", "{out}/1"],
    ],
)
def test_every_command_that_shows_figures_says_it_on_a_line_of_its_own(
    root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], command: list[str]
) -> None:
    filled = [word.format(out=tmp_path) for word in command]
    assert main([*filled, "--data", str(root)]) == 0
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith("Invented 虚构: registry demo")
    assert (tmp_path / INVENTED).exists() == (command[0] == "export")


def test_a_release_that_is_read_from_a_url_says_it_too(
    root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    url = (tmp_path / "store").as_uri()
    assert main(["release", "1", "--data", str(root), "--out", str(tmp_path / "1"), "--to", url]) == 0
    capfd.readouterr()
    for place in (url, f"{url}/1"):
        assert main(["sql", "FROM sites", "--release", place]) == 0
        (line,) = capfd.readouterr().err.splitlines()
        assert line.startswith("Invented 虚构: registry demo")
    (tmp_path / "store" / "1" / "manifest.json").write_text("{")
    assert main(["sql", "FROM sites", "--release", url]) == 1
    assert f"{url}/1/manifest.json is damaged" in capfd.readouterr().err


def test_real_bodies_among_them_are_marked_and_not_accused(root: Path, world: World) -> None:
    ask = replace(world, data=root / "demo").ask
    marked = "SELECT agency_name, is_invented FROM agencies ORDER BY agency_name"
    assert [row for row in ask(marked) if not row[1]] == [("上海市科学技术委员会", False)]
    assert ask("SELECT count(*) FROM reports WHERE NOT is_invented") == [(2,)]
    assert ask("SELECT count(*) FROM gaps") == [(0,)]
    assert ask("SELECT is_invented FROM regions WHERE region_code IN ('310000', '990101') ORDER BY ALL") == [
        (False,),
        (True,),
    ]


def test_of_a_real_registry_nothing_says_so(
    world: World, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    world.add(reading(REAL))
    world.build()
    made = texts(bundle.write(world.store.current() or tmp_path, "1", tmp_path / "1"))
    made["feed"] = (world.store.root / FEED).read_text(encoding="utf-8")
    signs = ("nvented 虚构", "invented demo", "虚构演示", '"invented"', '"虚构"')
    assert not [name for name, text in made.items() if any(sign in text for sign in signs)]
    assert not json.loads(made["datapackage.json"])["nianbao:isInvented"]
    assert INVENTED not in made
    assert main(["sql", "FROM sites", "--data", str(world.data.parent)]) == 0
    assert not capfd.readouterr().err
