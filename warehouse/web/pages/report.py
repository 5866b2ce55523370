"""A report: its tables as printed, each cell with status and checks, its text, versions and source."""

from collections.abc import Mapping
from functools import partial

from warehouse.web.content import Both, Content, NotFoundError, Page, keys_of, numbered
from warehouse.web.marked_text import sections
from warehouse.web.printed_tables import TITLES, tables, with_lines
from warehouse.web.questions import Questions

ASKS = (
    "report_head",
    "report_cells",
    "report_checks",
    "page_findings",
    "report_sections",
    "report_mentions",
    "report_problems",
    "report_versions",
    "report_sources",
)

OFFERED = ("head", "cells", "checks", "sections", "mentions", "sources")


def build(questions: Questions, key: str, _: Mapping[str, str]) -> Content:
    """The page of one version of a report."""
    asked = numbered(questions, ASKS, key, unknown_report)
    head = asked["head"].first
    checks, findings = asked["checks"].rows, asked["findings"].rows
    known = {(row["rule_id"], row["scope"]) for row in checks if row["outcome"] == "failed"}
    name, year = head["agency_name"] or "?", head["year"] or "?"
    return Content(
        Both(f"{name} {year}", f"{name}{year}年"),
        {
            "head": head,
            "table_titles": TITLES,
            "tables": tables(head, with_lines(asked["cells"].rows, questions.ask("ways").rows), checks),
            "passed": sum(row["outcome"] == "passed" for row in checks),
            "failed": [row for row in checks if row["outcome"] == "failed"],
            "findings": [row for row in findings if (row["check_id"], row["place"]) not in known],
            "sections": sections(asked["sections"].rows, asked["mentions"].rows),
            "mentions": asked["mentions"].rows,
            "problems": asked["problems"].rows,
            "versions": asked["versions"].rows,
            "sources": asked["sources"].rows,
        },
        tuple(asked[name] for name in OFFERED),
    )


def unknown_report(key: str) -> NotFoundError:
    """What is told of a key that no report of the release has."""
    shown = key[:40]
    return NotFoundError(
        Both(
            f"There is no report {shown} in this release. A body's page lists its reports.",
            f"本版数据没有年报 {shown}。主体页面列有其全部年报。",
        )
    )


PAGE = Page("report", "report.html", build, partial(keys_of, name="report_ids"), ASKS)
