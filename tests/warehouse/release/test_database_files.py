"""A release in other hands: moved, renamed, copied, attached, and opened by an older DuckDB."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.warehouse_world import World, many, reading
from warehouse.build import pipeline
from warehouse.release.database_file import write_database, write_portable
from warehouse.release.store import DATABASE, PORTABLE, SUM_OF
from warehouse.release.verify import verify
from warehouse.schema.tables import tables

GRANTED = "SELECT value::INTEGER FROM cells WHERE indicator = 'req_granted' AND is_current"
OTHER_COPY = [(7,)]


@pytest.fixture(scope="module", autouse=True)
def copied_views() -> Iterator[None]:
    """Here no build copies the database of another warehouse."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "write_database", write_database)
        yield


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with one release, whose report grants 6."""
    root = tmp_path_factory.mktemp("database")
    world = World(root / "demo")
    world.add(reading())
    world.build()
    return world.store.root


def asked(database: Path, *settings: str) -> list[tuple[object, ...]]:
    with duckdb.connect(database, read_only=True) as connection:
        for setting in settings:
            connection.execute(setting)
        return connection.execute(GRANTED).fetchall()


def spoilt(release: Path) -> None:
    """Give a release other figures, so that an answer from it shows."""
    for path in release.glob("cells/*/*/data.parquet"):
        other = path.with_suffix(".other")
        sql = f"COPY (SELECT * REPLACE (value + 1 AS value) FROM '{path}') TO '{other}' (FORMAT parquet)"
        duckdb.sql(sql)
        other.replace(path)


MOVES: dict[str, Callable[[Path, Path], Path]] = {
    "the folder of the release": lambda root, to: shutil.copytree(root / "current", to / "deed0123abcd"),
    "under the name current": lambda root, to: shutil.copytree(root / "current", to / "current"),
    "the whole warehouse, links followed": lambda root, to: (
        shutil.copytree(root, to / "warehouse") / "current"
    ),
    "the whole warehouse, links kept": lambda root, to: (
        shutil.copytree(root, to / "warehouse", symlinks=True) / "current"
    ),
    "a path that looks like a pattern": lambda root, to: shutil.copytree(
        root / "current", to / "copy [of] a *release"
    ),
}


@pytest.mark.parametrize("move", MOVES)
def test_a_copy_answers_from_itself(root: Path, tmp_path: Path, move: str) -> None:
    original = tmp_path / "original" / "warehouse"
    shutil.copytree(root, original, symlinks=True)
    copy = MOVES[move](original, tmp_path)
    spoilt(original / "current")
    assert asked(original / "current" / DATABASE) == OTHER_COPY
    assert asked(copy / DATABASE) == [(6,)]


# DuckDB prints what EXCLUDE names in the order of a hash table, which a database opened again has anew.
HELD = (
    "SELECT view_name, list_sort(regexp_extract_all(sql, '\\w+')), comment FROM duckdb_views()",
    "SELECT table_name, column_name, data_type, comment FROM duckdb_columns()",
    "SELECT function_name, parameters, macro_definition, comment FROM duckdb_functions()",
)


def held(database: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(database, read_only=True) as connection:
        asked = [f"{query} WHERE NOT internal ORDER BY ALL" for query in HELD]
        return [row for sql in asked for row in connection.execute(sql).fetchall()]


def test_a_database_that_is_copied_is_the_one_that_is_made(
    make_world: Callable[[str], World], tmp_path: Path
) -> None:
    first, second = (make_world(name) for name in ("first", "second"))
    first.add(reading())
    many(second, years=(2021,))
    kept = tmp_path / "kept"
    told = []
    for world in (first, second):
        made = held(world.build().release / DATABASE)  # by a warehouse that keeps none yet
        (world.release / DATABASE).unlink()
        told += [made, held(write_database(world.release, tmp_path, kept))]
    assert told[0] == told[1]
    assert told[2] == told[3] != told[0]
    assert len(told[0]) > 800


@pytest.mark.parametrize("harm", ["damaged", "of other code", "gone"])
def test_a_kept_database_that_does_not_serve_is_made_anew(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    name = (root / "current").resolve().name
    release = Path(shutil.copytree(root / "current", tmp_path / name))
    whole = held(release / DATABASE)
    (kept,) = (root / "kept" / "views").iterdir()
    template = Path(shutil.copytree(kept, tmp_path / "kept" / "views" / kept.name)) / DATABASE
    if harm == "of other code":
        monkeypatch.setattr(duckdb, "__version__", "another")
    else:
        template.write_bytes(b"other bytes") if harm == "damaged" else template.unlink()
    (release / DATABASE).unlink()
    assert held(write_database(release, tmp_path, tmp_path / "kept")) == whole
    (template,) = (tmp_path / "kept" / "views").glob(f"*/{DATABASE}")
    assert held(template) == whole


def test_where_it_cannot_know_its_place_it_says_so(root: Path) -> None:
    path = root / "current" / DATABASE
    with pytest.raises(duckdb.Error, match=r"SET VARIABLE nianbao_release = .*; or attach nianbao-portable"):
        asked(path, "SET temp_directory = '/var/tmp/mine'")
    place = f"SET VARIABLE nianbao_release = '{root / 'current'}'"
    assert asked(path, "SET temp_directory = '/var/tmp/mine'", place) == [(6,)]
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{path}' AS nianbao (READ_ONLY)")
        with pytest.raises(duckdb.Error, match="not known when it is attached"):
            connection.execute("FROM nianbao.cells")
        connection.execute(place)
        connection.execute("USE nianbao")
        assert connection.execute("FROM trend('req_new')").fetchall()[0][:3] == (2023, 10, 1)


def test_a_build_for_people_holds_the_portable_file_and_verifies(world: World) -> None:
    world.add(reading())
    release = world.build(has_portable=True).release
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{release / PORTABLE}' AS nianbao (READ_ONLY)")
        assert connection.execute(GRANTED.replace("cells", "nianbao.cells")).fetchall() == [(6,)]
    assert verify(release) == []


@pytest.mark.parametrize("name", SUM_OF)
def test_one_that_is_damaged_or_alone_is_told_and_made_anew(world: World, name: str) -> None:
    world.add(reading())
    release = world.build(has_portable=True, has_search=True).release
    database, sums = release / name, release / SUM_OF[name]
    damaged = bytearray(database.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    database.write_bytes(damaged)
    assert verify(release) == [f"{name}: its bytes changed (sha256 differs)"]
    world.build(has_portable=True, has_search=True)
    assert verify(release) == []
    sums.unlink()
    assert verify(release) == [f"{sums.name}: missing"]
    world.build(has_portable=True, has_search=True)
    assert verify(release) == []


def test_of_a_large_release_only_the_provinces_named_have_cells(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = many(world, years=(2021, 2022)).build().release
    monkeypatch.setattr("warehouse.release.database_file.SMALL_CELLS", 1)
    counted = (
        "SELECT (SELECT count(*) FROM cells), (SELECT count(*) FROM figures), (SELECT count(*) FROM series)"
    )
    for provinces, has_cells in (((), False), (("990000",), True), (("110000",), False)):
        out = write_portable(release, tmp_path / PORTABLE, tmp_path, provinces)
        with duckdb.connect(out, read_only=True) as connection:
            ((cells, figure_rows, series),) = connection.execute(counted).fetchall()
            assert (cells > 0, figure_rows > 0, series > 0) == (has_cells, has_cells, True)


OLD_ENGINES = ("1.2.2", "1.4.4")
ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
import duckdb
with duckdb.connect(sys.argv[2], read_only=True) as connection:
    rows = [connection.execute(sql).fetchall() for sql in json.load(sys.stdin)]
print(json.dumps([duckdb.__version__, *rows], default=str))
"""


