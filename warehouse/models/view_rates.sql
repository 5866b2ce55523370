WITH wide AS (
    SELECT
        report_id,
        agency_id,
        region_code,
        province_code,
        scope,
        year,
        max(grade)::SMALLINT AS grade,
        max(value) FILTER (concept = 'req_new') AS req_new,
        max(value) FILTER (concept = 'req_carried_in') AS carried_in,
        max(value) FILTER (concept = 'req_carried_out') AS carried_out,
        max(value) FILTER (concept = 'req_granted') AS granted,
        max(value) FILTER (concept = 'req_partial') AS partial,
        max(value) FILTER (concept = 'req_refused') AS refused,
        max(value) FILTER (concept = 'req_unable_not_held') AS not_held,
        max(value) FILTER (concept = 'req_notproc') AS notproc,
        max(value) FILTER (concept = 'req_result_total') AS result_total,
        max(value) FILTER (concept = 'disp_review_corrected') AS review_corrected,
        max(value) FILTER (concept = 'disp_review_pending') AS review_pending,
        max(value) FILTER (concept = 'disp_review_total') AS review_total,
        max(value) FILTER (concept = 'disp_lit_corrected') AS lit_corrected,
        max(value) FILTER (concept = 'disp_lit_total') AS lit_total
    FROM series
    GROUP BY ALL
)

SELECT
    report_id,
    agency_id,
    region_code,
    province_code,
    scope,
    year,
    grade,
    result_total::BIGINT AS result_count,
    100.0 * (granted + partial) / nullif(result_total, 0) AS disclosure_pct,
    100.0 * refused / nullif(result_total, 0) AS refusal_pct,
    100.0 * not_held / nullif(result_total, 0) AS not_held_pct,
    100.0 * notproc / nullif(result_total, 0) AS not_processed_pct,
    100.0 * carried_out / nullif(req_new + carried_in, 0) AS backlog_pct,
    100.0 * review_corrected / nullif(review_total - review_pending, 0) AS review_correction_pct,
    100.0 * lit_corrected / nullif(lit_total, 0) AS lit_correction_pct,
    100.0 * (review_total + lit_total) / nullif(req_new, 0) AS disputes_per_100_requests
FROM wide
