-- The comparable lines by report and concept: those of a figure, a body, a place, a year.
SELECT
    report_id,
    concept,
    label_zh,
    label_en,
    agency_id,
    agency_name,
    region_code,
    region_name,
    province_code,
    level,
    kind,
    function,
    year,
    scope,
    value,
    grade,
    basis,
    form
FROM series
WHERE ($concept IS NULL OR concept = $concept)
    AND ($agency_id IS NULL OR agency_id = $agency_id)
    AND ($place IS NULL OR region_code IN (
        SELECT region_code FROM regions WHERE $place IN (region_code, parent_code, province_code)
    ))
    AND ($year IS NULL OR year = $year)
    AND ($scope IS NULL OR scope = $scope)
    AND ($after_report_id IS NULL OR (report_id, concept) > ($after_report_id, $after_concept))
ORDER BY report_id, concept
LIMIT $row_count
