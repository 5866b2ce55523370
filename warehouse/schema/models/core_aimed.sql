-- The corrections of this registry, each with the report it is for (NULL where the archive has none).
SELECT k.* EXCLUDE (report_id), r.report_id, r.file, r.row
FROM stg_corrections k
LEFT JOIN core_addressed r USING (agency_name, region_code, year)
