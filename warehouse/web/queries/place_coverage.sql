-- What was collected from the sites of a place, and why the rest is absent.
SELECT
    p.page_key,
    p.site_id,
    p.site_name,
    p.site_status,
    c.year,
    c.status,
    c.reason,
    c.report_count,
    c.url
FROM (
    SELECT
        s.site_id,
        s.site_name,
        s.status AS site_status,
        unnest(list_distinct([s.region_code, g.parent_code, g.province_code])) AS page_key
    FROM sites s
    LEFT JOIN regions g USING (region_code)
) p
JOIN coverage c USING (site_id)
WHERE list_contains($keys, p.page_key)
ORDER BY p.page_key, p.site_name, p.site_id, c.year
