"""What changed between two releases, for people: reports, and the cells of the revised ones."""

from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.query.summary import Result, titled_result
from warehouse.release.delta import between

REPORTS = """
    SELECT change, agency_name, year, scope, old_report_id, new_report_id, url, reason FROM changes
    WHERE what = 'report' ORDER BY change, year, agency_name, url, old_report_id, new_report_id
"""
CELLS = """
    SELECT agency_name, year, indicator, applicant, item, old_value, new_value, old_status, new_status,
           change, reason
    FROM changes WHERE what = 'cell' ORDER BY ALL
"""


def compare(old: Path, new: Path) -> tuple[Result, Result]:
    """Reports that differ between two release folders, and the cells that differ in the revised ones.

    A report counts as revised where its body, year and scope are in both, in other versions. Only what is
    current in each release is compared. What a build has found already is taken from beside the release.

    >>> reports, cells = compare(Path("releases/a"), Path("releases/b"))  # doctest: +SKIP
    >>> reports.names[0], {row[0] for row in reports.rows}  # doctest: +SKIP
    ('change', {'added', 'gone', 'revised'})
    """
    return results(between(old, new))


def results(changes: pa.Table) -> tuple[Result, Result]:
    """The rows of a changes.parquet as two tables for people."""
    with duckdb.connect() as connection:
        connection.register("changes", changes)
        reports = titled_result(connection, "Reports 年报", REPORTS)
        return reports, titled_result(connection, "Cells 单元格", CELLS)
