-- Who asked the bodies of a place, as table three counts them ('all': of every place).
SELECT
    page_key,
    year,
    applicant,
    sum(req_new)::BIGINT AS req_new,
    sum(req_result_total)::BIGINT AS req_result_total,
    sum(req_refused)::BIGINT AS req_refused,
    count(req_new) AS report_count
FROM (
    SELECT a.*, unnest(list_distinct(['all', a.region_code, g.parent_code, a.province_code])) AS page_key
    FROM applicants a
    LEFT JOIN regions g USING (region_code)
    WHERE a.is_own AND a.year IS NOT NULL
)
WHERE list_contains($keys, page_key)
GROUP BY ALL
ORDER BY page_key, year, applicant
