-- What the release holds.
SELECT
    count(*) AS report_count,
    count(DISTINCT agency_id) AS body_count,
    count(DISTINCT region_code) AS place_count,
    count(DISTINCT province_code) AS province_count,
    min(year) AS first_year,
    max(year) AS last_year,
    sum(cell_count)::BIGINT AS cell_count,
    sum(unreadable_count)::BIGINT AS unreadable_count,
    sum(failed_count)::BIGINT AS failed_count,
    count(*) FILTER (NOT is_invented) AS real_count
FROM reports
WHERE is_current
