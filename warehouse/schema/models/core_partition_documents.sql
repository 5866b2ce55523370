-- Every document that was read, as its facts need it, and what tells the next build whether it changed.
SELECT
    d.year,
    d.province_code,
    d.batch,
    d.warc_offset,
    d.file,
    d.row,
    d.document_id,
    k.report_id,
    coalesce(k.is_record, false) AS is_record,
    coalesce(v.is_current, false) AS is_current,
    d.agency_id,
    d.region_code AS region_code,
    d.scope,
    d.form,
    d.form_t2,
    d.form_t3,
    d.form_t4,
    d.content_digest,
    d.extractor_version,
    (SELECT string_agg(concat_ws('=', place, corrected), ' ' ORDER BY place)
     FROM core_corrections c WHERE c.report_id = k.report_id AND k.is_record) AS corrected,
    d.site_id,
    d.url_key,
    d.name_key,
    d.successor_id
FROM core_documents d
LEFT JOIN core_carriers k USING (batch, warc_offset)
LEFT JOIN core_versions v USING (report_id)
