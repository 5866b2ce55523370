-- What the figures say, without layout or words: only for lineages with more than one content, where it decides.
WITH contested AS (
    SELECT lineage
    FROM core_documents
    WHERE is_report
    GROUP BY lineage
    HAVING count(DISTINCT content_digest) > 1
),

cells AS (
    SELECT d.lineage, d.content_digest, unnest(r.cells) AS cell
    FROM (SELECT DISTINCT ON (lineage, content_digest) * FROM core_documents JOIN contested USING (lineage)
          WHERE is_report ORDER BY batch, warc_offset) d
    JOIN stg_documents r ON r.batch = d.batch AND r.warc_offset = d.warc_offset
)

SELECT
    lineage,
    content_digest,
    md5(string_agg(
        concat_ws(' ', cell.indicator, coalesce(cell.applicant, '-'), coalesce(cell.item, '-'), cell.value, cell.status),
        '|' ORDER BY cell.indicator, cell.applicant, cell.item
    )) AS figures_digest
FROM cells
GROUP BY ALL
