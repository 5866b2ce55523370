-- A body beside similar ones: same kind, function and level in the same province, in its latest year.
WITH own AS (
    SELECT agency_id, kind, function, level, province_code, max(year) AS year
    FROM rates
    WHERE list_contains($keys, agency_id::VARCHAR)
    GROUP BY ALL
)

SELECT
    o.agency_id::VARCHAR AS page_key,
    t.agency_id = o.agency_id AS is_this,
    t.agency_id::VARCHAR AS agency_id,
    t.agency_name,
    t.year,
    t.report_id::VARCHAR AS report_id,
    t.req_new,
    t.req_result_total,
    t.disclosure_pct,
    t.refusal_pct,
    t.not_held_pct,
    t.backlog_pct,
    t.disp_review_total,
    t.disp_lit_total
FROM own o
JOIN rates t
    ON t.kind = o.kind AND t.function IS NOT DISTINCT FROM o.function AND t.level = o.level
    AND t.province_code = o.province_code AND t.year = o.year
ORDER BY page_key, t.req_new DESC NULLS LAST, t.agency_name
