-- warn
-- money stays within a factor of 2000 of the year before (a factor near 10000 is 元 printed for 万元)
-- looks at: province
WITH money AS (
    SELECT t.report_id, unnest([
        {name: 'fee_amount_wan', now: t.fee_amount_wan, before: p.fee_amount_wan},
        {name: 'procurement_amount_wan', now: t.procurement_amount_wan, before: p.procurement_amount_wan}
    ], max_depth := 2)
    FROM now t
    JOIN before p USING (agency_id, scope)
)

SELECT report_id, name AS place, now AS left_value, before AS right_value
FROM money
WHERE now > 0 AND before > 0 AND now / before NOT BETWEEN 1 / 2000 AND 2000
