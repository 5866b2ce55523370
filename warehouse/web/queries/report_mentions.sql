-- Figures that a report says in words, beside those that its tables print.
SELECT
    m.report_id::VARCHAR AS page_key,
    m.ord,
    m.concept,
    m.value,
    m.unit,
    m.is_approximate,
    m.sentence,
    m.section,
    s.value AS table_value
FROM mentions m
LEFT JOIN series s ON s.report_id = m.report_id AND s.year = m.year AND s.concept = m.concept
WHERE list_contains($keys, m.report_id::VARCHAR)
ORDER BY page_key, m.ord
