"""Totals that others published: the seed is held to the codebook; each verdict of `controls` is reached."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from tests.warehouse.warehouse_world import HEAD, World, figures, reading
from warehouse.build.staging import inputs
from warehouse.errors import WarehouseError
from warehouse.query.summary import summarise
from warehouse.schema.arrow_schemas import arrow_schema, declared_table
from warehouse.schema.benchmarks import SEED, benchmarks
from warehouse.schema.check_queries import all_checks
from warehouse.schema.models import model
from warehouse.schema.tables import tables

VERDICT = "SELECT verdict, basis, collected_value, control_value FROM controls WHERE publisher = 'press'"
FOUND = all_checks()["X.EXTERNAL"].sql.replace("{year}", "2023")
Row = dict[str, Any]


def benchmark(value: float | None = 30, operator: str = "=", **changes: object) -> Row:
    row: Row = {
        "publisher": "press",
        "year": 2023,
        "region_code": "990000",
        "indicator": "req_new",
        "applicant": "total",
        "scope": "region_aggregate",
        "operator": operator,
        "value": None if value is None else Decimal(value),
        "tolerance": Decimal(0),
        "than_region_code": None,
        "source": "a newspaper",
        "note": "all levels",
        "line": 2,
    }
    return row | changes


def printed(value: float, **about: object) -> Row:
    """A department's current report of 2023, and the one figure it prints."""
    common = {"scope": "own_agency", "kind": "department", "region_code": "990101", "year": 2023}
    figure = {"indicator": "req_new", "applicant": "total", "value": Decimal(value), "is_current": True}
    return common | figure | {"url": "https://www.yx.gov.example/1"} | about


def whole(value: float, region_code: str = "990000", **about: object) -> Row:
    """A government's report of all levels."""
    scope = {"scope": "region_aggregate", "kind": "government", "region_code": region_code}
    return printed(value, **scope | about)


