-- Checks that the reports of a body fail, and whose fault that is.
SELECT
    f.agency_id::VARCHAR AS page_key,
    f.year,
    f.check_id,
    f.severity,
    f.place,
    f.left_value,
    f.right_value,
    f.verdict,
    u.why,
    u.statement_zh,
    f.report_id::VARCHAR AS report_id
FROM findings f
JOIN rules u USING (check_id)
WHERE list_contains($keys, f.agency_id::VARCHAR)
ORDER BY page_key, f.severity, f.year, f.check_id, f.place
