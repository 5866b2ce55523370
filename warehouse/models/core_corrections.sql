-- The corrections of this registry, each with the report it is for (NULL where the archive has none) and the value that
-- report prints now: a correction is stale as soon as that is not the value it was written for.
WITH aimed AS (
    SELECT k.* EXCLUDE (report_id), r.report_id, r.batch, r.warc_offset
    FROM stg_corrections k
    LEFT JOIN core_reports r
        ON r.is_current AND r.agency_name = k.agency_name AND r.region_code = k.region_code AND r.year = k.year
),

cells AS (
    SELECT a.report_id, unnest(d.cells) AS cell
    FROM stg_documents d
    JOIN (SELECT DISTINCT report_id, batch, warc_offset FROM aimed WHERE report_id IS NOT NULL) a
        ON a.batch = d.batch AND a.warc_offset = d.warc_offset
)

SELECT
    a.* EXCLUDE (batch, warc_offset),
    p.place,
    c.cell.value AS printed_now
FROM aimed a
LEFT JOIN stg_places p ON p.indicator = a.indicator AND p.applicant IS NOT DISTINCT FROM a.applicant
LEFT JOIN cells c
    ON c.report_id = a.report_id
    AND c.cell.indicator = a.indicator
    AND c.cell.applicant IS NOT DISTINCT FROM a.applicant
    AND c.cell.item IS NULL
