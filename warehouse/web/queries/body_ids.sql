-- Every body, and the places it lies in.
SELECT a.agency_id::VARCHAR AS agency_id, a.region_code, g.parent_code, a.province_code
FROM agencies a
LEFT JOIN regions g USING (region_code)
ORDER BY ALL
