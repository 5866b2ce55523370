-- info
-- what was collected of a division is what others published of it, or its province's own report of all levels: below where not all bodies are collected yet; warn where it is above, or a report of the same scope prints another figure
-- looks at: province
SELECT
    report_id,
    region_code,
    concat_ws(' ', region_code, indicator, nullif(applicant, 'total'), operator, than_region_code, publisher) AS place,
    collected_value AS left_value,
    control_value AS right_value,
    verdict,
    if(verdict = 'above' OR (verdict = 'below' AND basis = 'own_report'), 'warn', 'info') AS severity
FROM ({controls})
WHERE year = {year} AND verdict IN ('below', 'above', 'scope_differs')
