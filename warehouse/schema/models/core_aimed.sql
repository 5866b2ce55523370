-- The corrections of this registry, each with the report it is for (NULL where the archive has none).
SELECT k.* EXCLUDE (report_id), r.report_id, d.file, d.row
FROM stg_corrections k
LEFT JOIN core_reports r
    ON r.is_current AND r.agency_name = k.agency_name AND r.region_code = k.region_code AND r.year = k.year
LEFT JOIN core_documents d ON d.batch = r.batch AND d.warc_offset = r.warc_offset
