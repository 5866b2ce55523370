-- warn
-- not the figures of last year once more (eight or more of them not zero: small bodies repeat zeros lawfully)
WITH this_year AS (SELECT report_id, agency_id, scope, [{columns}] AS said FROM now),
last_year AS (SELECT agency_id, scope, [{columns}] AS said FROM before)

SELECT t.report_id, 'all tables' AS place, len(list_filter(t.said, lambda x: x <> 0)) AS left_value
FROM this_year t
JOIN last_year p USING (agency_id, scope)
WHERE t.said = p.said AND len(list_filter(t.said, lambda x: x <> 0)) >= 8
