SELECT report_id, ord, is_current, agency_id, report_region AS region_code, cell.*
FROM (
    SELECT
        report_id,
        is_current,
        agency_id,
        report_region,
        unnest(cells) AS cell,
        generate_subscripts(cells, 1)::SMALLINT AS ord
    FROM core_facts
)
