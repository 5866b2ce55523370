-- Every reading with the body that its name stands for, and the keys of what decides how it is resolved: documents
-- that share none of them, nor a body, have nothing to do with each other (staging/touched.py).
SELECT
    r.* EXCLUDE (region_code, region_name),
    coalesce(b.region_code, r.region_code) AS region_code,
    b.agency_key,
    b.agency_id,
    b.successor_id,
    address_key(r.site_id, r.url) AS url_key,
    CASE WHEN r.agency IS NOT NULL THEN hash(r.site_id, r.agency) END AS name_key
FROM stg_readings r
LEFT JOIN core_bodies b
    ON b.site_id = r.site_id
    AND b.agency = r.agency
    AND b.proved_code IS NOT DISTINCT FROM r.region_code
    AND b.proved_name IS NOT DISTINCT FROM r.region_name
    AND b.kind IS NOT DISTINCT FROM r.kind
    AND b.function IS NOT DISTINCT FROM r.function
