-- The province-years whose files hold the reports that one shares half of a section with.
SELECT DISTINCT c.report_id::VARCHAR AS page_key, o.year, o.province_code AS province
FROM copies c
JOIN reports o ON o.report_id = c.other_report_id
WHERE list_contains($keys, c.report_id::VARCHAR) AND c.same_pct >= 50
ORDER BY ALL
