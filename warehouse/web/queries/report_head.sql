-- A version of a report: whose it is, of which year, and where it was read.
SELECT
    r.report_id::VARCHAR AS page_key,
    r.report_id::VARCHAR AS report_id,
    r.agency_id::VARCHAR AS agency_id,
    r.agency_name,
    r.is_invented,
    r.region_code,
    g.region_name,
    r.province_code,
    r.year,
    r.version,
    r.is_current,
    r.change,
    r.scope,
    r.form,
    r.form_t2,
    r.form_t3,
    r.form_t4,
    r.title,
    r.publisher,
    r.published_date,
    r.index_number,
    r.url,
    r.batch,
    r.warc_offset,
    r.digest,
    r.reader,
    r.extractor_version,
    p.fetched_at,
    r.source_count,
    r.cell_count,
    r.unreadable_count,
    r.failed_count
FROM reports r
LEFT JOIN regions g USING (region_code)
LEFT JOIN captures p ON p.batch = r.batch AND p.warc_offset = r.warc_offset
WHERE list_contains($keys, r.report_id::VARCHAR)
