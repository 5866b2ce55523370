-- Every site and year: reported, or the reason why not.
SELECT
    s.site_id,
    s.site_name,
    s.region_code,
    s.status AS site_status,
    c.year,
    c.status,
    c.reason,
    c.report_count
FROM coverage c
JOIN sites s USING (site_id)
ORDER BY s.region_code, s.site_id, c.year
