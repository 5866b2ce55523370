-- The bad rows of one year, each with its body and the words why it is bad.
SELECT
    b.check_id,
    b.severity,
    b.report_id,
    v.agency_id,
    v.region_code,
    v.province_code,
    coalesce(b.place, '') AS place,
    b.left_value,
    b.right_value,
    v.url
FROM bad b
LEFT JOIN versions v USING (report_id)
