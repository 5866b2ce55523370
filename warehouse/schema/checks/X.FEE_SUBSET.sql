-- warn
-- the fee for processing information is one of all administrative fees; bodies whose fees go to the treasury leave table two at 0
-- looks at: province
SELECT t.report_id, 'fee_amount_wan' AS place, max(m.value) / 10000 AS left_value, t.fee_amount_wan AS right_value
FROM now t
JOIN mentions m ON m.report_id = t.report_id AND m.concept = 'info_fee_amount_yuan'
WHERE t.fee_amount_wan IS NOT NULL
GROUP BY t.report_id, t.fee_amount_wan
HAVING max(m.value) / 10000 > t.fee_amount_wan + 0.00005
