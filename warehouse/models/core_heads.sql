-- What the yearly tables need to know of each report of the partition beside its figures.
WITH counts AS (
    SELECT
        report_id,
        count(*) FILTER (status IN ('blank', 'dash'))::INTEGER AS blank_count,
        count(*) FILTER (status = 'unreadable')::INTEGER AS unreadable_count
    FROM out_cells
    GROUP BY report_id
)

SELECT
    h.report_id,
    h.is_current,
    h.agency_id,
    h.report_region AS region_code,
    h.province_code,
    h.scope,
    h.form,
    h.form_t2,
    h.form_t3,
    h.form_t4,
    coalesce(c.blank_count, 0) AS blank_count,
    coalesce(c.unreadable_count, 0) AS unreadable_count
FROM core_facts h
LEFT JOIN counts c USING (report_id)
