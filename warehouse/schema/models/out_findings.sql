-- The bad rows of one year, each with its body and whose fault it may be: within a report the reading says so; across
-- reports a lawful exception may hold, and figures that were not read by label from exact text are doubted first.
-- What no report is to blame for has the division that the check names.
WITH doubtful AS (
    SELECT DISTINCT report_id
    FROM cells
    WHERE method IN ('ocr', 'order_proved')
)

SELECT
    b.check_id,
    b.severity,
    b.report_id,
    v.agency_id,
    coalesce(v.region_code, b.region_code) AS region_code,
    coalesce(v.province_code, left(b.region_code, 2) || '0000') AS province_code,
    coalesce(b.place, '') AS place,
    b.left_value,
    b.right_value,
    coalesce(b.verdict, if(d.report_id IS NULL, 'inconclusive', 'reading_doubtful')) AS verdict,
    v.url
FROM bad b
LEFT JOIN versions v USING (report_id)
LEFT JOIN doubtful d USING (report_id)
