"""No statement gets out of a release, changes it, or goes on for ever: through `connect` and `sql`."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from psutil import Process

from tests.warehouse.query.hostile_statements import ENDLESS, HARMLESS, REFUSED, STUCK
from tests.warehouse.query.hostile_world import SECRET, current, filled, hostile_world
from warehouse import connect
from warehouse.__main__ import main
from warehouse.errors import WarehouseError
from warehouse.query.connect import ReadOnlyConnection
from warehouse.query.limits import Limits

SMALL = Limits(memory_mb=200, seconds=0.5, spill_mb=100, threads=2)
FORMATS = ("table", "csv", "json")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with hostile_world(tmp_path_factory.mktemp("hostile")) as root:
        yield root


def test_there_are_more_than_the_127_of_the_promise() -> None:
    assert len({*REFUSED, *ENDLESS, *STUCK, *HARMLESS}) >= 127


@pytest.fixture(scope="module")
def db(root: Path) -> Iterator[ReadOnlyConnection]:
    """One connection, which goes on whatever it was asked."""
    with connect("demo", root, SMALL) as db:
        yield db


@pytest.mark.parametrize("sql", REFUSED)
def test_connect_refuses(root: Path, db: ReadOnlyConnection, sql: str) -> None:
    """By either method, and the connection goes on."""
    secret_of_the_program = duckdb.sql(f"SELECT '{SECRET}' AS word")
    assert secret_of_the_program
    for method in (db.execute, db.sql):
        with pytest.raises((duckdb.Error, WarehouseError)) as refused:
            method(filled(sql, root)).fetchall()
        assert SECRET not in str(refused.value)
    assert db.execute("SELECT count(*) > 0 FROM reports").fetchall() == [(True,)]


@pytest.mark.parametrize("sql", ENDLESS)
def test_connect_ends_what_has_no_end(root: Path, sql: str) -> None:
    limits = (duckdb.InterruptException, duckdb.OutOfMemoryException, duckdb.OutOfRangeException)
    with connect("demo", root, SMALL) as db, pytest.raises(limits):
        db.execute(sql).fetchall()


@pytest.mark.parametrize("sql", HARMLESS)
def test_connect_tells_nothing_of_the_machine(root: Path, sql: str) -> None:
    with connect("demo", root, SMALL) as db:
        assert SECRET not in str(db.execute(sql).fetchmany(1000))


def asked(root: Path, sql: str, form: str, seconds: str) -> int:
    limits = ("--memory", "200", "--seconds", seconds, "--rows", "1000")
    return main(["sql", "--data", str(root), "--format", form, *limits, filled(sql, root)])


@pytest.mark.slow
@pytest.mark.parametrize(("number", "sql"), enumerate((*REFUSED, *ENDLESS, *STUCK)))
def test_sql_refuses_or_ends_in_every_format(
    root: Path, number: int, sql: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert asked(root, sql, FORMATS[number % 3], "1") == 1
    captured = capfd.readouterr()
    assert captured.err
    assert captured.out == ""
    assert SECRET not in captured.err
    assert "Traceback" not in captured.err


@pytest.mark.parametrize("sql", HARMLESS)
@pytest.mark.parametrize("form", FORMATS)
def test_sql_tells_nothing_of_the_machine(
    root: Path, sql: str, form: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert asked(root, sql, form, "5") == 0
    captured = capfd.readouterr()
    assert SECRET not in captured.out
    assert ("Only the first 1,000 rows" in captured.err) == ("range(" in sql)


READING = (
    "FROM reports",
    "PIVOT reports ON year USING count(*) GROUP BY agency_name ORDER BY ALL;",
    "FROM (PIVOT cells ON applicant USING sum(value) GROUP BY indicator)",
    "UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b",
    "SUMMARIZE reports",
    "DESCRIBE reports",
    "SHOW TABLES",
    "EXPLAIN FROM cells",
    "EXPLAIN ANALYZE FROM trend('req_new')",
    "EXPLAIN (FORMAT json) /* 中 */ SELECT '年' -- 报",
    "EXPLAIN PIVOT reports ON year USING count(*)",
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) FROM t",
    "VALUES (1), (2)",
    "SELECT 'COPY x TO y; DELETE FROM z' AS \"insert\"",
)


@pytest.mark.parametrize("sql", READING)
def test_reading_is_free(root: Path, sql: str) -> None:
    with connect("demo", root, SMALL) as db:
        assert db.execute(sql).fetchall()
        assert db.sql(sql).fetchall()
        assert db.cursor().query(sql).fetchall()


def test_one_process_a_question_and_none_stays(root: Path) -> None:
    before = {child.pid for child in Process().children()}  # the fork server of tests is one
    with pytest.raises(WarehouseError, match="longer than 1 s"):
        from warehouse.query.process import print_answer

        print_answer(current(root), STUCK[0], Limits(memory_mb=500, seconds=1), 10, "csv")
    assert {child.pid for child in Process().children()} <= before
