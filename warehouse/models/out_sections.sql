SELECT
    report_id,
    is_current,
    agency_id,
    report_region AS region_code,
    ord,
    part.ordinal AS section,
    part.heading,
    part.text,
    part.locator
FROM (
    SELECT
        report_id,
        is_current,
        agency_id,
        report_region,
        unnest(sections) AS part,
        generate_subscripts(sections, 1)::SMALLINT AS ord
    FROM core_facts
)
