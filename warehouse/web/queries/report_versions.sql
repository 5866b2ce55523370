-- Every version of the same report, and the reports of the years beside it.
SELECT
    r.report_id::VARCHAR AS page_key,
    o.report_id::VARCHAR AS report_id,
    o.year,
    o.scope,
    o.version,
    o.is_current,
    o.change,
    o.first_seen_at
FROM reports r
JOIN reports o ON o.agency_id = r.agency_id AND o.scope = r.scope AND abs(o.year - r.year) <= 1
WHERE list_contains($keys, r.report_id::VARCHAR) AND (o.year = r.year OR o.is_current)
ORDER BY page_key, o.year, o.version