class Asked:
    """The relations that `controls` reads, filled anew for each question."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def of(self, control: Row | None, *reports: Row) -> "Asked":
        rows = [report | {"report_id": number} for number, report in enumerate(reports, 1)]
        for name in ("reports", "cells"):
            shape = pa.schema([field.with_nullable(True) for field in arrow_schema(tables()[name])])
            filled = [{field.name: row.get(field.name) for field in shape} for row in rows]
            self.connection.register(name, pa.Table.from_pylist(filled, schema=shape))
        self.connection.register("benchmarks", declared_table("benchmarks", [control] if control else []))
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW controls AS {model('view_controls')}")
        return self

    def rows(self, sql: str = VERDICT) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def severities(self) -> list[str]:
        return [row[0] for row in self.rows(f"SELECT severity FROM ({FOUND})")]


@pytest.fixture(scope="module")
def asked() -> Iterator[Asked]:
    with duckdb.connect(config={"threads": 1}) as connection:
        yield Asked(connection)


@pytest.mark.parametrize(
    ("counts", "told", "severity"),
    [([10, 20], "equal", []), ([10], "below", ["info"]), ([40], "above", ["warn"])],
)
def test_bodies_are_added_up(asked: Asked, counts: list[int], told: str, severity: list[str]) -> None:
    asked.of(benchmark(30), *map(printed, counts))
    assert asked.rows() == [(told, "bodies", sum(counts), 30)]
    assert asked.severities() == severity


@pytest.mark.parametrize(
    ("value", "told", "severity"), [(30, "equal", []), (29, "below", ["warn"]), (31, "above", ["warn"])]
)
def test_a_report_of_all_levels_goes_before_the_bodies(
    asked: Asked, value: int, told: str, severity: list[str]
) -> None:
    asked.of(benchmark(30), printed(value), whole(value))  # its own control of its bodies holds
    assert asked.rows() == [(told, "own_report", value, 30)]
    assert asked.severities() == severity


def test_bodies_that_speak_for_others_are_not_added_up(asked: Asked) -> None:
    town = {"scope": "own_government", "kind": "town_government"}
    county = {"scope": "departments_aggregate", "kind": "government"}
    asked.of(benchmark(30), printed(10), printed(20, **town), printed(99, **county))
    assert asked.rows() == [("equal", "bodies", 30, 30)]


def test_superseded_versions_and_other_years_and_figures_are_not_added_up(asked: Asked) -> None:
    others: Iterable[Row] = (
        {"is_current": False},
        {"year": 2022},
        {"applicant": "legal_other"},
        {"item": "检查"},
    )
    asked.of(benchmark(30), printed(30), *(printed(5, **other) for other in others))
    assert asked.rows() == [("equal", "bodies", 30, 30)]


def test_a_report_that_speaks_for_others_is_no_match(asked: Asked) -> None:
    asked.of(benchmark(30), whole(30, scope="departments_aggregate"))
    assert asked.rows() == [("scope_differs", "other_scope", 30, 30)]
    assert asked.severities() == ["info"]
    asked.of(benchmark(30, scope="departments_aggregate"), whole(30, scope="departments_aggregate"))
    assert asked.rows() == [("equal", "own_report", 30, 30)]


def test_what_is_not_there_is_not_collected_and_no_finding(asked: Asked) -> None:
    asked.of(benchmark(30, region_code="990200"), printed(10))
    assert asked.rows() == [("not_collected", None, None, 30)]
    assert asked.severities() == []


@pytest.mark.parametrize(
    ("operator", "value", "tolerance", "told"),
    [
        ("about", 33, 3, "equal"),
        ("about", 27, 3, "equal"),
        ("about", 33.5, 3, "below"),
        ("about", 26.5, 3, "above"),
        (">=", 30, 0, "equal"),
        (">=", 31, 0, "below"),
        ("<=", 30, 0, "equal"),
        ("<=", 29, 0, "above"),
    ],
)
def test_bounds_and_rounding(asked: Asked, operator: str, value: float, tolerance: int, told: str) -> None:
    asked.of(benchmark(value, operator, tolerance=Decimal(tolerance)), whole(30))
    assert asked.rows()[0][0] == told


def test_of_an_order_both_divisions_must_be_there_as_wholes(asked: Asked) -> None:
    order = benchmark(None, "<=", than_region_code="110000")
    asked.of(order, printed(10), whole(30), printed(5, region_code="110101"))
    assert asked.rows() == [("not_collected", "own_report", 30, None)]
    asked.of(order, whole(30), whole(29, "110000"))
    assert asked.rows() == [("above", "own_report", 30, 29)]
    asked.of(order, whole(30), whole(31, "110000"))
    assert asked.rows() == [("equal", "own_report", 30, 31)]


@pytest.mark.parametrize(
    ("code", "inside", "outside"),
    [("321000", "321003", "321102"), ("500000", "500101", "510104"), ("110101", "110101", "110102")],
)
def test_a_division_has_its_own_codes_alone(asked: Asked, code: str, inside: str, outside: str) -> None:
    asked.of(
        benchmark(10, region_code=code), printed(10, region_code=inside), printed(20, region_code=outside)
    )
    assert asked.rows() == [("equal", "bodies", 10, 10)]


def test_a_line_without_applicants(asked: Asked) -> None:
    what = {"indicator": "fee_amount_wan", "applicant": None}
    asked.of(benchmark(1.5, **what), whole(1.5, **what))
    assert asked.rows() == [("equal", "own_report", Decimal("1.5"), Decimal("1.5"))]


@pytest.mark.parametrize(
    ("counts", "told", "severity"),
    [
        ([10, 20], "equal", []),
        ([10], "below", ["info"]),
        ([31], "above", ["warn"]),
        ([], "not_collected", []),
    ],
)
def test_a_provinces_report_of_all_levels_controls_the_sum_of_its_bodies(
    asked: Asked, counts: list[int], told: str, severity: list[str]
) -> None:
    asked.of(None, *map(printed, counts), whole(30), whole(99, "990100"))  # a prefecture's controls nothing
    own = "SELECT region_code, publisher, verdict, control_value, report_id FROM controls"
    assert asked.rows(own) == [("990000", "own report", told, 30, len(counts) + 1)]
    assert asked.severities() == severity


def test_a_release_shows_the_controls_and_the_findings_of_them(world: World) -> None:
    world.benchmarks += [
        benchmark(11),
        benchmark(9, "<=", line=3),
        benchmark(5, region_code="110000", line=4),
    ]
    world.add(reading())
    own = replace(HEAD, agency="示例省人民政府", region_code="990000", kind="government", function=None)
    world.add(reading(replace(own, scope="region_aggregate"), figures(new=11)))
    release = world.build().release
    found = "SELECT left_value, right_value, verdict, severity FROM findings WHERE check_id = 'X.EXTERNAL'"
    assert world.ask(f"{found} ORDER BY ALL") == [(10, 11, "below", "info"), (11, 9, "above", "warn")]
    (shown,) = [part for part in summarise(release) if part.title.startswith("Controls")]
    assert [row[:3] for row in shown.rows] == [
        ("own report", "below", 1),
        ("press", "above", 1),
        ("press", "equal", 1),
        ("press", "not_collected", 1),
    ]
    assert world.ask("SELECT count(*) FROM benchmarks") == [(3,)]


def test_of_a_real_world_all_are_compared_and_of_an_invented_one_none() -> None:
    assert inputs.controls_of(is_invented=True).num_rows == 0
    assert inputs.controls_of(is_invented=False) == benchmarks()


def test_the_seed_says_of_each_line_where_it_is_from() -> None:
    rows = benchmarks().to_pylist()
    exact = {(row["region_code"], row["year"]): row["value"] for row in rows if row["operator"] == "="}
    assert exact == {("110000", 2020): 36988, ("320000", 2020): 30513, ("320800", 2024): 3119}
    about = {row["indicator"]: (row["value"], row["tolerance"]) for row in rows if row["operator"] == "about"}
    assert about["fee_amount_wan"] == (2_585_000, 500)
    assert about["license_decisions"] == (27_642_000, 500)
    assert about["penalty_decisions"] == (31_240_000, 5000)
    assert about["coercion_decisions"] == (1_882_000, 500)
    followed = {row["than_region_code"]: row["region_code"] for row in rows if row["than_region_code"]}
    order = ["44"]
    while (last := f"{order[-1]}0000") in followed:
        order.append(followed[last][:2])
    assert order == ["44", "11", "32", "37", "31", "33", "41", "12", "51", "43"]
    facts = {tuple(value for name, value in row.items() if name not in ("line", "note")) for row in rows}
    assert len(facts) == len(rows)


GOOD = "press,2020,110000,req_new,total,region_aggregate,=,36988,,,a newspaper,all levels"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("press", " ", "publisher is blank"),
        ("a newspaper", "", "source is blank"),
        (",2020,", ",99,", "no report year"),
        (",2020,", ",2010,", "form of that year does not print"),
        ("110000", "119900", "region_code is in no table"),
        ("req_new", "req_knew", "no figure of the forms"),
        (",total,", ",,", "no figure of the forms"),
        ("region_aggregate", "own_agency", "scope is not one"),
        (",=,", ",<,", "operator is not"),
        ("36988", "", "needs a value"),
        ("36988", "many", "needs a value"),
        ("36988,,,", "36988,,440000,", "needs a value"),
        ("36988,,,", ",,440000,", "operator >= or <="),
        ("36988,,", "36988,5,", "needs a tolerance, and no other has one"),
        (",=,36988", ",about,36988", "needs a tolerance, and no other has one"),
        ("36988,,", "36988,-5,", "tolerance is no number"),
        ("36988,,", "36988,few,", "tolerance is no number"),
        (",all levels", "", "not as many fields"),
    ],
)
def test_a_line_that_cannot_be_right_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    head = SEED.read_text(encoding="utf-8").partition("\n")[0]
    path = tmp_path / "benchmarks.csv"
    path.write_text(f"{head}\n{GOOD}\n", encoding="utf-8")
    assert benchmarks(path)["value"].to_pylist() == [36988]
    assert old in GOOD
    path.write_text(f"{head}\n{GOOD}\n{GOOD.replace(old, new, 1)}\n", encoding="utf-8")
    with pytest.raises(WarehouseError, match=f"line 3: .*{told}"):
        benchmarks(path)
