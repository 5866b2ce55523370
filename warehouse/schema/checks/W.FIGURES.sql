-- stop
-- figures holds what cells print: our own shaping went wrong, not a source
-- looks at: province
WITH long AS (
    SELECT report_id, indicator, max(value) AS value, count(*) AS n
    FROM cells
    WHERE is_current AND item IS NULL AND value IS NOT NULL AND indicator IN ('req_new', 'disp_review_total', 's14_app_received')
      AND coalesce(applicant, 'total') = 'total'
    GROUP BY ALL
),

wide AS (
    SELECT report_id, unnest([
        {name: 'req_new', value: req_new::DECIMAL(24, 6)},
        {name: 'disp_review_total', value: disp_review_total::DECIMAL(24, 6)},
        {name: 's14_app_received', value: s14_app_received::DECIMAL(24, 6)}
    ], max_depth := 2)
    FROM now
)

SELECT w.report_id, w.name AS place, w.value AS left_value, l.value AS right_value
FROM wide w
LEFT JOIN long l ON l.report_id = w.report_id AND l.indicator = w.name
WHERE w.value IS DISTINCT FROM CASE WHEN l.value % 1 = 0 THEN l.value END
