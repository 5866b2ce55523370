SELECT report_id, is_current, agency_id, report_region AS region_code, done.*
FROM (SELECT report_id, is_current, agency_id, report_region, unnest(checks) AS done FROM core_facts)
