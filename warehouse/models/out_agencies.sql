-- A body as far as it is proved: division and kind (and function), else its printed name alone.
SELECT
    d.agency_id,
    d.agency_key,
    arg_max(d.agency, (coalesce(d.year, 0), coalesce(d.fetched_at, ''), d.agency)) AS agency_name,
    list_sort(list_distinct(list(d.agency))) AS aliases,
    any_value(d.partition_region) AS region_code,
    any_value(g.region_name) AS region_name,
    any_value(d.province_code) AS province_code,
    arg_max(d.kind, (coalesce(d.year, 0), d.kind)) AS kind,
    arg_max(d.function, (coalesce(d.year, 0), d.function)) AS function,
    d.agency_key NOT LIKE '%|name|%' AND d.agency_key NOT LIKE 'site|%' AS is_resolved,
    min(d.year) AS first_year,
    max(d.year) AS last_year,
    count(DISTINCT CASE WHEN r.is_current THEN r.report_id END)::INTEGER AS report_count
FROM core_documents d
LEFT JOIN core_carriers k USING (batch, "offset")
LEFT JOIN core_reports r ON r.report_id = k.report_id
LEFT JOIN out_regions g ON g.region_code = d.partition_region
WHERE d.agency_id IS NOT NULL
GROUP BY d.agency_id, d.agency_key
