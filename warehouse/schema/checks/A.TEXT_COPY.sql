-- info
-- the first section is not last year's text once more (numbers aside)
WITH texts AS (
    SELECT t.agency_id, t.scope, t.report_id, translate(s.text, '0123456789', '') AS said
    FROM now t
    JOIN sections s USING (report_id)
    WHERE s.section = 1 AND length(s.text) >= 100
),

older AS (
    SELECT t.agency_id, t.scope, translate(s.text, '0123456789', '') AS said
    FROM before t
    JOIN sections_before s USING (report_id)
    WHERE s.section = 1
)

SELECT DISTINCT t.report_id, 'section 1' AS place
FROM texts t
JOIN older p USING (agency_id, scope, said)
