-- Cells of a body's reports that print no number: a blank, a dash, or what could not be read with certainty.
SELECT
    agency_id::VARCHAR AS page_key,
    report_id::VARCHAR AS report_id,
    year,
    indicator,
    applicant,
    status,
    raw
FROM cells
WHERE list_contains($keys, agency_id::VARCHAR) AND is_current AND status <> 'reported'
    AND (applicant IS NULL OR applicant = 'total') AND item IS NULL
ORDER BY page_key, year, ord
