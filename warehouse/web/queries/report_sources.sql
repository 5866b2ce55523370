-- Every captured document that carries a report.
SELECT
    report_id::VARCHAR AS page_key,
    url,
    role,
    fetched_at,
    digest,
    reader,
    batch || '.warc.gz' AS warc,
    warc_offset,
    is_record
FROM documents
WHERE list_contains($keys, report_id::VARCHAR)
ORDER BY page_key, is_record DESC, fetched_at, url
