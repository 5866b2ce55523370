-- Every version of a report, and the places of its body.
SELECT r.report_id::VARCHAR AS report_id, r.region_code, g.parent_code, r.province_code
FROM reports r
LEFT JOIN regions g USING (region_code)
ORDER BY ALL
