-- The addresses that carry one lineage, best first. The rules, in order: it has figures; it is the body's own
-- column and not an aggregator's; a page before its attachment; then the address itself, so that a tie is stable.
SELECT
    lineage,
    site_id,
    url,
    row_number() OVER (
        PARTITION BY lineage
        ORDER BY max(cell_count) = 0, bool_or(is_aggregator), bool_or(role = 'attachment'), site_id, url
    ) AS source_rank
FROM core_documents
WHERE is_report
GROUP BY lineage, site_id, url
