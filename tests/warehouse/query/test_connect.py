"""Every way in: plain DuckDB from anywhere, moved and copied releases, Python, and errors that help."""

from pathlib import Path

import duckdb
import pytest

from tests.warehouse.warehouse_world import World, figures, reading
from warehouse import connect
from warehouse.errors import WarehouseError

LATER = "20250601T000000Z-000"
GRANTED = "SELECT value FROM cells WHERE indicator = 'req_granted' AND is_current"


def opened(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(GRANTED).fetchall()


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("one") / "demo")
    world.add(reading())
    world.build()
    return world


@pytest.fixture
def world(one: World, tmp_path: Path) -> World:
    return one.copy(tmp_path / "demo")


@pytest.fixture
def release(world: World) -> Path:
    return world.release


def test_plain_duckdb_works_from_any_folder(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, path in ((tmp_path, release / "nianbao.duckdb"), (release, Path("nianbao.duckdb"))):
        monkeypatch.chdir(folder)
        assert opened(path) == [(6,)]


def test_the_link_current_is_resolved_once(world: World, release: Path) -> None:
    with duckdb.connect(world.store.root / "current" / "nianbao.duckdb", read_only=True) as connection:
        world.add(reading(cells=figures(granted=7), digest="sha256:b"), batch=LATER)
        assert world.build().release != release
        assert connection.execute(GRANTED).fetchall() == [(6,)], "it stays in the release it was opened in"


def test_pandas_polars_and_arrow_get_the_same_rows(world: World, release: Path) -> None:
    with connect("demo", world.data.parent) as db:
        query = "SELECT indicator, value::INTEGER AS value FROM cells ORDER BY ord"
        rows = db.sql(query).fetchall()
        assert list(db.sql(query).df().itertuples(index=False, name=None)) == rows
        assert db.sql(query).pl().rows() == rows
        assert [tuple(row.values()) for row in db.sql(query).to_arrow_table().to_pylist()] == rows


def test_an_unknown_registry_and_a_missing_release_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"no registry 'dmeo'; known: china, demo"):
        connect("dmeo", tmp_path)
    with pytest.raises(WarehouseError, match="make build-warehouse REGISTRY=demo"):
        connect("demo", tmp_path)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("FROM trend('req_nwe')", r"no concept req_nwe; near it: req_new"),
        ("FROM trend('新收')", r"no concept 新收; near it: req_new"),
        ("FROM league('req', 2023)", "no concept req; near it"),
        ("FROM changes('fee')", "no concept fee; near it: fee_amount_wan"),
        ("FROM panel('x', 2019, 2020)", "no concept x"),
        ("FROM agency('教育厅')", "near it: 云栖区教育局"),
        ("FROM provenance(1, 'req_new')", "no report 1"),
        ("FROM provenance((SELECT min(report_id) FROM reports), 'req_nwe')", "near it: req_new"),
    ],
)
def test_macros_say_what_is_near(world: World, release: Path, query: str, message: str) -> None:
    with pytest.raises(duckdb.Error, match=message):
        world.ask(query)
