SELECT report_id, is_current, agency_id, report_region AS region_code, ord, said.*
FROM (
    SELECT
        report_id,
        is_current,
        agency_id,
        report_region,
        unnest(mentions) AS said,
        generate_subscripts(mentions, 1)::SMALLINT AS ord
    FROM core_facts
)
