-- The bodies as resolved, with every name they printed and the body that took their work over.
WITH bodies AS (
    SELECT
        d.agency_id,
        d.agency_key,
        arg_max(d.agency, (coalesce(d.year, 0), coalesce(d.fetched_at, ''), d.agency)) AS agency_name,
        list_sort(list_distinct(list(d.agency))) AS aliases,
        min(d.region_code) AS region_code,
        min(d.province_code) AS province_code,
        min(d.kind) AS kind,
        any_value(d.function ORDER BY d.function) AS function,
        d.agency_key NOT LIKE 'site|%' AS is_resolved,
        min(d.year) AS first_year,
        max(d.year) AS last_year,
        count(DISTINCT CASE WHEN r.is_current THEN r.report_id END)::INTEGER AS report_count
    FROM core_documents d
    LEFT JOIN core_carriers k USING (batch, warc_offset)
    LEFT JOIN core_reports r ON r.report_id = k.report_id
    WHERE d.agency_id IS NOT NULL
    GROUP BY d.agency_id, d.agency_key
),

successors AS (
    SELECT DISTINCT agency_id, successor_id
    FROM core_bodies
    WHERE successor_id IN (SELECT agency_id FROM bodies)
),

heirs AS (
    SELECT s.successor_id AS agency_id, max(b.last_year) + 1 AS valid_from
    FROM successors s
    JOIN bodies b USING (agency_id)
    GROUP BY s.successor_id
)

SELECT
    b.*,
    g.region_name,
    coalesce(g.is_invented, (SELECT bool_or(is_invented) FROM stg_regions)) AS is_invented,
    if(b.kind IN ('town_government', 'subdistrict_office'), 'township', g.level) AS level,
    s.successor_id,
    -- A body that others were merged into under the same name may have stood before: then it is only valid from then.
    CASE WHEN b.first_year >= h.valid_from THEN h.valid_from END AS valid_from,
    CASE WHEN s.successor_id IS NOT NULL THEN b.last_year END AS valid_to
FROM bodies b
LEFT JOIN successors s USING (agency_id)
LEFT JOIN heirs h USING (agency_id)
LEFT JOIN out_regions g ON g.region_code = b.region_code
