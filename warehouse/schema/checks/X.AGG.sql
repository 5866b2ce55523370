-- info
-- an aggregate is not below the sum of those of its members that were collected (organs run from above may be left out)
-- looks at: province
WITH members AS (
    SELECT region_code, sum(req_new) AS req_new
    FROM now
    WHERE scope = 'own_agency' AND kind IN ('department', 'government_office', 'subdistrict_office', 'town_government')
    GROUP BY region_code
)

SELECT t.report_id, 'req_new' AS place, t.req_new AS left_value, m.req_new AS right_value
FROM now t
JOIN members m USING (region_code)
WHERE t.scope IN ('region_aggregate', 'departments_aggregate') AND t.kind = 'government' AND t.req_new < m.req_new
