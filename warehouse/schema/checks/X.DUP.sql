-- warn
-- not the figures of last year once more (eight or more of them not zero: small bodies repeat zeros lawfully)
-- looks at: province
SELECT report_id, 'all tables' AS place, same_count AS left_value
FROM copies
WHERE what = 'tables'
