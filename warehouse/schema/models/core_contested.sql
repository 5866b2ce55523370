-- One document a content of every lineage with more than one content: there the figures decide what is a version.
WITH contested AS (
    SELECT lineage
    FROM core_documents
    WHERE is_report
    GROUP BY lineage
    HAVING count(DISTINCT content_digest) > 1
)

SELECT DISTINCT ON (lineage, content_digest) lineage, content_digest, file, row
FROM core_documents
JOIN contested USING (lineage)
WHERE is_report
ORDER BY batch, warc_offset
