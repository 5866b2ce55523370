-- One row a document that was read: its capture, its body and the lineage its report belongs to.
WITH read_documents AS (
    SELECT
        r.*,
        c.role,
        c.fetched_at,
        coalesce(s.is_aggregator, false) AS is_aggregator,
        coalesce(r.region_code, s.region_code) AS partition_region,
        r.cell_count > 0 OR (r.year IS NOT NULL AND r.section_count > 0) AS is_report,
        -- Two bodies never share a key: what is not proved stands under its printed name, or under its address.
        CASE
            WHEN r.agency IS NULL THEN NULL
            WHEN r.region_code IS NOT NULL AND r.kind IN ('government', 'government_office')
                THEN concat_ws('|', r.region_code, r.kind)
            WHEN r.region_code IS NOT NULL AND r.kind = 'department' AND r.function IS NOT NULL
                THEN concat_ws('|', r.region_code, r.kind, r.function)
            WHEN r.region_code IS NOT NULL THEN concat_ws('|', r.region_code, 'name', r.agency)
            ELSE concat_ws('|', 'site', r.site_id, r.agency)
        END AS agency_key
    FROM stg_readings r
    LEFT JOIN stg_captures c ON c.batch = r.batch AND c."offset" = r."offset"
    LEFT JOIN stg_sites s ON s.site_id = r.site_id
)
SELECT
    *,
    id52(concat_ws('|', batch, "offset")) AS document_id,
    CASE WHEN agency_key IS NOT NULL THEN id52(agency_key) END AS agency_id,
    CASE
        WHEN agency_key IS NOT NULL AND year IS NOT NULL THEN concat_ws('|', agency_key, year, scope)
        ELSE concat_ws('|', 'address', site_id, url)
    END AS lineage,
    left(partition_region, 2) || '0000' AS province_code
FROM read_documents
