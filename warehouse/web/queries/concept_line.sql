-- A figure over the years, over all bodies that speak for themselves.
SELECT
    concept AS page_key,
    year,
    sum(value)::DOUBLE AS value,
    count(*) AS report_count,
    max(grade) AS worst_grade
FROM own_series
WHERE list_contains($keys, concept) AND year IS NOT NULL
GROUP BY ALL
ORDER BY page_key, year
