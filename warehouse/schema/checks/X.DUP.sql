-- warn
-- not the figures of last year once more (eight or more of them not zero: small bodies repeat zeros lawfully)
-- looks at: province
WITH alike AS (
    SELECT t.report_id, p.report_id AS older_id
    FROM now t
    JOIN before p USING (agency_id, scope)
    WHERE t.req_new IS NOT DISTINCT FROM p.req_new
      AND t.license_decisions IS NOT DISTINCT FROM p.license_decisions
      AND t.penalty_decisions IS NOT DISTINCT FROM p.penalty_decisions
),

this_year AS (SELECT report_id, [{columns}] AS said FROM now SEMI JOIN alike USING (report_id)),
last_year AS (SELECT report_id, [{columns}] AS said FROM before WHERE report_id IN (SELECT older_id FROM alike))

SELECT t.report_id, 'all tables' AS place, len(list_filter(t.said, lambda x: x <> 0)) AS left_value
FROM alike a
JOIN this_year t ON t.report_id = a.report_id
JOIN last_year p ON p.report_id = a.older_id
WHERE t.said = p.said AND len(list_filter(t.said, lambda x: x <> 0)) >= 8
