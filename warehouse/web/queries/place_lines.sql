-- Figures of a place over the years: those of its bodies that speak for themselves, added up ('all': of every place).
SELECT
    page_key,
    concept,
    year,
    sum(value)::DOUBLE AS value,
    count(*) AS report_count,
    max(grade) AS worst_grade
FROM (
    SELECT
        s.concept,
        s.year,
        s.value,
        s.grade,
        unnest(list_distinct(['all', s.region_code, g.parent_code, s.province_code])) AS page_key
    FROM own_series s
    LEFT JOIN regions g USING (region_code)
    WHERE s.year IS NOT NULL AND s.concept IN (
        'req_new', 'req_carried_in', 'req_carried_out', 'req_result_total', 'req_granted', 'req_partial',
        'req_refused', 'req_unable', 'req_notproc', 'req_other',
        'req_refused_state_secret', 'req_refused_other_law', 'req_refused_three_security', 'req_refused_third_party',
        'req_refused_internal', 'req_refused_process', 'req_refused_case_file', 'req_refused_admin_query',
        'disp_review_total', 'disp_review_corrected', 'disp_lit_total', 'disp_lit_corrected'
    )
)
WHERE list_contains($keys, page_key)
GROUP BY ALL
ORDER BY page_key, concept, year
