-- stop
-- every report of the facts stands in reports, in the year of its partition
-- looks at: province
SELECT f.report_id, 'figures' AS place
FROM figures_of_year f
ANTI JOIN versions r ON r.report_id = f.report_id
