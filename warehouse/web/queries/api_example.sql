-- A report to show the API with: the last of the body with most reports.
SELECT r.agency_id::VARCHAR AS agency_id, r.report_id::VARCHAR AS report_id, r.agency_name, r.region_code, r.year
FROM reports r
JOIN agencies a USING (agency_id)
WHERE r.is_current AND r.year IS NOT NULL AND r.cell_count > 0
ORDER BY a.report_count DESC, r.agency_id, r.year DESC
LIMIT 1
