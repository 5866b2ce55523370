-- Who has most of a figure in its latest year, of bodies that speak for themselves.
WITH latest AS (
    SELECT concept, max(year) AS year
    FROM own_series
    WHERE list_contains($keys, concept)
    GROUP BY concept
)

SELECT
    s.concept AS page_key,
    s.year,
    s.agency_id::VARCHAR AS agency_id,
    s.agency_name,
    s.region_code,
    s.region_name,
    s.value,
    s.grade,
    s.basis,
    s.report_id::VARCHAR AS report_id
FROM own_series s
JOIN latest l ON l.concept = s.concept AND l.year = s.year
QUALIFY row_number() OVER (PARTITION BY s.concept ORDER BY s.value DESC, s.agency_name) <= 20
ORDER BY page_key, s.value DESC, s.agency_name
