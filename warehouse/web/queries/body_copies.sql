-- How much of each report of a body is its last one's once more, and how much another body's of the year.
SELECT
    c.agency_id::VARCHAR AS page_key,
    c.year,
    c.report_id::VARCHAR AS report_id,
    round(
        100 * sum(c.same_count) FILTER (c.source = 'last_year' AND c.what = 'text')
        / sum(c.compared_count) FILTER (c.source = 'last_year' AND c.what = 'text'), 1
    ) AS last_year_pct,
    bool_or(c.what = 'tables') AS has_last_tables,
    count(*) FILTER (c.source = 'same_year' AND c.rank = 1) AS shared_count,
    max(c.same_pct) FILTER (c.source = 'same_year') AS other_pct,
    arg_max(o.report_id::VARCHAR, c.same_pct) FILTER (c.source = 'same_year') AS other_report_id,
    arg_max(o.agency_name, c.same_pct) FILTER (c.source = 'same_year') AS other_agency_name
FROM copies c
JOIN reports o ON o.report_id = c.other_report_id
WHERE list_contains($keys, c.agency_id::VARCHAR)
GROUP BY ALL
ORDER BY page_key, c.year, report_id
