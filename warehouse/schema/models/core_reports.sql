-- One row a report version with everything but the counts, which its partition's facts know.
WITH record AS (
    SELECT d.*, k.report_id
    FROM core_documents d
    JOIN core_carriers k USING (batch, warc_offset)
    WHERE k.is_record
),

-- Until when an address showed what a document says: another page of an article may change while the first does not.
shown AS (
    SELECT
        batch,
        warc_offset,
        site_id,
        url,
        digest,
        fetched_at,
        lead(fetched_at) OVER (PARTITION BY site_id, url ORDER BY fetched_at, batch, warc_offset) AS next_fetched_at
    FROM core_documents
),

seen AS (
    SELECT
        k.report_id,
        count(DISTINCT (d.site_id, d.url))::INTEGER AS source_count,
        max(c.fetched_at) AS last_seen_at
    FROM core_carriers k
    JOIN shown d USING (batch, warc_offset)
    LEFT JOIN stg_captures c
        ON c.site_id = d.site_id
        AND c.url = d.url
        AND c.outcome IN ('fetched', 'unchanged', 'not_a_report')
        AND (c.digest IS NULL OR c.digest = d.digest)
        AND c.fetched_at >= d.fetched_at
        AND (d.next_fetched_at IS NULL OR c.fetched_at < d.next_fetched_at)
    GROUP BY k.report_id
)

SELECT
    r.report_id,
    v.version,
    v.is_current,
    v.change,
    r.agency_id,
    r.agency AS agency_name,
    r.region_code AS region_code,
    r.province_code,
    r.year,
    r.form,
    r.form_t2,
    r.form_t3,
    r.form_t4,
    r.scope,
    r.kind,
    r.function,
    r.title,
    r.publisher,
    try_cast(r.published_date AS DATE) AS published_date,
    r.index_number,
    r.site_id,
    r.url,
    r.batch,
    r.warc_offset,
    r.digest,
    r.content_digest,
    r.reader,
    r.extractor_version,
    r.fetched_at AS first_seen_at,
    coalesce(s.last_seen_at, r.fetched_at) AS last_seen_at,
    s.source_count,
    r.cell_count::INTEGER AS cell_count,
    r.unreadable_count::INTEGER AS unreadable_count,
    r.failed_count::INTEGER AS failed_count,
    r.problem_count::INTEGER AS problem_count
FROM record r
JOIN core_versions v USING (report_id)
JOIN seen s USING (report_id)
