-- warn
-- money is printed in 万元: about ten thousand times the figure of the year before is 元, a ten-thousandth 亿元
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
WHERE now > 0 AND before > 0
  AND (now / before BETWEEN 3000 AND 30000 OR before / now BETWEEN 3000 AND 30000)
