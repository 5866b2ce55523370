-- Editions of reports by id: those of a place, a body, a year.
SELECT
    report_id,
    agency_id,
    agency_name,
    region_code,
    region_name,
    province_code,
    year,
    scope,
    version,
    is_current,
    change,
    is_invented,
    kind,
    function,
    form,
    form_t2,
    form_t3,
    form_t4,
    title,
    publisher,
    published_date,
    index_number,
    site_id,
    url,
    batch,
    warc_offset,
    digest,
    content_digest,
    reader,
    extractor_version,
    first_seen_at,
    last_seen_at,
    source_count,
    cell_count,
    unreadable_count,
    failed_count,
    problem_count
FROM reports
WHERE ($report_id IS NULL OR report_id = $report_id)
    AND ($editions = 'all' OR $report_id IS NOT NULL OR is_current)
    AND ($agency_id IS NULL OR agency_id = $agency_id)
    AND ($place IS NULL OR region_code IN (
        SELECT region_code FROM regions WHERE $place IN (region_code, parent_code, province_code)
    ))
    AND ($year IS NULL OR year = $year)
    AND ($scope IS NULL OR scope = $scope)
    AND ($form IS NULL OR form = $form)
    AND ($after_report_id IS NULL OR report_id > $after_report_id)
ORDER BY report_id
LIMIT $row_count
