-- The current reports that a correction may be for, and where their cells are.
SELECT r.report_id, r.agency_name, r.region_code, r.year, d.file, d.row
FROM core_reports r
SEMI JOIN stg_corrections USING (agency_name, region_code, year)
JOIN core_documents d ON d.batch = r.batch AND d.warc_offset = r.warc_offset
WHERE r.is_current
