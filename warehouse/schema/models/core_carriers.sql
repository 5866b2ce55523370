-- Which document carries which version: its own content, else the latest version with the same figures, else the
-- current one. `is_record` marks the one document whose cells stand in the tables.
WITH carried AS (
    SELECT
        d.batch,
        d.warc_offset,
        v.report_id,
        v.content_digest = d.content_digest AS is_own,
        s.source_rank,
        row_number() OVER (
            PARTITION BY d.batch, d.warc_offset
            ORDER BY
                v.content_digest = d.content_digest DESC,
                v.figures_digest = coalesce(f.figures_digest, d.content_digest) DESC,
                v.is_current DESC,
                v.version DESC
        ) AS choice,
        d.fetched_at
    FROM core_documents d
    JOIN core_sources s
        ON s.lineage = d.lineage
        AND s.site_id = d.site_id
        AND s.is_attachment IS NOT DISTINCT FROM (d.role = 'attachment')
    JOIN core_versions v ON v.lineage = d.lineage
    LEFT JOIN core_figure_digests f ON f.lineage = d.lineage AND f.content_digest = d.content_digest
    WHERE d.is_report
)

SELECT
    batch,
    warc_offset,
    report_id,
    is_own
    AND row_number() OVER (PARTITION BY report_id ORDER BY is_own DESC, source_rank, fetched_at, batch, warc_offset) = 1
        AS is_record
FROM carried
WHERE choice = 1
