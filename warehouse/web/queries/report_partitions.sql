-- The province-year whose files hold a report.
SELECT report_id::VARCHAR AS page_key, year, province_code AS province
FROM reports
WHERE list_contains($keys, report_id::VARCHAR)
ORDER BY page_key
