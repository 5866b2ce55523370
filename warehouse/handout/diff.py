"""What changed between two releases: reports added, gone and revised; cells with old and new value."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.query.summary import Result, titled_result
from warehouse.schema.duckdb_connection import literal

# A report is the same one over releases by body, year and scope; without a named body, by its address.
CURRENT_REPORTS = """
    SELECT coalesce(agency_id::VARCHAR, url) AS body, year, scope, report_id, agency_name, region_code, url
    FROM read_parquet({reports}) WHERE is_current
"""
CELLS = "read_parquet({cells}, hive_partitioning=true, hive_types={{'year': SMALLINT, 'province': VARCHAR}})"
REPORTS = """
    SELECT CASE WHEN a.report_id IS NULL THEN 'added' WHEN b.report_id IS NULL THEN 'gone' ELSE 'revised' END
               AS change,
           coalesce(b.agency_name, a.agency_name) AS agency_name, year, scope,
           a.report_id AS old_report_id, b.report_id AS new_report_id, coalesce(b.url, a.url) AS url
    FROM old_reports a FULL JOIN new_reports b USING (body, year, scope)
    WHERE a.report_id IS DISTINCT FROM b.report_id
    ORDER BY change, year, agency_name, url
"""
CHANGED = """
    WITH revised AS (
        SELECT a.report_id AS old_id, b.report_id AS new_id, b.agency_name, year
        FROM old_reports a JOIN new_reports b USING (body, year, scope) WHERE a.report_id <> b.report_id
    ),
    was AS (SELECT r.*, c.indicator, c.applicant, c.item, c.value, c.status
            FROM old_cells c JOIN revised r ON r.old_id = c.report_id AND r.year IS NOT DISTINCT FROM c.year),
    now AS (SELECT r.*, c.indicator, c.applicant, c.item, c.value, c.status
            FROM new_cells c JOIN revised r ON r.new_id = c.report_id AND r.year IS NOT DISTINCT FROM c.year)
    SELECT coalesce(n.agency_name, w.agency_name) AS agency_name, coalesce(n.year, w.year) AS year,
           coalesce(n.indicator, w.indicator) AS indicator, coalesce(n.applicant, w.applicant) AS applicant,
           coalesce(n.item, w.item) AS item, w.value AS old_value, n.value AS new_value,
           w.status AS old_status, n.status AS new_status
    FROM was w FULL JOIN now n
        ON w.new_id = n.new_id AND w.indicator = n.indicator
        AND w.applicant IS NOT DISTINCT FROM n.applicant AND w.item IS NOT DISTINCT FROM n.item
    WHERE w.value IS DISTINCT FROM n.value OR w.status IS DISTINCT FROM n.status
    ORDER BY ALL
"""


def compare(old: Path, new: Path) -> tuple[Result, Result]:
    """Reports that differ between two release folders, and the cells that differ in the revised ones.

    A report counts as revised where its body, year and scope are in both, in other versions. Only what is
    current in each release is compared.

    >>> reports, cells = compare(Path("releases/a"), Path("releases/b"))  # doctest: +SKIP
    >>> reports.names[0], {row[0] for row in reports.rows}  # doctest: +SKIP
    ('change', {'added', 'gone', 'revised'})
    """
    with _both(old, new) as connection:
        reports = titled_result(connection, "Reports 年报", REPORTS)
        return reports, titled_result(connection, "Cells 单元格", CHANGED)


@contextmanager
def _both(old: Path, new: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name, release in {"old": old, "new": new}.items():
            reports = literal(str(release / "reports.parquet"))
            cells = literal(str(release / "cells/*/*/data.parquet"))
            connection.execute(f"CREATE VIEW {name}_reports AS {CURRENT_REPORTS.format(reports=reports)}")
            connection.execute(f"CREATE VIEW {name}_cells AS FROM {CELLS.format(cells=cells)}")
        yield connection
