-- One row a version of a report: every content the best source has shown, in order, and besides what another source
-- says with other figures. A content that only repeats the figures of another address is a further source of it.
WITH marked AS (
    SELECT
        c.*,
        c.source_rank = 1 AS is_best,
        (c.source_rank > 1 AND c.cell_count = 0) OR EXISTS (
            FROM core_contents o
            WHERE o.lineage = c.lineage
              AND o.figures_digest = c.figures_digest
              AND o.url <> c.url
              AND (o.source_rank, o.first_seen) < (c.source_rank, c.first_seen)
        ) AS is_copy
    FROM core_contents c
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
