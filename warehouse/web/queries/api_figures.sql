-- Printed cells by report and order: those of a report, a body, a place, a year, a figure.
WITH found AS (
    SELECT *
    FROM cells
    WHERE ($report_id IS NULL OR report_id = $report_id)
        AND ($editions = 'all' OR $report_id IS NOT NULL OR is_current)
        AND ($agency_id IS NULL OR agency_id = $agency_id)
        AND ($place IS NULL OR region_code IN (
            SELECT region_code FROM regions WHERE $place IN (region_code, parent_code, province_code)
        ))
        -- Files are cut by year and province: what is known of them leaves most unread.
        AND ($province IS NULL OR province = $province)
        AND ($year IS NULL OR year = $year)
        AND ($indicator IS NULL OR indicator = $indicator)
        AND ($applicant IS NULL OR applicant = $applicant)
        AND ($status IS NULL OR status = $status)
        AND ($after_report_id IS NULL OR (report_id, ord) > ($after_report_id, $after_ord))
    ORDER BY report_id, ord
    LIMIT $row_count
)

SELECT
    c.report_id,
    c.ord,
    c.is_current,
    c.agency_id,
    r.agency_name,
    r.is_invented,
    c.region_code,
    c.year,
    r.scope,
    c.indicator,
    i.label_zh,
    i.label_en,
    c.applicant,
    c.item,
    c.value,
    c.raw,
    c.unit,
    c.status,
    c.locator,
    c.method
FROM found c
JOIN reports r ON r.report_id = c.report_id
JOIN indicators i ON i.indicator = c.indicator
ORDER BY c.report_id, c.ord
