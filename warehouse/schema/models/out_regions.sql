-- The known divisions, and below them those that only a site row names.
WITH known AS (
    SELECT DISTINCT ON (region_code) region_code, region_name, former_names, level, parent_code, valid_from, valid_to,
        is_invented
    FROM stg_regions
    ORDER BY region_code, valid_from DESC
),

listed AS (
    SELECT region_code, site_name AS region_name, level
    FROM stg_sites
    WHERE region_code IS NOT NULL AND region_code NOT IN (SELECT region_code FROM known)
    QUALIFY row_number() OVER (PARTITION BY region_code ORDER BY site_id) = 1
),

together AS (
    SELECT * FROM known
    UNION ALL BY NAME
    SELECT
        region_code,
        region_name,
        []::VARCHAR[] AS former_names,
        level,
        CASE WHEN region_code LIKE '%0000' THEN NULL
             WHEN region_code LIKE '%00' THEN left(region_code, 2) || '0000'
             ELSE left(region_code, 4) || '00' END AS parent_code,
        (SELECT bool_or(is_invented) FROM stg_regions) AS is_invented
    FROM listed
)

SELECT t.*, left(t.region_code, 2) || '0000' AS province_code, p.region_name AS province_name
FROM together t
LEFT JOIN together p ON p.region_code = left(t.region_code, 2) || '0000'
