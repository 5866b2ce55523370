-- The bodies that received most requests in the latest year, of those that speak for themselves.
SELECT
    t.year,
    t.agency_id::VARCHAR AS agency_id,
    t.agency_name,
    t.region_code,
    g.region_name,
    t.report_id::VARCHAR AS report_id,
    t.req_new,
    t.disclosure_pct,
    t.refusal_pct
FROM rates t
LEFT JOIN regions g USING (region_code)
WHERE t.is_own AND t.year = (SELECT max(year) FROM reports WHERE is_current)
ORDER BY t.req_new DESC NULLS LAST, t.agency_name
LIMIT 10
