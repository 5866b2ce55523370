"""What a release says about its own quality: the summary and the worst offenders of `check`."""

from dataclasses import dataclass
from pathlib import Path

from warehouse.door import connect_release

SUMMARY = {
    "Reports 年报": """
        SELECT count(*) AS reports, count(*) FILTER (is_current) AS current,
               count(DISTINCT agency_id) AS bodies, min(year) AS first_year, max(year) AS last_year,
               sum(cell_count) AS cells, sum(unreadable_count) AS unreadable
        FROM reports""",
    "Coverage 覆盖（站点 × 年度）": """
        SELECT status, count(*) AS site_years, any_value(reason) AS for_example
        FROM coverage GROUP BY status ORDER BY site_years DESC, status""",
    "Identities 勾稽关系": """
        SELECT rule_id, severity, count(*) FILTER (outcome = 'passed') AS passed,
               count(*) FILTER (outcome = 'failed') AS failed,
               count(DISTINCT report_id) FILTER (outcome = 'failed') AS reports_failing
        FROM checks WHERE is_current GROUP BY ALL
        HAVING passed + failed > 0 ORDER BY failed DESC, rule_id""",
    "Problems 读取问题": """
        SELECT kind, severity, count(*) AS problems, count(DISTINCT document_id) AS documents,
               any_value(advice ORDER BY document_id) AS advice
        FROM problems GROUP BY ALL ORDER BY severity, problems DESC, kind LIMIT 20""",
    "Worst offenders 问题最多的年报": """
        SELECT agency_name, year, failed_count AS failed, unreadable_count AS unreadable,
               problem_count AS problems, url
        FROM reports WHERE is_current AND failed_count + unreadable_count + problem_count > 0
        ORDER BY failed_count DESC, unreadable_count DESC, problem_count DESC, url LIMIT 10""",
}
FAILURES = """
    SELECT count(*) FROM checks WHERE is_current AND outcome = 'failed'
    AND severity IN (SELECT unnest(?::VARCHAR[]))"""
SEVERITIES = ("error", "warn", "info")


@dataclass(frozen=True)
class Answer:
    """One titled result."""

    title: str
    names: list[str]
    rows: list[tuple[object, ...]]


def summarise(release: Path) -> list[Answer]:
    """Every part of the summary of a release, in the order to print."""
    with connect_release(release) as connection:
        answers = []
        for title, sql in SUMMARY.items():
            asked = connection.execute(sql)
            answers.append(Answer(title, [column[0] for column in asked.description or ()], asked.fetchall()))
        return answers


def failures(release: Path, severity: str) -> int:
    """Failed identities of current reports of that severity or worse."""
    worse = list(SEVERITIES[: SEVERITIES.index(severity) + 1])
    with connect_release(release) as connection:
        ((found,),) = connection.execute(FAILURES, [worse]).fetchall()
    return int(found)
