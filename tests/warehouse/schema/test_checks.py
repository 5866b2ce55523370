"""Each check lets its good table pass and catches its bad one; a check without such a pair fails here."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from extract import codebook
from extract.checks import identities
from extract.model.reading import Check, Figure
from tests.warehouse.schema.check_pairs import PAIRS, Report
from tests.warehouse.warehouse_world import HEAD, World, figures, reading
from warehouse.build.years import findings
from warehouse.errors import ContractError
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.check_queries import all_checks
from warehouse.schema.figure_columns import wide_columns
from warehouse.schema.severities import SEVERITIES, STOP
from warehouse.schema.tables import tables

COLUMNS = {column.name: column for column in wide_columns()}
DEFAULTS: dict[str, Any] = {
    "agency_id": 1,
    "region_code": "990101",
    "province_code": "990000",
    "scope": "own_agency",
    "form": "2021",
    "kind": "department",
    "function": None,
    "url": "https://www.yx.gov.example/1",
    "published_date": None,
    "change": "first",
    "is_current": True,
    "blank_count": 0,
}


def printed(report: Report) -> dict[str, Decimal]:
    return {name: Decimal(str(value)) for name, value in report.items() if name in COLUMNS}


def figures_of(report: Report) -> list[Figure]:
    values = printed(report) | {name: Decimal(value) for name, value in report.get("cells", {}).items()}
    return [
        Figure(
            COLUMNS[name].indicator, value, str(value), "reported", "html:t1/r1/c1", COLUMNS[name].applicant
        )
        for name, value in values.items()
    ]


class Tables:
    """The relations a check reads, as rows."""

    def __init__(self, reports: list[Report]) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SHAPES}
        for report_id, report in enumerate(reports, 1):
            self.add(report_id, report)

    def add(self, report_id: int, report: Report) -> None:
        about = DEFAULTS | {name: value for name, value in report.items() if name in DEFAULTS}
        row = about | {"report_id": report_id, "year": report["year"]}
        forms = dict.fromkeys(("form_t2", "form_t3", "form_t4"), about["form"])
        whole = {
            name: value if COLUMNS[name].is_money else int(value)
            for name, value in printed(report).items()
            if COLUMNS[name].is_money or value == value.to_integral_value()
        }
        is_now = report["year"] == 2023
        self.rows["now" if is_now else "before"].append(row | forms | whole)
        for mention, value in report.get("mentions", {}).items():
            counted = {"concept": mention, "value": value, "is_approximate": False}
            self.rows["mentions"].append({"report_id": report_id} | counted)
        if "text" in report:
            self.rows["sections"].append({"report_id": report_id, "section": 1, "text": report["text"]})
        if "copied_pct" in report:
            about_copy = {"what": "text", "source": "last_year", "section": 1}
            self.rows["copies"].append(
                {"report_id": report_id, "same_pct": report["copied_pct"]} | about_copy
            )
        if "coverage" in report:
            covered = {"site_id": "yx", "year": report["year"], "status": "reported"}
            self.rows["coverage_now" if is_now else "coverage_before"].append(
                covered | {"report_count": report["coverage"]}
            )
        if "benchmark" in report:
            about_all = {
                "region_code": "990000",
                "scope": "region_aggregate",
                "operator": "=",
                "tolerance": 0,
            }
            what = {"year": report["year"], "indicator": "req_new", "applicant": "total"}
            self.rows["benchmarks"].append(about_all | what | {"value": report["benchmark"]})
        if "successor_id" in report:
            succession = {"agency_id": about["agency_id"], "successor_id": report["successor_id"]}
            self.rows["agencies"].append(succession | {"last_year": report["year"]})
        if is_now:
            self.rows["figures_of_year"].append(row | forms | whole)
            if not report.get("is_orphan"):
                self.rows["versions"].append(row)
            self.add_cells(report_id, report)

    def add_cells(self, report_id: int, report: Report) -> None:
        cells = figures_of(report)
        common = {"report_id": report_id, "is_current": True}
        for cell in cells:
            row = {"indicator": cell.indicator, "applicant": cell.applicant, "value": cell.value}
            self.rows["cells"].append(common | row)
        for check in identities.check(cells, "html"):
            tested = {"rule_id": check.rule_id, "scope": check.scope, "outcome": check.outcome}
            sides = {"left_value": check.left, "right_value": check.right}
            self.rows["checks"].append(common | tested | sides)

    def into(self, connection: duckdb.DuckDBPyConnection) -> None:
        for name, rows in self.rows.items():
            shape = SHAPES[name]
            filled = [{field.name: row.get(field.name) for field in shape} for row in rows]
            connection.register(f"rows_{name}", pa.Table.from_pylist(filled, schema=shape))
            casts = (
                ""
                if "published_date" not in shape.names
                else " REPLACE (published_date::DATE AS published_date)"
            )
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT *{casts} FROM rows_{name}")


def _shape(table: str, *more: tuple[str, pa.DataType]) -> pa.Schema:
    fields = [pa.field(field.name, field.type) for field in arrow_schema(tables()[table])]
    known = {field.name for field in fields}
    return pa.schema([*fields, *(pa.field(name, kind) for name, kind in more if name not in known)])


TEXT = pa.string()
NOW = _shape(
    "figures",
    ("year", pa.int16()),
    *((name, TEXT) for name in ("form", "kind", "function", "url", "published_date")),
)
VERSIONS = pa.schema(
    [pa.field(f.name, TEXT if f.name == "published_date" else f.type) for f in _shape("reports")]
)
SHAPES = {
    "now": NOW,
    "before": NOW,
    "figures_of_year": NOW,
    "versions": VERSIONS,
    "cells": _shape("cells"),
    "checks": _shape("checks"),
    "mentions": _shape("mentions"),
    "sections": _shape("sections"),
    "copies": _shape("copies"),
    "agencies": _shape("agencies"),
    "benchmarks": _shape("benchmarks"),
    "coverage_now": _shape("coverage"),
    "coverage_before": _shape("coverage"),
}


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connected:
        yield connected


def bad_rows(
    connection: duckdb.DuckDBPyConnection, check_id: str, reports: list[Report]
) -> list[tuple[Any, ...]]:
    Tables(reports).into(connection)
    connection.execute(findings.BAD)
    connection.execute(findings.FAILED)
    connection.execute(findings.AS_RELEASED)
    findings.run(connection, all_checks()[check_id], 2023)
    return connection.execute("SELECT check_id, severity, report_id, place FROM bad").fetchall()


def test_every_check_has_its_pair_and_every_identity_its_check() -> None:
    assert set(PAIRS) == set(all_checks())
    assert set(codebook.identities()) <= set(all_checks())
    assert {check.severity for check in all_checks().values()} <= {STOP, *SEVERITIES}
    assert all(check.why for check in all_checks().values())


@pytest.mark.parametrize("check_id", sorted(all_checks()))
def test_good_passes_and_bad_is_caught(connection: duckdb.DuckDBPyConnection, check_id: str) -> None:
    good, bad = PAIRS[check_id]
    assert bad_rows(connection, check_id, good) == []
    if all_checks()[check_id].severity == "stop":
        with pytest.raises(ContractError, match=check_id):
            bad_rows(connection, check_id, bad)
        return
    found = bad_rows(connection, check_id, bad)
    assert len(found) == 1
    assert found[0][0] == check_id


def test_a_carry_between_aggregates_only_warns(connection: duckdb.DuckDBPyConnection) -> None:
    wide = {"scope": "region_aggregate"}
    reports = [{"year": 2023, "req_carried_in": 2, **wide}, {"year": 2022, "req_carried_out": 3, **wide}]
    assert [row[1] for row in bad_rows(connection, "X.CARRY", reports)] == ["warn"]


def test_a_carry_of_another_applicant_only_warns_while_the_totals_agree(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    given = {"req_carried_out": 3, "req_carried_out_natural_person": 2, "req_carried_out_legal_other": 1}
    taken = {"req_carried_in": 3, "req_carried_in_natural_person": 3, "req_carried_in_legal_other": 0}
    before = {"year": 2022, **given}

    def found(**changed: int) -> set[tuple[str, str]]:
        rows = bad_rows(connection, "X.CARRY", [{"year": 2023, **taken | changed}, before])
        return {(severity, place) for _, severity, _, place in rows}

    assert found() == {("warn", "req_carried_in_natural_person"), ("warn", "req_carried_in_legal_other")}
    assert {severity for severity, _ in found(req_carried_in=4)} == {"error"}


def test_every_finding_says_whose_fault_it_may_be(world: World) -> None:
    broken = Check("T3.FLOW", "total", "failed", "error", verdict="source_anomaly")
    world.add(reading(checks=(broken,)))
    for agency, method in (("云栖区民政局", "label"), ("云栖区财政局", "ocr")):
        head = replace(HEAD, agency=agency, function=None)
        world.add(reading(replace(head, year=2022), figures(req_carried_out=5), checks=()))
        cells = [replace(cell, method=method) for cell in figures(carried_in=4)]
        world.add(reading(head, cells, checks=()))
    world.build()
    assert world.ask(
        "SELECT agency_name, check_id, verdict FROM findings WHERE severity = 'error' ORDER BY ALL"
    ) == [
        ("云栖区教育局", "T3.FLOW", "source_anomaly"),
        ("云栖区民政局", "X.CARRY", "inconclusive"),
        ("云栖区财政局", "X.CARRY", "reading_doubtful"),
    ]
