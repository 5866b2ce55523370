-- One row a version of a report: every content the best source has shown, in order, and besides what another
-- source says with other figures. Documents that only repeat the figures of a version are further sources of it.
WITH contents AS (
    SELECT
        d.lineage,
        d.content_digest,
        coalesce(f.figures_digest, d.content_digest) AS figures_digest,
        min(s.source_rank) AS source_rank,
        min(coalesce(d.fetched_at, '') || d.batch || lpad(d."offset"::VARCHAR, 20, '0')) AS first_seen,
        max(coalesce(d.fetched_at, '') || d.batch || lpad(d."offset"::VARCHAR, 20, '0')) AS last_seen,
        max(d.cell_count) AS cell_count
    FROM core_documents d
    JOIN core_sources s USING (lineage, site_id, url)
    LEFT JOIN core_figure_digests f USING (lineage, content_digest)
    WHERE d.is_report
    GROUP BY ALL
),

marked AS (
    SELECT
        *,
        source_rank = 1 AS is_best,
        -- Another source makes a version of its own only with figures that no better source has shown.
        source_rank > 1 AND (
            cell_count = 0
            OR row_number() OVER (PARTITION BY lineage, figures_digest ORDER BY source_rank, first_seen) > 1
        ) AS is_copy
    FROM contents
)

SELECT
    lineage,
    content_digest,
    figures_digest,
    is_best,
    (row_number() OVER by_seen)::SMALLINT AS version,
    row_number() OVER (PARTITION BY lineage ORDER BY is_best DESC, last_seen DESC) = 1 AS is_current,
    CASE
        WHEN NOT is_best THEN 'differs_between_sources'
        WHEN row_number() OVER by_seen = 1 THEN 'first'
        WHEN lag(figures_digest) OVER by_seen = figures_digest THEN 'text'
        ELSE 'figures'
    END AS change,
    id52(concat_ws('|', lineage, content_digest)) AS report_id
FROM marked
WHERE NOT is_copy
WINDOW by_seen AS (PARTITION BY lineage ORDER BY is_best DESC, first_seen)
