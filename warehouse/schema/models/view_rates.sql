WITH parts AS (
    SELECT
        report_id,
        agency_id,
        region_code,
        province_code,
        scope,
        year,
        max(grade)::SMALLINT AS grade,
        max(value) FILTER (concept = 'req_new')::BIGINT AS req_new,
        max(value) FILTER (concept = 'req_carried_in')::BIGINT AS req_carried_in,
        max(value) FILTER (concept = 'req_carried_out')::BIGINT AS req_carried_out,
        max(value) FILTER (concept = 'req_granted')::BIGINT AS req_granted,
        max(value) FILTER (concept = 'req_partial')::BIGINT AS req_partial,
        max(value) FILTER (concept = 'req_refused')::BIGINT AS req_refused,
        max(value) FILTER (concept = 'req_unable_not_held')::BIGINT AS req_unable_not_held,
        max(value) FILTER (concept = 'req_notproc')::BIGINT AS req_notproc,
        max(value) FILTER (concept = 'req_notproc_petition')::BIGINT AS req_notproc_petition,
        max(value) FILTER (concept = 'req_result_total')::BIGINT AS req_result_total,
        max(value) FILTER (concept = 'disp_review_total')::BIGINT AS disp_review_total,
        max(value) FILTER (concept = 'disp_review_corrected')::BIGINT AS disp_review_corrected,
        max(value) FILTER (concept = 'disp_lit_total')::BIGINT AS disp_lit_total,
        max(value) FILTER (concept = 'disp_lit_corrected')::BIGINT AS disp_lit_corrected,
        -- The form of 2014 has no row for pending cases, so what was decided is added up from the outcomes.
        sum(value) FILTER (concept IN ('disp_review_upheld', 'disp_review_corrected', 'disp_review_other'))::BIGINT
            AS disp_review_decided,
        sum(value) FILTER (concept IN ('disp_lit_upheld', 'disp_lit_corrected', 'disp_lit_other'))::BIGINT
            AS disp_lit_decided
    FROM {stored series}
    WHERE concept IN (
        'req_new', 'req_carried_in', 'req_carried_out', 'req_granted', 'req_partial', 'req_refused',
        'req_unable_not_held', 'req_notproc', 'req_notproc_petition', 'req_result_total',
        'disp_review_total', 'disp_review_upheld', 'disp_review_corrected', 'disp_review_other',
        'disp_lit_total', 'disp_lit_upheld', 'disp_lit_corrected', 'disp_lit_other'
    )
    GROUP BY ALL
)

SELECT
    p.report_id,
    p.agency_id,
    a.agency_name,
    a.kind,
    a.function,
    a.level,
    p.region_code,
    g.region_name,
    p.province_code,
    g.province_name,
    p.scope,
    p.scope = 'own_agency' OR (p.scope = 'own_government' AND a.kind IS NOT DISTINCT FROM 'town_government') AS is_own,
    p.year,
    p.* EXCLUDE (report_id, agency_id, region_code, province_code, scope, year),
    100.0 * (req_granted + req_partial) / nullif(req_result_total, 0) AS disclosure_pct,
    100.0 * req_refused / nullif(req_result_total, 0) AS refusal_pct,
    100.0 * req_unable_not_held / nullif(req_result_total, 0) AS not_held_pct,
    100.0 * req_notproc / nullif(req_result_total, 0) AS not_processed_pct,
    100.0 * req_carried_out / nullif(req_new + req_carried_in, 0) AS backlog_pct,
    100.0 * disp_review_corrected / nullif(disp_review_decided, 0) AS review_correction_pct,
    100.0 * disp_lit_corrected / nullif(disp_lit_decided, 0) AS lit_correction_pct,
    100.0 * (disp_review_total + disp_lit_total) / nullif(req_new, 0) AS disputes_per_100_requests
FROM parts p
LEFT JOIN agencies a USING (agency_id)
LEFT JOIN regions g ON g.region_code = p.region_code
