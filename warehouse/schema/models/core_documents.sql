-- One row a document that was read: its capture, its body and the lineage its report belongs to.
WITH read_documents AS (
    SELECT
        r.* EXCLUDE (region_code),
        c.role,
        c.fetched_at,
        c.listed_date,
        coalesce(s.is_aggregator, false) AS is_aggregator,
        r.region_code,
        s.region_code AS site_region,
        r.cell_count > 0 OR (r.year IS NOT NULL AND r.section_count > 0) AS is_report
    FROM core_attributed r
    LEFT JOIN stg_captures c ON c.batch = r.batch AND c.warc_offset = r.warc_offset
    LEFT JOIN stg_sites s ON s.site_id = r.site_id
)

SELECT
    *,
    id52(concat_ws('|', batch, warc_offset)) AS document_id,
    CASE
        WHEN agency_key IS NOT NULL AND year IS NOT NULL THEN concat_ws('|', agency_key, year, scope)
        ELSE concat_ws('|', 'address', site_id, url)
    END AS lineage,
    concat_ws(' ', coalesce(listed_date, ''), coalesce(fetched_at, ''), batch, lpad(warc_offset::VARCHAR, 20, '0')) AS seen,
    -- The partition needs a province even where the name proves no division: the site's then.
    left(coalesce(region_code, site_region), 2) || '0000' AS province_code
FROM read_documents
