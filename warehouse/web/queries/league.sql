-- Who has most of a figure in a year, of bodies that speak for themselves; the key is FIGURE-YEAR, as req_new-2024.
SELECT
    concat(u.figure, '-', u.year) AS page_key,
    u.agency_id::VARCHAR AS agency_id,
    u.agency_name,
    u.kind,
    u.function,
    u.level,
    u.region_code,
    g.region_name,
    u.report_id::VARCHAR AS report_id,
    u.value
FROM (
    UNPIVOT (
        SELECT
            agency_id, agency_name, kind, function, level, region_code, report_id, year,
            req_new::DOUBLE AS req_new,
            req_refused::DOUBLE AS req_refused,
            disclosure_pct,
            refusal_pct,
            not_held_pct,
            backlog_pct,
            (disp_review_total + disp_lit_total)::DOUBLE AS disputes
        FROM rates
        WHERE is_own AND year IS NOT NULL
    )
    ON req_new, req_refused, disclosure_pct, refusal_pct, not_held_pct, backlog_pct, disputes
    INTO NAME figure VALUE value
) u
LEFT JOIN regions g USING (region_code)
WHERE list_contains($keys, concat(u.figure, '-', u.year))
ORDER BY page_key, u.value DESC, u.agency_name
