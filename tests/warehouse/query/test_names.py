"""Tables carry names of bodies and divisions, and labels, as the tables of these; stored nowhere."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import duckdb
import pyarrow.parquet as pq
import pytest

from extract.model.reading import Check, Figure
from tests.warehouse.warehouse_world import HEAD, World, figures, many, reading
from warehouse.query.connect import ReadOnlyConnection, connect_release
from warehouse.release.database_file import write_portable
from warehouse.schema.tables import tables
from warehouse.schema.view_parts import macros

BODY = ("agency_name", "kind", "function", "level", "region_name", "province_name")
NAMED = [name for name, table in tables().items() if any(column.lookup for column in table.columns)]
OF_BODIES = [
    name
    for name, table in tables().items()
    if {"agency_id", "region_name"} <= {column.name for column in table.columns} and name != "agencies"
]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = many(World(tmp_path_factory.mktemp("names") / "demo"), years=(2022, 2023))
    broken = Check("T3.ROWSUM", "req_new", "failed", "error", verdict="source_anomaly")
    person = Figure("req_new", Decimal(9), "9", "reported", "html:t2/r3/c2", "natural_person", unit="件")
    head = replace(HEAD, agency="云栖区白石镇人民政府", kind="town_government", function=None)
    world.add(reading(head, (*figures(), person), checks=(broken,)))
    return world.build().release


Ways: TypeAlias = dict[str, duckdb.DuckDBPyConnection | ReadOnlyConnection]


@pytest.fixture(scope="module")
def ways(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    """The release and its portable file, opened."""
    folder = tmp_path_factory.mktemp("portable")
    portable = write_portable(release, folder / "portable.duckdb", folder)
    with connect_release(release) as views, duckdb.connect(portable, read_only=True) as tables_and_views:
        yield {"release": views, "portable": tables_and_views}


def test_the_tables_that_people_ask_carry_names() -> None:
    assert {"reports", "figures", "series", "own_series", "rates", "applicants", "findings"} <= {*OF_BODIES}


@pytest.mark.parametrize("way", ["release", "portable"])
@pytest.mark.parametrize("name", OF_BODIES)
def test_names_are_those_of_the_body(ways: Ways, way: str, name: str) -> None:
    columns = {column.name for column in tables()[name].columns}
    carried = [column for column in BODY if column in columns and (name, column) not in AS_PRINTED]
    bodies = "(SELECT a.*, r.province_name FROM agencies a LEFT JOIN regions r USING (region_code))"
    differs = " OR ".join(f"t.{column} IS DISTINCT FROM b.{column}" for column in carried)
    counted = f"count(*), count(*) FILTER ({differs}), count(t.region_name)"
    sql = f"SELECT {counted} FROM {name} t JOIN {bodies} b USING (agency_id)"
    ((rows, wrong, named),) = ways[way].execute(sql).fetchall()
    assert wrong == 0 and named == rows
    assert rows or name == "gaps", "nobody is silent here"


# What the document says of itself, not what its body is called in its latest.
AS_PRINTED = {("reports", "agency_name"), ("reports", "kind"), ("reports", "function")} | {
    ("punctuality", column) for column in ("agency_name", "kind")
}


@pytest.mark.parametrize("way", ["release", "portable"])
def test_labels_are_those_of_the_codebook(ways: Ways, way: str) -> None:
    for name in ("series", "own_series"):
        sql = (
            f"SELECT DISTINCT t.concept, t.label_zh = c.label_zh AND t.label_en = c.label_en "
            f"FROM {name} t JOIN concepts c USING (concept)"
        )
        found = ways[way].execute(sql).fetchall()
        assert len(found) > 3 and all(is_same for _, is_same in found)
    sql = "SELECT DISTINCT applicant, label_zh, label_en FROM applicants WHERE applicant = 'natural_person'"
    assert ways[way].execute(sql).fetchall() == [("natural_person", "自然人", "natural persons")]
    sql = (
        "SELECT label_zh, f.statement_zh = r.statement_zh, f.why = r.why "
        "FROM findings f JOIN rules r USING (check_id) WHERE check_id = 'T3.ROWSUM'"
    )
    assert ways[way].execute(sql).fetchall() == [("本年新收", True, True)]


QUESTIONS = (
    "SELECT region_name, year, sum(value) FROM series WHERE concept = 'req_new' GROUP BY ALL",
    "SELECT agency_name, label_zh, value FROM own_series WHERE region_name = '云栖区'",
    "SELECT agency_name, region_name, year, req_new FROM figures WHERE is_current",
    "SELECT region_name, avg(disclosure_pct) FROM rates WHERE is_own GROUP BY region_name",
    "SELECT region_name, agency_name, check_id, why, label_zh FROM findings",
    "SELECT agency_name, label_zh, value FROM reports JOIN cells USING (report_id) "
    "JOIN indicators USING (indicator)",
    "SELECT agency_name, region_name, title, message FROM problems JOIN reports USING (report_id)",
    "SELECT agency_name, region_name, concept, sentence FROM mentions JOIN reports USING (report_id)",
)


@pytest.mark.parametrize("way", ["release", "portable"])
def test_the_commonest_questions_need_no_prefix(ways: Ways, way: str) -> None:
    for question in QUESTIONS:
        assert ways[way].execute(question).fetchall(), question


@pytest.mark.parametrize("name", NAMED)
def test_names_are_stored_nowhere_and_cost_a_sum_nothing(release: Path, ways: Ways, name: str) -> None:
    """A national `series` has twenty million rows: neither bytes nor a join, where no name is asked for."""
    added = {column.name for column in tables()[name].columns if column.lookup}
    for path in (*release.glob(f"{name}.parquet"), *release.glob(f"{name}/*/data.parquet")):
        assert not added & set(pq.read_schema(path).names)
    if tables()[name].layout != "view":
        ((_, plan),) = (
            ways["release"].execute(f"EXPLAIN SELECT year, count(*) FROM {name} GROUP BY year").fetchall()
        )
        assert "Join" not in plan


def test_every_macro_is_told_or_helps_others() -> None:
    made = {line.split("(")[0].split()[-1] for line in macros.script().splitlines() if "MACRO" in line}
    assert made - macros.macros().keys() == {"known_concept", "known_agency", "known_cell"}


@pytest.mark.parametrize("way", ["release", "portable"])
@pytest.mark.parametrize("name", macros.macros())
def test_the_example_of_a_macro_answers(ways: Ways, way: str, name: str) -> None:
    macro = macros.macros()[name]
    assert f"{name}(" in macro.example
    assert ways[way].execute(macro.example).fetchall()


def test_macros_stand_in_the_dictionary_and_their_helpers_do_not(ways: Ways) -> None:
    listed = ways["portable"].execute("SELECT macro, description_zh || '：' || description_en FROM macros")
    told = {name: each.comment for name, each in macros.macros().items()}
    assert dict(listed.fetchall()) == told
    sql = "SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal AND comment IS NOT NULL"
    assert dict(ways["portable"].execute(sql).fetchall()) == told
    page = (Path(__file__).parents[3] / "docs" / "dictionary.md").read_text(encoding="utf-8")
    assert all(each.example in page for each in macros.macros().values())
    assert "known_" not in page
