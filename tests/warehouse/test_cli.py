"""python -m warehouse build | check | sql."""

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest

from extract.model.reading import Check
from tests.warehouse.warehouse_world import World, reading
from warehouse.__main__ import main


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A report with a failed check, for all who only ask."""
    world = World(tmp_path_factory.mktemp("asked") / "demo")
    broken = Check("T3.RESULT.2021", "total", "failed", "error", note="9 is not 8")
    world.add(reading(checks=(broken,)))
    world.build()
    return world


def run(world: World, *arguments: str) -> int:
    return main([arguments[0], "--data", str(world.data.parent), *arguments[1:]])


def test_sql_prints_csv_with_a_header(built: World, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(built, "sql", "--format", "csv", "SELECT indicator, value FROM cells WHERE ord = 1") == 0
    assert list(csv.reader(io.StringIO(capfd.readouterr().out))) == [
        ["indicator", "value"],
        ["req_new", "10"],
    ]


def test_sql_prints_json(built: World, capfd: pytest.CaptureFixture[str]) -> None:
    assert (
        run(built, "sql", "--format", "json", "SELECT agency_name, year, published_date, title FROM reports")
        == 0
    )
    assert json.loads(capfd.readouterr().out) == [
        {
            "agency_name": "云栖区教育局",
            "year": 2023,
            "published_date": "2024-01-20",
            "title": "云栖区教育局2023年政府信息公开工作年度报告",
        }
    ]


def test_sql_prints_a_table(built: World, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(built, "sql", "SELECT agency_name, year FROM reports") == 0
    assert [line.split() for line in capfd.readouterr().out.splitlines()] == [
        ["agency_name", "year"],
        ["云栖区教育局", "2023"],
    ]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * FROM cell", "Did you mean: cells"),
        ("SELECT nothing FROM cells", "DESCRIBE"),
        ("SELEC 1", "syntax error"),
        ("COPY (SELECT 1) TO 'x.csv'", "read-only"),
        ("DROP VIEW cells", "read-only"),
        ("SELECT 1; SELECT 2", "read-only"),
    ],
)
def test_sql_errors_help(built: World, capfd: pytest.CaptureFixture[str], query: str, message: str) -> None:
    assert run(built, "sql", query) == 1
    captured = capfd.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_before_the_first_build_the_next_step_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sql", "--data", str(tmp_path), "SELECT 1"]) == 1
    assert "make build-warehouse REGISTRY=demo" in capsys.readouterr().err
    assert main(["build", "--data", str(tmp_path)]) == 1
    assert "make crawl extract REGISTRY=demo" in capsys.readouterr().err


def test_check_shows_the_failures_and_can_fail(built: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(built, "check") == 0
    out = capsys.readouterr().out
    assert "T3.RESULT.2021" in out
    assert "云栖区教育局" in out
    assert run(built, "check", "--fail-on", "error") == 1


def test_plain_duckdb_finds_every_view_and_column_with_its_comment(built: World) -> None:
    release = built.store.current()
    assert release is not None
    with duckdb.connect(release / "nianbao.duckdb", read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM cells").fetchall() == [(6,)]
        for bare in (
            "SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL",
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL",
        ):
            assert connection.execute(bare).fetchall() == []


def test_the_dictionary_tells_every_column_of_every_view(built: World) -> None:
    mine = "SELECT table_name, column_name, data_type FROM dictionary"
    views = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
    assert built.ask(f"({mine} EXCEPT {views}) UNION ALL ({views} EXCEPT {mine})") == []
