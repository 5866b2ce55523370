-- The sites that carry one lineage, best first. The rules, in order: it has figures; it is the body's own column and
-- not an aggregator's; a page before an attachment; then the name of the site, so that a tie is stable.
SELECT
    lineage,
    site_id,
    role = 'attachment' AS is_attachment,
    row_number() OVER (
        PARTITION BY lineage
        ORDER BY max(cell_count) = 0, bool_or(is_aggregator), role = 'attachment', site_id
    ) AS source_rank
FROM core_documents
WHERE is_report
GROUP BY lineage, site_id, role = 'attachment'
