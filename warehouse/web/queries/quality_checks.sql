-- Failed checks by kind, and whose fault they are.
SELECT f.*, u.why, u.statement_zh
FROM (
    SELECT
        check_id,
        severity,
        count(*) AS finding_count,
        count(DISTINCT report_id) AS report_count,
        count(*) FILTER (verdict = 'source_anomaly') AS of_the_source,
        count(*) FILTER (verdict = 'reading_doubtful') AS of_the_reading,
        count(*) FILTER (verdict NOT IN ('source_anomaly', 'reading_doubtful')) AS not_known
    FROM findings
    GROUP BY ALL
) f
JOIN rules u USING (check_id)
ORDER BY list_position(['error', 'warn', 'info'], f.severity), f.finding_count DESC, f.check_id
