-- Which body each printed name stands for. Rules, first that holds:
--   1. no division or kind is proved: the name stands for itself, on its site (never merged by guess);
--   2. a government and its general office: division and kind (they publish apart, and stay apart);
--   3. a department that a reform ended (seeds/successions.csv): division and its own name;
--   4. a department of known function: division and function, whatever it calls itself;
--   5. any other: division, kind and its name without the division and without 人民政府, 办事处.
WITH printed AS (
    SELECT DISTINCT site_id, agency, region_code AS proved_code, region_name AS proved_name, kind, function
    FROM stg_readings
    WHERE agency IS NOT NULL
),

-- A name that proves no division by itself may name one below the division of its site (an aggregator's members).
below AS (
    SELECT
        p.site_id,
        p.agency,
        g.region_code,
        g.region_name,
        count(*) OVER (PARTITION BY p.site_id, p.agency, length(g.region_name)) AS rivals,
        rank() OVER (PARTITION BY p.site_id, p.agency ORDER BY length(g.region_name) DESC) AS place
    FROM printed p
    JOIN stg_sites s USING (site_id)
    JOIN out_regions g
        ON starts_with(p.agency, g.region_name)
        -- 50 of 500000, not 5, which begins the codes of other provinces
        AND starts_with(g.region_code, regexp_replace(s.region_code, '(00){1,3}$', ''))
        AND g.valid_to IS NULL
    WHERE p.proved_code IS NULL AND p.kind IS NOT NULL
),

placed AS (
    SELECT
        p.*,
        coalesce(p.proved_code, b.region_code) AS region_code,
        coalesce(p.proved_name, b.region_name) AS region_name
    FROM printed p
    LEFT JOIN below b ON b.site_id = p.site_id AND b.agency = p.agency AND b.place = 1 AND b.rivals = 1
),

named AS (
    SELECT
        *,
        regexp_replace(
            CASE WHEN contains(agency, region_name)
                THEN substr(agency, instr(agency, region_name) + length(region_name))
                ELSE agency END,
            '(人民政府|政府|办事处)$', ''
        ) AS local_name
    FROM placed
),

keyed AS (
    SELECT
        n.*,
        s.function AS successor_function,
        CASE
            WHEN n.region_code IS NULL OR n.kind IS NULL THEN concat_ws('|', 'site', n.site_id, n.agency)
            WHEN n.kind IN ('government', 'government_office') THEN concat_ws('|', n.region_code, n.kind)
            WHEN s.function IS NOT NULL THEN concat_ws('|', n.region_code, n.kind, '=' || n.local_name)
            WHEN n.kind = 'department' AND n.function IS NOT NULL
                THEN concat_ws('|', n.region_code, n.kind, n.function)
            ELSE concat_ws('|', n.region_code, n.kind, '=' || n.local_name)
        END AS agency_key
    FROM named n
    LEFT JOIN stg_successions s
        ON n.kind = 'department' AND list_contains(string_split(s.predecessor, '|'), n.local_name)
)

SELECT
    *,
    id52(agency_key) AS agency_id,
    CASE WHEN successor_function IS NOT NULL
        THEN id52(concat_ws('|', region_code, kind, successor_function)) END AS successor_id
FROM keyed
