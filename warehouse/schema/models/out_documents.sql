SELECT
    d.batch,
    d.warc_offset,
    d.document_id,
    k.report_id,
    coalesce(k.is_record, false) AS is_record,
    d.site_id,
    d.url,
    d.role,
    d.fetched_at,
    d.digest,
    d.content_digest,
    d.reader,
    d.extractor_version,
    d.agency AS agency_name,
    d.year,
    d.cell_count,
    d.all_problem_count AS problem_count
FROM core_documents d
LEFT JOIN core_carriers k USING (batch, warc_offset)
