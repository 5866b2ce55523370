-- The figures of a body over the years, comparable over the forms.
SELECT
    s.agency_id::VARCHAR AS page_key,
    s.year,
    s.scope,
    s.concept,
    s.value::DOUBLE AS value,
    s.grade,
    s.basis,
    s.report_id::VARCHAR AS report_id
FROM series s
WHERE list_contains($keys, s.agency_id::VARCHAR) AND s.year IS NOT NULL
ORDER BY page_key, s.concept, s.year, s.scope
