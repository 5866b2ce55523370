-- Bodies of a place that reported before and not in a year, though no reform is known to have ended them.
SELECT p.page_key, p.agency_id::VARCHAR AS agency_id, p.agency_name, p.year
FROM (
    SELECT a.*, unnest(list_distinct([a.region_code, g.parent_code, g.province_code])) AS page_key
    FROM gaps a
    LEFT JOIN regions g USING (region_code)
) p
WHERE list_contains($keys, p.page_key)
ORDER BY p.page_key, p.year, p.agency_name
