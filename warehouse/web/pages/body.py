"""A body: all its years side by side, each figure leading to its cell, beside similar bodies."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from extract import codebook
from warehouse.web.content import Both, Content, NotFoundError, Page, keys_of, numbered
from warehouse.web.panels import refusal_rows, request_chart
from warehouse.web.printed_tables import line_anchor
from warehouse.web.questions import Answer, Questions, Row

ASKS = (
    "body_head",
    "body_reports",
    "body_series",
    "body_absent",
    "body_gaps",
    "page_findings",
    "body_similar",
)
OFFERED = ("reports", "series", "absent", "similar", "findings")
GROUPS = (
    (Both("Requests", "申请"), ("req_new", "req_carried_in", "req_result_total", "req_carried_out")),
    (
        Both("Results", "办理结果"),
        ("req_granted", "req_partial", "req_refused", "req_unable", "req_notproc", "req_other"),
    ),
    (
        Both("Grounds of refusal", "不予公开理由"),
        (
            "req_refused_state_secret",
            "req_refused_other_law",
            "req_refused_three_security",
            "req_refused_third_party",
            "req_refused_internal",
            "req_refused_process",
            "req_refused_case_file",
            "req_refused_admin_query",
        ),
    ),
    (
        Both("Disputes", "复议诉讼"),
        ("disp_review_total", "disp_review_corrected", "disp_lit_total", "disp_lit_corrected"),
    ),
    (
        Both("Documents and decisions", "文件与决定"),
        (
            "rules_made",
            "normdoc_made",
            "normdoc_repealed",
            "normdoc_in_force",
            "license_decisions",
            "penalty_decisions",
            "coercion_decisions",
            "fee_amount_wan",
        ),
    ),
)


def build(questions: Questions, key: str, _: Mapping[str, str]) -> Content:
    """The page of a public body."""
    asked = numbered(questions, ASKS, key, _unknown)
    head = asked["head"].first
    breaks, concepts = questions.ask("breaks"), questions.ask("concepts")
    columns = _columns(asked["reports"], asked["gaps"])
    lines = _as_lines(asked["series"])
    return Content(
        Both(head["agency_name"], head["agency_name"]),
        {
            "head": head,
            "columns": columns,
            "groups": _groups(asked, columns, {row["concept"]: row for row in concepts.rows}),
            "breaks": _break_notes(breaks, columns),
            "refusals": refusal_rows(lines),
            "findings": asked["findings"].rows,
            "similar": asked["similar"].rows,
            "old_versions": [row for row in asked["reports"].rows if not row["is_current"]],
        },
        tuple(asked[name] for name in OFFERED),
        (request_chart(lines, breaks),),
    )


def _unknown(key: str) -> NotFoundError:
    shown = key[:40]
    return NotFoundError(
        Both(
            f"There is no body {shown} in this release. Its place's page lists every body.",
            f"本版数据没有主体 {shown}。所在地页面列有全部主体。",
        )
    )


def _columns(reports: Answer, gaps: Answer) -> list[Row]:
    """A column a current report, and one a year without any, in the order of years."""
    columns = [row for row in reports.rows if row["is_current"] and row["year"] is not None]
    held = {row["year"] for row in columns}
    columns += [
        {"year": row["year"], "report_id": None, "scope": None}
        for row in gaps.rows
        if row["year"] not in held
    ]
    return sorted(columns, key=lambda row: (row["year"], row["scope"] or ""))


def _as_lines(series: Answer) -> Answer:
    """The same rows as those of a place: of several reports of a year, the one of the body itself."""
    chosen: dict[tuple[str, int], Row] = {}
    for row in series.rows:
        known = chosen.get((row["concept"], row["year"]))
        if known is None or row["scope"] in ("own_agency", "own_government"):
            chosen[row["concept"], row["year"]] = {**row, "report_count": 1}
    return Answer(series.name, series.sql, series.names, list(chosen.values()))


def _groups(
    asked: Mapping[str, Answer], columns: list[Row], labels: Mapping[str, Row]
) -> list[dict[str, Any]]:
    """The figures by what they count: a row a concept, a cell a column."""
    values = {(row["concept"], row["report_id"]): row for row in asked["series"].rows}
    absent = {(row["indicator"], row["report_id"]): row["status"] for row in asked["absent"].rows}
    return [
        {
            "label": label,
            "rows": [
                {
                    "concept": concept,
                    "label": Both(labels[concept]["label_en"], labels[concept]["label_zh"]),
                    "unit": labels[concept]["unit"],
                    "cells": [_cell(concept, column, values, absent) for column in columns],
                }
                for concept in concepts
                if concept in labels
            ],
        }
        for label, concepts in GROUPS
    ]


def _cell(
    concept: str, column: Row, values: Mapping[tuple[str, str], Row], absent: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    """A figure with where it leads, or why there is none."""
    report = column["report_id"]
    if report is None:
        return {"value": None, "why": "not_collected"}
    found = values.get((concept, report))
    if found:
        return {
            "value": found["value"],
            "report": report,
            "basis": found["basis"],
            "grade": found["grade"],
            "anchor": line_anchor(concept),
        }
    if (concept, report) in absent:
        return {"value": None, "why": absent[concept, report]}
    indicator = codebook.indicators().get(concept)
    is_in_form = indicator is None or (column.get("form") or "") in indicator.forms
    return {"value": None, "why": "not_printed" if is_in_form else "not_in_form"}


def _break_notes(breaks: Answer, columns: list[Row]) -> list[Row]:
    """The breaks between the body's years, of the figures that its page shows."""
    years = {column["year"] for column in columns}
    shown = {concept for _, concepts in GROUPS for concept in concepts}
    return [
        row
        for row in breaks.rows
        if row["concept"] in shown and years and min(years) < row["year"] <= max(years)
    ]


PAGE = Page("body", "body.html", build, partial(keys_of, name="body_ids"), ASKS)
