-- What the figures say, without layout or words: only for lineages with more than one content, where it decides.
SELECT
    d.lineage,
    d.content_digest,
    md5(string_agg(
        concat_ws(' ', c.indicator, coalesce(c.applicant, '-'), coalesce(c.item, '-'), c.value, c.status),
        '|' ORDER BY c.indicator, c.applicant, c.item
    )) AS figures_digest
FROM core_contested d
JOIN core_contested_cells c USING (file, row)
GROUP BY ALL
