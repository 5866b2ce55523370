"""The relations that checks read, as rows: of reports as `check_pairs` describes them."""

from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from extract.checks import identities
from extract.model.reading import Figure
from tests.warehouse.schema.check_pairs import Report
from warehouse.build.years import check_relations, findings
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.figure_columns import wide_columns
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

    def __init__(self, reports: dict[int, Report]) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SHAPES}
        for report_id, report in reports.items():
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
        if "copied_figures" in report:
            counted = {"same_count": report["copied_figures"], "what": "tables", "source": "last_year"}
            self.rows["copies"].append({"report_id": report_id} | counted)
        if "coverage" in report:
            covered = {"site_id": "yx", "year": report["year"], "status": "reported"}
            self.rows["coverage_now" if is_now else "coverage_before"].append(
                covered | {"report_count": report["coverage"]}
            )
        if "benchmark" in report:
            about_all = {
                "region_code": about["province_code"],
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
        for relation in (findings.BAD, check_relations.FAILED, check_relations.AS_RELEASED):
            connection.execute(relation)


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