@pytest.fixture(scope="module")
def portable(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portable")
    return write_portable(root / "current", folder / PORTABLE, folder)


@pytest.mark.slow
@pytest.mark.parametrize("version", OLD_ENGINES)
def test_an_older_duckdb_answers_the_same(portable: Path, tmp_path: Path, version: str) -> None:
    """All tables, views, comments and macros, in an engine installed from the package index."""
    wanted = ["--quiet", "--no-deps", "--target", str(tmp_path), f"duckdb=={version}"]
    installed = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable, *wanted],
        capture_output=True,
        text=True,
        check=False,
    )
    if "error sending request" in installed.stderr:  # a wrong version, or a broken uv, is no reason
        pytest.skip("no package index answers")
    assert not installed.returncode, installed.stderr
    questions = [
        *(f"SELECT count(*) FROM {name}" for name in tables()),
        "SELECT agency_name, region_name, label_zh, value FROM series ORDER BY ALL",
        "SELECT agency_name, check_id, why FROM findings ORDER BY ALL",
        "FROM trend('req_new')",
        "FROM league('req_new', 2023)",
        "FROM agency('教育')",
        "FROM panel('req_new', 2023, 2023)",
        "FROM changes('req_new')",
        "FROM provenance((SELECT min(report_id) FROM reports), 'req_new')",
        "SELECT share(req_refused, req_result_total) FROM rates",
        "SELECT comment FROM duckdb_tables() WHERE table_name = 'cells'",
    ]
    done = subprocess.run(
        [sys.executable, "-c", ASK, tmp_path, portable],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    with duckdb.connect(portable, read_only=True) as connection:
        ours = [connection.execute(sql).fetchall() for sql in questions]
    assert json.loads(done.stdout) == [version, *json.loads(json.dumps(ours, default=str))]
