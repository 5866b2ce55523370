"""What a release says about its own quality: the summary and the worst offenders of `check`."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.query.connect import ReadOnlyConnection, connect_release
from warehouse.schema.severities import SEVERITIES

SUMMARY = {
    "Reports 年报": """
        SELECT count(*) AS reports, count(*) FILTER (is_current) AS current,
               count(DISTINCT agency_id) AS bodies, min(year) AS first_year, max(year) AS last_year,
               sum(cell_count) AS cells, sum(unreadable_count) AS unreadable
        FROM reports""",
    "Coverage 覆盖（站点 × 年度）": """
        SELECT status, count(*) AS site_years, any_value(reason) AS for_example
        FROM coverage GROUP BY status ORDER BY site_years DESC, status""",
    "Identities that hold 勾稽关系": """
        SELECT severity, count(*) FILTER (outcome = 'passed') AS passed,
               count(*) FILTER (outcome = 'failed') AS failed,
               round(100.0 * passed / nullif(passed + failed, 0), 2) AS passed_pct
        FROM checks WHERE is_current GROUP BY ALL ORDER BY severity""",
    "Findings 检查发现": """
        SELECT check_id, severity, verdict,
               count(*) AS findings, count(DISTINCT report_id) AS reports, any_value(why) AS what_must_hold
        FROM findings GROUP BY check_id, severity, verdict
        ORDER BY array_position(['error', 'warn', 'info'], severity), findings DESC, check_id, verdict""",
    "Controls from outside 外部核对": """
        SELECT publisher, verdict, count(*) AS controls, min(year) AS first_year, max(year) AS last_year
        FROM controls GROUP BY publisher, verdict ORDER BY ALL""",
    "Problems 读取问题": """
        SELECT kind, severity, count(*) AS problems, count(DISTINCT document_id) AS documents,
               any_value(advice ORDER BY document_id) AS advice
        FROM problems GROUP BY ALL ORDER BY severity, problems DESC, kind LIMIT 20""",
    "Worst offenders 问题最多的年报": """
        SELECT r.agency_name, r.year, count(f.check_id) FILTER (f.severity = 'error') AS errors,
               count(f.check_id) FILTER (f.severity = 'warn') AS warnings, r.unreadable_count AS unreadable,
               r.problem_count AS problems, r.url
        FROM reports r LEFT JOIN findings f USING (report_id) WHERE r.is_current
        GROUP BY r.report_id, r.agency_name, r.year, r.unreadable_count, r.problem_count, r.url
        HAVING errors + warnings + unreadable + problems > 0
        ORDER BY errors DESC, warnings DESC, unreadable DESC, problems DESC, r.url LIMIT 10""",
}
FAILURES = "SELECT count(*) FROM findings WHERE severity IN (SELECT unnest(?::VARCHAR[]))"


@dataclass(frozen=True)
class Result:
    """What a query answers, under a title for people."""

    title: str
    names: list[str]
    rows: list[tuple[object, ...]]


def summarise(release: Path) -> list[Result]:
    """Every part of the summary of a release, in the order to print."""
    with connect_release(release) as connection:
        return [titled_result(connection, title, sql) for title, sql in SUMMARY.items()]


def titled_result(connection: duckdb.DuckDBPyConnection | ReadOnlyConnection, title: str, sql: str) -> Result:
    """What a query answers, under a title."""
    result = connection.execute(sql)
    return Result(title, [column[0] for column in result.description or ()], result.fetchall())


def failures(release: Path, severity: str) -> int:
    """How many findings are of that severity (one of SEVERITIES) or worse."""
    worse = list(SEVERITIES[: SEVERITIES.index(severity) + 1])
    with connect_release(release) as connection:
        ((found,),) = connection.execute(FAILURES, [worse]).fetchall()
    return int(found)
