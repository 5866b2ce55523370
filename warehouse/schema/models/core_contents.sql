-- One row a content of a lineage, at the best address that shows it. `seen` orders contents in time: a page listed
-- later is newer, and at one address what was fetched later.
SELECT
    d.lineage,
    d.content_digest,
    coalesce(f.figures_digest, d.content_digest) AS figures_digest,
    min(s.source_rank) AS source_rank,
    arg_min(d.url, (s.source_rank, d.seen)) AS url,
    min(d.seen) AS first_seen,
    max(d.seen) AS last_seen,
    max(d.cell_count) AS cell_count
FROM core_documents d
JOIN core_sources s
    ON s.lineage = d.lineage AND s.site_id = d.site_id AND s.is_attachment IS NOT DISTINCT FROM (d.role = 'attachment')
LEFT JOIN core_figure_digests f ON f.lineage = d.lineage AND f.content_digest = d.content_digest
WHERE d.is_report
GROUP BY d.lineage, d.content_digest, f.figures_digest
