SELECT report_id, is_current, agency_id, report_region AS region_code, done.* RENAME ("left" AS left_value, "right" AS right_value)
FROM (SELECT report_id, is_current, agency_id, report_region, unnest(checks) AS done FROM core_facts)
