-- info
-- requests ended for an unpaid fee imply that section six tells of a fee (which may be 0 if none was paid)
-- looks at: province
SELECT t.report_id, 'req_other_fee_unpaid' AS place, t.req_other_fee_unpaid AS left_value, max(m.value) AS right_value
FROM now t
LEFT JOIN mentions m ON m.report_id = t.report_id AND m.concept = 'info_fee_amount_yuan'
WHERE t.req_other_fee_unpaid > 0
GROUP BY ALL
HAVING max(m.value) IS NULL
