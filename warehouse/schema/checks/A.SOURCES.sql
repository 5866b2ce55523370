-- warn
-- every site that carries a report prints the same figures
-- looks at: province
SELECT v.report_id, v.url AS place
FROM versions v
WHERE v.change = 'differs_between_sources'
