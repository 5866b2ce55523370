-- Checks over tables, years and bodies that a report fails, beside those of its own arithmetic.
SELECT
    f.report_id::VARCHAR AS page_key,
    f.check_id,
    f.severity,
    f.place,
    f.left_value,
    f.right_value,
    f.verdict,
    u.why,
    u.statement_zh
FROM findings f
JOIN rules u USING (check_id)
WHERE list_contains($keys, f.report_id::VARCHAR)
ORDER BY page_key, f.severity, f.check_id, f.place
