-- Every version of the reports of a body.
SELECT
    agency_id::VARCHAR AS page_key,
    report_id::VARCHAR AS report_id,
    year,
    scope,
    version,
    is_current,
    change,
    form,
    title,
    published_date,
    unreadable_count,
    failed_count,
    url,
    first_seen_at
FROM reports
WHERE list_contains($keys, agency_id::VARCHAR)
ORDER BY page_key, year, scope, version
