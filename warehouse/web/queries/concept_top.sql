-- Who has most of a figure in its latest year, of bodies that speak for themselves.
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
WHERE list_contains($keys, s.concept)
QUALIFY s.year = max(s.year) OVER (PARTITION BY s.concept)
    AND row_number() OVER (PARTITION BY s.concept, s.year ORDER BY s.value DESC, s.agency_name) <= 20
ORDER BY page_key, s.value DESC, s.agency_name
