-- The reports that fail most checks of severity error.
SELECT
    f.report_id::VARCHAR AS report_id,
    r.agency_name,
    r.year,
    count(*) AS finding_count,
    string_agg(DISTINCT f.check_id, ', ' ORDER BY f.check_id) AS checks
FROM findings f
JOIN reports r USING (report_id)
WHERE f.severity = 'error'
GROUP BY ALL
ORDER BY finding_count DESC, r.year DESC, r.agency_name
LIMIT 50
