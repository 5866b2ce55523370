-- Two reports side by side, a row a figure that either prints, in the order of the first; the key is A-B, their ids.
WITH sides AS (
    SELECT key, side, split_part(key, '-', side)::BIGINT AS report_id
    FROM (SELECT unnest($keys) AS key), (SELECT unnest([1, 2]) AS side)
)

SELECT
    s.key AS page_key,
    c.indicator,
    i.label_zh,
    i.label_en,
    c.applicant,
    c.item,
    any_value(c.raw) FILTER (s.side = 1) AS raw_a,
    any_value(c.status) FILTER (s.side = 1) AS status_a,
    any_value(c.value) FILTER (s.side = 1) AS value_a,
    any_value(c.raw) FILTER (s.side = 2) AS raw_b,
    any_value(c.status) FILTER (s.side = 2) AS status_b,
    any_value(c.value) FILTER (s.side = 2) AS value_b,
    any_value(c.value) FILTER (s.side = 2) - any_value(c.value) FILTER (s.side = 1) AS difference
FROM cells c
JOIN sides s USING (report_id)
JOIN indicators i USING (indicator)
GROUP BY s.key, c.indicator, i.label_zh, i.label_en, c.applicant, c.item
ORDER BY page_key, min(c.ord) FILTER (s.side = 1) NULLS LAST, min(c.ord), c.item
