-- Text of a report of which half or more stands in the body's last report or in another body's of the year, and tables
-- that are last year's; both texts, and how much is the same word for word (figures and prescribed phrases aside).
SELECT
    c.report_id::VARCHAR AS page_key,
    c.what,
    c.source,
    c.rank,
    c.section,
    s.heading,
    c.same_pct,
    c.same_count,
    c.compared_count,
    c.alike_count,
    c.other_report_id::VARCHAR AS other_report_id,
    o.agency_name AS other_agency_name,
    o.year AS other_year,
    s.text,
    t.text AS other_text
FROM copies c
JOIN reports o ON o.report_id = c.other_report_id
LEFT JOIN sections s ON s.report_id = c.report_id AND s.ord = c.ord
LEFT JOIN sections t ON t.report_id = c.other_report_id AND t.ord = c.other_ord
WHERE list_contains($keys, c.report_id::VARCHAR) AND c.same_pct >= 50
ORDER BY page_key, c.what, c.ord, c.source, c.rank
