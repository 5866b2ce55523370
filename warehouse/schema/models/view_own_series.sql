-- Each body once: a government of a county or above either adds up its departments or is the same office as its
-- 办公室, which reports apart; so of governments only towns speak here.
SELECT
    s.report_id,
    s.agency_id,
    a.agency_name,
    a.kind,
    a.function,
    a.level,
    s.region_code,
    g.region_name,
    s.province_code,
    g.province_name,
    s.year,
    s.concept,
    s.value,
    s.grade,
    s.basis,
    s.form
FROM {stored series} s
LEFT JOIN agencies a USING (agency_id)
LEFT JOIN regions g ON g.region_code = s.region_code
WHERE s.scope = 'own_agency' OR (s.scope = 'own_government' AND a.kind = 'town_government')
