-- A division of the country and those above it.
SELECT
    r.region_code AS page_key,
    r.region_code,
    r.region_name,
    r.level,
    r.former_names,
    r.parent_code,
    p.region_name AS parent_name,
    r.province_code,
    r.province_name,
    r.valid_from,
    r.valid_to,
    r.is_invented
FROM regions r
LEFT JOIN regions p ON p.region_code = r.parent_code
WHERE list_contains($keys, r.region_code)
