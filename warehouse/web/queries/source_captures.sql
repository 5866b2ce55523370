-- The archived bytes that a report was read from: its page, and the further pages of its site's articles.
SELECT
    r.report_id::VARCHAR AS page_key,
    c.url,
    c.batch,
    c.warc_offset,
    c.byte_count,
    c.digest,
    c.fetched_at,
    c.media_type,
    c.role
FROM reports r
JOIN captures c ON c.batch = r.batch AND (
    c.warc_offset = r.warc_offset
    OR c.role = 'part' AND c.site_id = r.site_id AND c.outcome IN ('fetched', 'unchanged', 'duplicate')
)
WHERE list_contains($keys, r.report_id::VARCHAR) AND c.digest IS NOT NULL AND c.warc_offset IS NOT NULL
ORDER BY page_key, c.ord
