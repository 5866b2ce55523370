-- Public bodies by id: those of a place, of a kind.
SELECT
    agency_id,
    agency_name,
    aliases,
    region_code,
    region_name,
    province_code,
    level,
    kind,
    function,
    is_resolved,
    is_invented,
    first_year,
    last_year,
    successor_id,
    valid_from,
    valid_to,
    report_count
FROM agencies
WHERE ($agency_id IS NULL OR agency_id = $agency_id)
    AND ($place IS NULL OR region_code IN (
        SELECT region_code FROM regions WHERE $place IN (region_code, parent_code, province_code)
    ))
    AND ($level IS NULL OR level = $level)
    AND ($kind IS NULL OR kind = $kind)
    AND ($function IS NULL OR function = $function)
    AND ($after_agency_id IS NULL OR agency_id > $after_agency_id)
ORDER BY agency_id
LIMIT $row_count
