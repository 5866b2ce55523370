-- warn
-- a site that carried reports of the year before carries them this year too
SELECT NULL AS report_id, t.site_id || ': ' || t.status AS place, t.report_count AS left_value, p.report_count AS right_value
FROM coverage_now t
JOIN coverage_before p USING (site_id)
WHERE t.report_count * 2 < p.report_count AND t.status <> 'not_crawled'
