-- Sites and years: what was collected, and why the rest is absent.
SELECT
    c.site_id,
    s.site_name,
    s.region_code,
    c.year,
    c.status,
    c.reason,
    c.reason_code,
    c.report_count,
    c.attempt_count,
    c.url
FROM coverage c
JOIN sites s ON s.site_id = c.site_id
WHERE ($site_id IS NULL OR c.site_id = $site_id)
    AND ($place IS NULL OR s.region_code IN (
        SELECT region_code FROM regions WHERE $place IN (region_code, parent_code, province_code)
    ))
    AND ($year IS NULL OR c.year = $year)
    AND ($status IS NULL OR c.status = $status)
    AND ($after_site_id IS NULL OR (c.site_id, c.year) > ($after_site_id, $after_year))
ORDER BY c.site_id, c.year
LIMIT $row_count
