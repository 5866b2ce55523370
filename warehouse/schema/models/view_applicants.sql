-- Table three turned on its side: a blank part counts as nothing beside printed ones, and as NULL beside none.
WITH turned AS (
    SELECT report_id, agency_id, region_code, province_code, scope, year, unnest([
{applicants}
    ], max_depth := 2)
    FROM {stored figures}
    WHERE is_current
)

SELECT
    t.report_id,
    t.agency_id,
    a.agency_name,
    a.kind,
    a.function,
    a.level,
    t.region_code,
    g.region_name,
    t.province_code,
    g.province_name,
    t.scope,
    t.scope = 'own_agency' OR (t.scope = 'own_government' AND a.kind IS NOT DISTINCT FROM 'town_government') AS is_own,
    t.year,
    t.* EXCLUDE (report_id, agency_id, region_code, province_code, scope, year)
FROM turned t
LEFT JOIN agencies a USING (agency_id)
LEFT JOIN regions g ON g.region_code = t.region_code
WHERE t.req_new IS NOT NULL OR t.req_result_total IS NOT NULL
