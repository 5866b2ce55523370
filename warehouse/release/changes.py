"""What changed between two releases: reports and cells added, gone and revised, each with the reason.

A report is the same one over releases by body, year and scope; one whose body or year is not known, by its
address. Only what is current in each release is compared. The reasons:

    source      the document changed, came or went
    completion  the document was not whole: a further page of it that had not come came, or could be read now
    reader      the same documents, read or placed otherwise by other code or tables
    correction  a line of corrections.csv came, changed or went: the values are those that `series` takes
"""

from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.release.manifest import Manifest, read_manifest
from warehouse.schema.duckdb_connection import literals
from warehouse.schema.tables import table_of

SCHEMA = pa.schema(
    [
        ("what", pa.string()),  # report | cell
        ("change", pa.string()),  # added | gone | revised
        ("reason", pa.string()),  # source | completion | reader | correction
        ("agency_id", pa.int64()),
        ("agency_name", pa.string()),
        ("region_code", pa.string()),
        ("year", pa.int16()),
        ("scope", pa.string()),
        ("old_report_id", pa.int64()),
        ("new_report_id", pa.int64()),
        ("url", pa.string()),
        ("indicator", pa.string()),
        ("applicant", pa.string()),
        ("item", pa.string()),
        ("old_value", pa.decimal128(24, 6)),
        ("new_value", pa.decimal128(24, 6)),
        ("old_status", pa.string()),
        ("new_status", pa.string()),
    ]
)
READ = (
    "reports",
    "documents",
    "corrections",
    "cells/",
    "problems/",
)  # what a comparison reads
# By what a report is the same one over releases, of a few columns: those of a nation are read in each build.
KEYS = """
    SELECT report_id, year, scope, agency_id, NULL AS address FROM {reports}
    WHERE is_current AND agency_id IS NOT NULL AND year IS NOT NULL
    UNION ALL
    SELECT report_id, year, scope, NULL, concat_ws(' ', site_id, url) FROM {reports}
    WHERE is_current AND (agency_id IS NULL OR year IS NULL)
"""
# The reports that are not the same in both releases, and those that were corrected in one.
LOOKED_AT = """
    CREATE TEMP TABLE looked_at AS
    SELECT report_id FROM (FROM old_changed_keys EXCEPT FROM new_changed_keys)
    UNION SELECT report_id FROM (FROM new_changed_keys EXCEPT FROM old_changed_keys)
    UNION SELECT report_id FROM old_corrections
    UNION SELECT report_id FROM new_corrections
"""
REPORTS = """
    SELECT k.* EXCLUDE (agency_id), r.agency_id, r.agency_name, r.region_code, r.url, r.digest,
           d.extractor_version AS version, k.agency_id AS known_id
    FROM {name}_keys k
    JOIN {reports} r USING (report_id)
    LEFT JOIN {name}_documents d ON d.report_id = k.report_id AND d.is_record
    WHERE k.report_id IN (FROM looked_at)
"""
NO_CELLS = """
    SELECT NULL::BIGINT AS report_id, NULL::VARCHAR AS indicator, NULL::VARCHAR AS applicant,
           NULL::VARCHAR AS item, NULL::DECIMAL(24, 6) AS value, NULL::VARCHAR AS status
    WHERE false
"""
INCOMPLETE = """
    SELECT DISTINCT report_id FROM read_parquet({paths}, hive_partitioning=false)
    WHERE kind = 'report_incomplete' AND report_id IS NOT NULL
"""
NONE_INCOMPLETE = "SELECT NULL::BIGINT AS report_id WHERE false"
# The documents of a report are new where no capture of them stood in the release before; those of one that is
# gone are kept where a capture of them still stands. What the same code reads otherwise below the same digest
# stands on a further page that changed: the digest is that of the first. `otherwise` is the reason of what a
# completion does not explain: a figure that stood there before has another value.
CHANGED_REPORTS = """
    CREATE TEMP TABLE changed_reports AS
    WITH came AS (
        SELECT DISTINCT d.report_id FROM new_documents d
        ANTI JOIN old_documents o ON o.batch = d.batch AND o.warc_offset = d.warc_offset
        WHERE d.report_id IN (FROM looked_at)
    ),
    kept AS (
        SELECT DISTINCT d.report_id FROM old_documents d
        SEMI JOIN new_documents n ON n.batch = d.batch AND n.warc_offset = d.warc_offset
        WHERE d.report_id IN (FROM looked_at)
    ),
    judged AS (
        SELECT
            a.report_id AS old_report_id,
            b.report_id AS new_report_id,
            CASE
                WHEN b.report_id IS NULL
                    THEN if(a.report_id IN (SELECT report_id FROM kept), 'reader', 'source')
                WHEN b.report_id IN (SELECT report_id FROM came)
                    AND (a.digest IS DISTINCT FROM b.digest OR a.version IS NOT DISTINCT FROM b.version)
                    THEN 'source'
                ELSE 'reader'
            END AS otherwise,
            a.report_id IN (SELECT report_id FROM old_incomplete)
                AND b.report_id NOT IN (SELECT report_id FROM new_incomplete) AS is_completed
        FROM old_reports a
        FULL JOIN new_reports b
            ON a.known_id IS NOT DISTINCT FROM b.known_id AND a.address IS NOT DISTINCT FROM b.address
            AND a.year IS NOT DISTINCT FROM b.year AND a.scope = b.scope
        WHERE a.report_id IS DISTINCT FROM b.report_id
    )
    SELECT
        CASE WHEN a.report_id IS NULL THEN 'added' WHEN b.report_id IS NULL THEN 'gone' ELSE 'revised' END
            AS change,
        if(j.is_completed, 'completion', j.otherwise) AS reason,
        j.otherwise,
        coalesce(b.agency_id, a.agency_id) AS agency_id,
        coalesce(b.agency_name, a.agency_name) AS agency_name,
        coalesce(b.region_code, a.region_code) AS region_code,
        coalesce(b.year, a.year) AS year,
        coalesce(b.scope, a.scope) AS scope,
        a.report_id AS old_report_id,
        b.report_id AS new_report_id,
        coalesce(b.url, a.url) AS url
    FROM judged j
    LEFT JOIN old_reports a ON a.report_id = j.old_report_id
    LEFT JOIN new_reports b ON b.report_id = j.new_report_id
"""
CELLS = """
    WITH was AS (
        SELECT r.new_report_id, c.indicator, c.applicant, c.item, c.value, c.status
        FROM old_cells c JOIN changed_reports r ON r.old_report_id = c.report_id AND r.change = 'revised'
    ),
    now AS (
        SELECT r.new_report_id, c.indicator, c.applicant, c.item, c.value, c.status
        FROM new_cells c JOIN changed_reports r ON r.new_report_id = c.report_id AND r.change = 'revised'
    ),
    cells AS (
        SELECT
            CASE WHEN w.indicator IS NULL THEN 'added' WHEN n.indicator IS NULL THEN 'gone' ELSE 'revised' END
                AS change,
            coalesce(n.new_report_id, w.new_report_id) AS new_report_id,
            coalesce(n.indicator, w.indicator) AS indicator,
            coalesce(n.applicant, w.applicant) AS applicant,
            coalesce(n.item, w.item) AS item,
            w.value AS old_value, n.value AS new_value, w.status AS old_status, n.status AS new_status
        FROM was w
        FULL JOIN now n
            ON w.new_report_id = n.new_report_id AND w.indicator = n.indicator
            AND w.applicant IS NOT DISTINCT FROM n.applicant AND w.item IS NOT DISTINCT FROM n.item
        WHERE w.value IS DISTINCT FROM n.value OR w.status IS DISTINCT FROM n.status
    )
    SELECT
        'cell' AS what, c.*,
        if(coalesce(c.old_status, 'unreadable') IN ('unreadable', 'not_in_form'), r.reason, r.otherwise)
            AS reason,
        r.agency_id, r.agency_name, r.region_code, r.year, r.scope, r.old_report_id, r.url
    FROM cells c JOIN changed_reports r ON r.new_report_id = c.new_report_id
"""
CORRECTIONS = """
    SELECT
        'cell' AS what, 'revised' AS change, 'correction' AS reason,
        coalesce(q.agency_id, p.agency_id) AS agency_id,
        coalesce(b.agency_name, a.agency_name) AS agency_name,
        coalesce(b.region_code, a.region_code) AS region_code,
        coalesce(b.year, a.year) AS year,
        coalesce(q.scope, p.scope) AS scope,
        a.report_id AS old_report_id, b.report_id AS new_report_id,
        coalesce(q.url, p.url) AS url,
        coalesce(b.indicator, a.indicator) AS indicator,
        coalesce(b.applicant, a.applicant) AS applicant,
        coalesce(a.corrected, b.printed) AS old_value,
        coalesce(b.corrected, a.printed) AS new_value
    FROM old_corrections a
    FULL JOIN new_corrections b
        ON a.region_code = b.region_code AND a.agency_name = b.agency_name AND a.year = b.year
        AND a.indicator = b.indicator AND a.applicant IS NOT DISTINCT FROM b.applicant
    LEFT JOIN old_reports p ON p.report_id = a.report_id
    LEFT JOIN new_reports q ON q.report_id = b.report_id
    WHERE a.corrected IS DISTINCT FROM b.corrected
"""


