-- Every place that has a page (one with bodies or sites, and those above it), and the places it lies in.
SELECT DISTINCT p.region_code, r.region_code AS itself, r.parent_code, r.province_code
FROM (
    SELECT unnest([r.region_code, r.parent_code, r.province_code]) AS region_code
    FROM regions r
    WHERE r.region_code IN (SELECT region_code FROM agencies UNION SELECT region_code FROM sites)
) p
JOIN regions r ON r.region_code = p.region_code
ORDER BY ALL
