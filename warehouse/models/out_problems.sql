SELECT document_id, report_id, site_id, url, ord, problem.*
FROM (
    SELECT
        d.document_id,
        d.report_id,
        p.site_id,
        p.url,
        unnest(p.problems) AS problem,
        generate_subscripts(p.problems, 1)::SMALLINT AS ord
    FROM piece p
    JOIN partition_documents d USING (batch, warc_offset)
)
