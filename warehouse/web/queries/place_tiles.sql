-- The places inside a place, side by side: provinces of the country (their districts, where it is few provinces),
-- districts of a province or city.
WITH few AS (SELECT count(DISTINCT province_code) < 6 AS are_few FROM reports WHERE is_current),

inside AS (
    SELECT
        unnest(CASE
            WHEN r.level = 'province' THEN if((SELECT are_few FROM few), []::VARCHAR[], ['all'])
            WHEN r.level = 'prefecture' THEN []::VARCHAR[]
            ELSE list_distinct([if((SELECT are_few FROM few), 'all', NULL), r.parent_code, r.province_code])
        END) AS page_key,
        r.region_code,
        r.region_name,
        r.province_name,
        coalesce(p.region_name, r.province_name) AS parent_name
    FROM regions r
    LEFT JOIN regions p ON p.region_code = r.parent_code
    WHERE r.region_code IN (SELECT unnest([region_code, province_code]) FROM agencies)
),

years AS (
    SELECT
        region_code,
        year,
        count(*) AS report_count,
        sum(req_new)::BIGINT AS req_new,
        share(req_granted + req_partial, req_result_total) AS disclosure_pct,
        share(req_refused, req_result_total) AS refusal_pct,
        share(req_unable_not_held, req_result_total) AS not_held_pct,
        share(disp_review_total + disp_lit_total, req_new) AS disputes_per_100_requests
    FROM (
        SELECT t.* EXCLUDE (region_code), unnest(list_distinct([t.region_code, t.province_code])) AS region_code
        FROM rates t
        WHERE t.is_own AND t.year IS NOT NULL
    )
    GROUP BY ALL
)

SELECT i.page_key, i.region_code, i.region_name, i.parent_name, y.* EXCLUDE (region_code)
FROM inside i
LEFT JOIN years y ON y.region_code = i.region_code
WHERE list_contains($keys, i.page_key)
ORDER BY i.page_key, i.region_code, y.year
