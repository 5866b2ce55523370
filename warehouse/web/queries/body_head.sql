-- A public body: what it is, the names it printed, what came before and after it.
SELECT
    a.agency_id::VARCHAR AS page_key,
    a.agency_id::VARCHAR AS agency_id,
    a.agency_name,
    a.aliases,
    a.kind,
    a.function,
    a.level,
    a.region_code,
    a.region_name,
    a.province_code,
    a.is_resolved,
    a.is_invented,
    a.first_year,
    a.last_year,
    a.valid_from,
    a.valid_to,
    a.successor_id::VARCHAR AS successor_id,
    s.agency_name AS successor_name,
    (
        SELECT list({id: b.agency_id::VARCHAR, name: b.agency_name, valid_to: b.valid_to} ORDER BY b.agency_id)
        FROM agencies b
        WHERE b.successor_id = a.agency_id
    ) AS predecessors
FROM agencies a
LEFT JOIN agencies s ON s.agency_id = a.successor_id
WHERE list_contains($keys, a.agency_id::VARCHAR)