def compare(old: Path, new: Path, connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The rows of SCHEMA that lead from one release folder to another, in an order of their own.

    Cells are listed of revised reports; those of reports that came or went are the whole report. Files that
    both releases hold with the same bytes are not opened. `connection` is an empty one.
    """
    manifests = {"old": (old, read_manifest(old)), "new": (new, read_manifest(new))}
    sums = {name: _sums(manifest) for name, (_, manifest) in manifests.items()}
    for name, (folder, manifest) in manifests.items():
        other = sums["new" if name == "old" else "old"]
        changed = [path for path in sums[name] if other.get(path) != sums[name][path]]
        _relate(connection, name, folder, manifest, changed)
    connection.execute(LOOKED_AT)
    for name, (folder, manifest) in manifests.items():
        made = REPORTS.format(reports=_rows(folder, manifest, "reports"), name=name)
        connection.execute(f"CREATE TEMP TABLE {name}_reports AS {made}")
    connection.execute(CHANGED_REPORTS)
    queries = ("SELECT 'report' AS what, * FROM changed_reports", CELLS, CORRECTIONS)
    united = "\nUNION ALL BY NAME\n".join(f"FROM ({query})" for query in queries)
    columns = ", ".join(SCHEMA.names)
    rows = connection.sql(
        f"SELECT {columns} FROM ({united}) ORDER BY what DESC, change, year, agency_name, url, {columns}"
    )
    return rows.to_arrow_table().cast(SCHEMA)


def _sums(manifest: Manifest) -> dict[str, str]:
    return {entry.path: entry.sha256 for entry in manifest.files}


def _rows(release: Path, manifest: Manifest, table: str) -> str:
    return f"read_parquet({literals([release / path for path in manifest.paths(table)])})"


def _relate(
    connection: duckdb.DuckDBPyConnection, name: str, release: Path, manifest: Manifest, changed: list[str]
) -> None:
    """The relations of one release: NAME_keys, _changed_keys, _documents, _corrections, _cells, _incomplete.

    `changed` are its files that the other release does not hold alike.
    """

    def parts(table: str) -> str | None:
        found = [release / path for path in changed if table_of(path) == table]
        return literals(found) if found else None

    whole = {table: _rows(release, manifest, table) for table in ("reports", "documents", "corrections")}
    reports, cells, problems = parts("reports"), parts("cells"), parts("problems")
    documents = "batch, warc_offset, report_id, is_record, extractor_version"
    queries = {
        "documents": f"SELECT {documents} FROM {whole['documents']}",
        "keys": KEYS.format(reports=whole["reports"]),
        # A report stands in one file of a release: those of a file that both hold are the same.
        "changed_keys": KEYS.format(reports=f"read_parquet({reports})")
        if reports
        else f"FROM {name}_keys WHERE false",
        "corrections": f"SELECT * FROM {whole['corrections']} WHERE report_id IS NOT NULL",
        "cells": f"SELECT * FROM read_parquet({cells}, hive_partitioning=false)" if cells else NO_CELLS,
        "incomplete": INCOMPLETE.format(paths=problems) if problems else NONE_INCOMPLETE,
    }
    for relation, query in queries.items():
        connection.execute(f"CREATE TEMP VIEW {name}_{relation} AS {query}")
