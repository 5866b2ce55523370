-- Places by code: those in a place, of a level.
SELECT
    region_code,
    region_name,
    former_names,
    level,
    parent_code,
    province_code,
    province_name,
    valid_from,
    valid_to,
    is_invented
FROM regions
WHERE ($region_code IS NULL OR region_code = $region_code)
    AND ($place IS NULL OR $place IN (region_code, parent_code, province_code))
    AND ($level IS NULL OR level = $level)
    AND ($after_region_code IS NULL OR region_code > $after_region_code)
ORDER BY region_code
LIMIT $row_count
