-- Places with bodies, and those above them: how many bodies lie in each.
SELECT p.region_code, r.region_name, r.level, r.province_code, r.province_name, count(*) AS body_count
FROM (
    SELECT unnest(list_distinct([a.region_code, g.parent_code, a.province_code])) AS region_code
    FROM agencies a
    LEFT JOIN regions g USING (region_code)
) p
JOIN regions r USING (region_code)
WHERE r.level IS DISTINCT FROM 'country'
GROUP BY ALL
ORDER BY p.region_code
