-- The bodies of a place, those of the divisions below it among them, with their latest figures.
WITH latest AS (
    SELECT agency_id, arg_max(COLUMNS(['report_id', 'req_new', 'disclosure_pct', 'refusal_pct']), year)
    FROM rates
    GROUP BY agency_id
),

held AS (
    SELECT agency_id, list(DISTINCT year ORDER BY year) AS years
    FROM reports
    WHERE is_current AND year IS NOT NULL
    GROUP BY agency_id
)

SELECT
    p.page_key,
    p.agency_id::VARCHAR AS agency_id,
    p.agency_name,
    p.kind,
    p.function,
    p.level,
    p.region_name,
    p.first_year,
    p.last_year,
    p.valid_from,
    p.valid_to,
    p.successor_id::VARCHAR AS successor_id,
    h.years,
    l.report_id::VARCHAR AS report_id,
    l.req_new,
    l.disclosure_pct,
    l.refusal_pct
FROM (
    SELECT a.*, unnest(list_distinct([a.region_code, g.parent_code, a.province_code])) AS page_key
    FROM agencies a
    LEFT JOIN regions g USING (region_code)
) p
LEFT JOIN latest l USING (agency_id)
LEFT JOIN held h USING (agency_id)
WHERE list_contains($keys, p.page_key)
ORDER BY p.page_key, p.region_code, p.kind, p.agency_name
