"""Where a figure is from: address, bytes, cell, text as printed, and what the checks say of its report."""

from warehouse.mcp import bodies, indicators
from warehouse.mcp.figures import Applicant, Scope, figure_of, report_of
from warehouse.mcp.source import Source

CAPTURE = """
SELECT r.title, r.url, c.fetched_at, r.digest, r.batch || '.warc.gz' AS warc, r.warc_offset, r.reader,
    r.extractor_version, r.source_count
FROM reports r LEFT JOIN captures c ON c.batch = r.batch AND c.warc_offset = r.warc_offset
WHERE r.report_id = $report"""
FINDINGS = """
SELECT f.check_id, f.severity, f.place, f.left_value, f.right_value, f.verdict, u.why
FROM findings f JOIN rules u USING (check_id)
WHERE f.report_id = $report AND f.year = $year ORDER BY f.severity, f.check_id, f.place LIMIT 20"""


def provenance(
    source: Source, who: str, year: int, indicator: str, applicant: Applicant, scope: Scope | None
) -> dict[str, object]:
    """A figure with its cells as printed, the capture it was read from, and what its report fails."""
    body = bodies.resolve_body(source, who)
    asked = indicators.resolve(source, indicator)
    report = report_of(source, body, year, scope)
    figure = figure_of(source, body, report, asked, applicant)
    return {
        "body": body.row,
        "report": report,
        "is_invented": report["is_invented"],
        "figure": figure,
        "capture": source.first(CAPTURE, report=report["report_id"]),
        "failed_checks": source.rows(FINDINGS, report=report["report_id"], year=report["year"]),
    }
