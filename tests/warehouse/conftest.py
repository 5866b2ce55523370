from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.warehouse.warehouse_world import World, many
from warehouse.build import pipeline
from warehouse.release.database_file import write_database


@pytest.fixture(scope="session", autouse=True)
def copied_views(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """nianbao.duckdb takes a third of a small build: the warehouses of this process keep one for all."""
    kept = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            pipeline, "write_database", lambda release, room, _: write_database(release, room, kept)
        )
        yield


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty world of one site."""
    return World(tmp_path / "demo")


@pytest.fixture(scope="session")
def of_2021(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Three bodies of a year, built: `built` copies it."""
    world = many(World(tmp_path_factory.mktemp("of-2021") / "demo"), years=(2021,))
    world.build()
    return world


@pytest.fixture
def built(of_2021: World, tmp_path: Path) -> World:
    """Three bodies of a year in a world of the test's own, built once for all tests."""
    return of_2021.copy(tmp_path / "demo")


@pytest.fixture
def make_world(tmp_path: Path) -> Callable[[str], World]:
    return lambda name: World(tmp_path / name)
