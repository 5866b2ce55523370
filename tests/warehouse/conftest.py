from collections.abc import Callable
from pathlib import Path

import pytest

from tests.warehouse.warehouse_world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty world of one site."""
    return World(tmp_path / "demo")


@pytest.fixture
def make_world(tmp_path: Path) -> Callable[[str], World]:
    return lambda name: World(tmp_path / name)
