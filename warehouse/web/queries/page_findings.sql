-- Checks that a report fails, or any report of a body, and whose fault that is; the key is the id of either.
SELECT
    f.page_key,
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
FROM (SELECT *, unnest([report_id, agency_id])::VARCHAR AS page_key FROM findings) f
JOIN rules u USING (check_id)
WHERE list_contains($keys, f.page_key)
ORDER BY page_key, f.severity, f.year, f.check_id, f.place
